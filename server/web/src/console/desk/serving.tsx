// Serving at a counter: the visitor now, the acts with their keys, and everything around.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../context";
import { openMini } from "../mini/window";
import type { Counter } from "../records";
import { keysWanted, ticketActs } from "./acts";
import { Ask } from "./ask";
import { Arrivals } from "./arrivals";
import { DeskBar } from "./desk_bar";
import { Elsewhere } from "./elsewhere";
import { useNotes } from "./notes";
import { AppointmentsPanel, AsidePanel, ColleaguesPanel, QueuesPanel } from "./panels";
import { mayRun, nextLabel, useDesk } from "./use_desk";
import { useDeskKeys } from "./use_keys";
import { UnderWay } from "./under_way";
import { VisitorCard } from "./visitor_card";
import { WaitingList } from "./waiting_list";

export function Serving({ counter, onChange }: { counter: Counter; onChange: () => void }) {
  const { t, live, busy } = useApp();
  const desk = useDesk(counter);
  const { visitor, here } = desk;
  const [keys, setKeys] = useState(keysWanted);
  const card = useRef<HTMLElement>(null);
  const notes = useNotes();
  useDeskKeys(desk, keys, openMini);

  // After a click the focus goes back to the visitor, so that the next Space calls and does not press the button again;
  // also after one in the frame around the desk.
  const toVisitor = () => card.current?.focus({ preventScroll: true });
  useLayoutEffect(() => {
    const settle = (event: MouseEvent) => {
      const target = event.target as HTMLElement;
      if (event.detail > 0 && target.closest("button") && !target.closest("dialog, details")) toVisitor();
    };
    document.addEventListener("click", settle);
    return () => document.removeEventListener("click", settle);
  }, []);
  // The natural next step is the one that stands out.
  const natural = desk.absent ? "no_show" : visitor?.state === "called" ? "start" : visitor?.state === "serving" ? "finish" : "";

  return (
    <div class="desk">
      <DeskBar desk={desk} keys={keys} onKeys={setKeys} onChange={onChange} onSettle={toVisitor} />
      <div class="desk-main">
        <section class="now" ref={card} tabIndex={-1} aria-labelledby="now-title" aria-busy={busy}
          data-state={visitor?.state || (desk.paused ? "paused" : "nobody")}>
          {busy && <UnderWay />}
          <div class="now-scroll">
            <VisitorCard desk={desk} notes={notes} />
          </div>
          {here.length > 1 && (
            <div class="also" role="group" aria-label={t("now_also")}>
              <span>{t("now_also")}:</span>
              {here.map((ticket) => (
                <button key={ticket.id} type="button" class="chip" aria-pressed={ticket.id === visitor?.id}
                  onClick={() => desk.pick(ticket.id)}>{ticket.number}</button>
              ))}
            </div>
          )}
          {live ? <Elsewhere /> : <p class="off" role="note">{t("acts_off")}</p>}
          <div class="acts" role="group" aria-label={t("acts")}>
            <button type="button" class="primary act-next" disabled={!live} aria-keyshortcuts={keys ? "Space" : undefined}
              onClick={() => void desk.next()}>
              <span>{t(nextLabel(desk))}</span>
              {keys && <kbd>{t("key_space")}</kbd>}
            </button>
            {ticketActs.map((description) => (
              <button key={description.name} type="button" class={`act act-${description.name}`}
                data-natural={description.name === natural}
                disabled={!live || !mayRun(desk, description)}
                aria-keyshortcuts={keys ? description.key.toUpperCase() : undefined}
                onClick={() => visitor && desk.run(description, visitor)}>
                <span>{description.name === "finish" && visitor?.errands?.length ? t("act_next_errand") : t(description.label)}</span>
                {keys && <kbd>{description.key.toUpperCase()}</kbd>}
              </button>
            ))}
          </div>
        </section>
        <WaitingList desk={desk} notes={notes} />
        <div class="panels">
          <h2 class="unseen">{t("more_panels")}</h2>
          <AsidePanel desk={desk} />
          <AppointmentsPanel counter={counter} />
          <ColleaguesPanel mineId={counter.id} />
          <QueuesPanel />
        </div>
      </div>
      <Arrivals desk={desk} />
      <Ask desk={desk} onDone={() => {
        desk.ask(undefined);
        toVisitor();
      }} />
    </div>
  );
}
