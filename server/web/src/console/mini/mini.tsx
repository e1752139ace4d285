// The small window: who is here, who is next, and the acts of the moment. The desk's own logic in less room.
import { useRef } from "preact/hooks";
import { languageName, needName, useApp, useNow } from "../context";
import { keysWanted, ticketActs } from "../desk/acts";
import { Ask } from "../desk/ask";
import { elsewhereText } from "../desk/elsewhere";
import { myCounter } from "../desk/model";
import { UnderWay } from "../desk/under_way";
import { mayRun, nextLabel, useDesk } from "../desk/use_desk";
import { useDeskKeys } from "../desk/use_keys";
import { Icon } from "../icons";
import type { Counter, Ticket } from "../records";
import { timer } from "../../shared/time";

export function MiniView() {
  const { t, lobby, session } = useApp();
  const counter = myCounter(lobby, session.user.id);
  return counter ? <MiniDesk counter={counter} /> : <p class="mini-notice">{t("mini_no_counter")}</p>;
}

/// What fits: the acts that belong to the visitor's state.
const shown: Record<string, string[]> = {
  called: ["start", "recall", "no_show", "park", "transfer"],
  serving: ["finish", "park", "transfer"],
};

function MiniDesk({ counter }: { counter: Counter }) {
  const { t, own, lobby, live, busy, lastAct } = useApp();
  const desk = useDesk(counter);
  const { visitor, offered } = desk;
  const keys = keysWanted();
  // There is no room for a card: whoever presses is told over the top line.
  const why = live ? elsewhereText(t, lobby) : t("acts_off");
  const card = useRef<HTMLElement>(null);
  useDeskKeys(desk, keys);
  const settle = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    if (event.detail > 0 && target.closest("button") && !target.closest("dialog")) card.current?.focus({ preventScroll: true });
  };
  const acts = ticketActs.filter((entry) => visitor && shown[visitor.state]?.includes(entry.name) && mayRun(desk, entry));
  const service = visitor?.service_id ? lobby.tables.service.get(visitor.service_id) : undefined;
  return (
    <div class="mini" onClick={settle}>
      <div class="mini-top">
        <span class={`link ${live ? "link-live" : "link-off"}`}>
          <span class="link-dot" aria-hidden="true" /><span class={live ? "unseen" : ""}>{live ? t("link_live") : t("mini_lost")}</span>
        </span>
        <h1>{t("counter_label", { name: counter.name })}</h1>
        <span class="mini-waiting">{t("waiting_count", { n: offered.length })}
          {offered[0] && <> · {t("now_next")} <b class="figures">{offered[0].number}</b></>}</span>
      </div>
      <section class="now" ref={card} tabIndex={-1} aria-label={t("now_title")} aria-busy={busy}
        data-state={visitor?.state || (desk.paused ? "paused" : "nobody")}>
        {busy && <UnderWay />}
        {visitor ? (
          <>
            <p class="visitor-number">{visitor.number}</p>
            <div class="mini-facts">
              <span><b>{visitor.state === "serving" ? t("now_serving") : t("now_called")}</b> <MiniTimer ticket={visitor} />
                {desk.absent && <span class="tag tag-need"><Icon name="warning" />{t("mini_absent", { n: visitor.calls })}</span>}</span>
              <span class="mini-errand">{own((service || lobby.tables.queue.get(visitor.queue_id))?.name)}</span>
              <span class="soft">{[languageName(t, visitor.language), ...(visitor.needs || []).map((need) => needName(t, need))].join(" · ")}</span>
            </div>
          </>
        ) : <p class="mini-nobody">{desk.paused ? t("now_paused") : t("now_nobody")}</p>}
      </section>
      <button type="button" class="primary act-next" disabled={!live} aria-keyshortcuts={keys ? "Space" : undefined}
        onClick={() => void desk.next()}>
        <span>{t(nextLabel(desk))}</span>
        {keys && <kbd>{t("key_space")}</kbd>}
      </button>
      <div class="mini-acts" role="group" aria-label={t("acts")}>
        {acts.map((description) => (
          <button key={description.name} type="button" class={`act-${description.name}`} disabled={!live}
            aria-keyshortcuts={keys ? description.key.toUpperCase() : undefined} aria-label={t(description.label)}
            onClick={() => visitor && desk.run(description, visitor)}>
            <span>{t(description.short)}</span>{keys && <kbd>{description.key.toUpperCase()}</kbd>}
          </button>
        ))}
        {!visitor && lastAct && (
          <button type="button" class="act-undo" disabled={!live} onClick={desk.undo} aria-keyshortcuts={keys ? "U" : undefined}>
            <span>{t("act_undo", { number: lastAct.number })}</span>{keys && <kbd>U</kbd>}
          </button>
        )}
      </div>
      {why && <p class="unseen" role="alert">{why}</p>}
      <Ask desk={desk} onDone={() => {
        desk.ask(undefined);
        card.current?.focus({ preventScroll: true });
      }} />
    </div>
  );
}

function MiniTimer({ ticket }: { ticket: Ticket }) {
  const { lobby } = useApp();
  useNow(1_000);
  const since = (ticket.state === "serving" && ticket.served_at) || ticket.called_at || lobby.now();
  return <span class="figures" role="timer" aria-live="off">{timer(lobby.now() - since)}</span>;
}
