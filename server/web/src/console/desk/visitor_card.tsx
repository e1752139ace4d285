// The visitor in front, large.
import type { ComponentChildren } from "preact";
import { clock, timer } from "../../shared/time";
import { languageName, needName, useApp, useNow } from "../context";
import type { Ticket } from "../records";

export function VisitorCard({ visitor, nobodyWaits }: { visitor: Ticket | undefined; nobodyWaits: boolean }) {
  const { t, own, lobby } = useApp();
  if (!visitor) {
    return (
      <div class="nobody">
        <h2 id="now-title">{t("now_nobody")}</h2>
        <p class="lead">{nobodyWaits ? t("now_nobody_waits") : t("now_nobody_lead")}</p>
      </div>
    );
  }
  const queue = lobby.tables.queue.get(visitor.queue_id);
  const service = visitor.service_id ? lobby.tables.service.get(visitor.service_id) : undefined;
  const booked = visitor.appointment_id ? lobby.tables.appointment.get(visitor.appointment_id) : undefined;
  const waitedMin = Math.max(0, Math.floor(((visitor.called_at || lobby.now()) - visitor.first_arrival) / 60_000));
  return (
    <div class="visitor">
      <h2 id="now-title" class="unseen">{t("now_title")}</h2>
      <div class="visitor-head">
        <p class="visitor-number">{visitor.number}</p>
        <div class="visitor-state">
          <span class={`tag tag-${visitor.state}`}>{visitor.state === "serving" ? t("now_serving") : t("now_called")}</span>
          <Since ticket={visitor} />
          <span class="soft">{t("now_since_call")}</span>
        </div>
      </div>
      <dl class="facts">
        <Fact wide name={t("now_errand")}>{service ? own(service.name) : own(queue?.name)}</Fact>
        {service && <Fact wide name={t("now_queue")}>{own(queue?.name)}</Fact>}
        <Fact name={t("now_language")}>{languageName(t, visitor.language)}</Fact>
        <Fact name={t("now_waited")}>{waitedMin > 0 ? t("min", { n: waitedMin }) : t("under_min")}</Fact>
        <Fact name={t("now_calls")}>{visitor.calls}</Fact>
      </dl>
      {(booked || (visitor.needs && visitor.needs.length > 0)) && (
        <p class="visitor-tags">
          {booked && <span class="tag">{t("now_booked", { time: clock(booked.start, lobby.timeZone) })}</span>}
          {(visitor.needs || []).map((need) => <span key={need} class="tag tag-need">{needName(t, need)}</span>)}
        </p>
      )}
    </div>
  );
}

function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ComponentChildren }) {
  return <div class={wide ? "fact fact-wide" : "fact"}><dt>{name}</dt><dd>{children}</dd></div>;
}

/// Time since the latest call: the feed does not tell when serving began.
function Since({ ticket }: { ticket: Ticket }) {
  const { lobby } = useApp();
  useNow(1_000);
  return <span class="visitor-timer figures" role="timer">{timer(lobby.now() - (ticket.called_at || lobby.now()))}</span>;
}
