// The visitor in front, large.
import type { ComponentChildren } from "preact";
import { clock, timer } from "../../shared/time";
import { languageName, needName, useApp, useNow } from "../context";
import { Icon } from "../icons";
import type { Errand, Ticket } from "../records";
import { NotesOf, type Notes } from "./notes";
import { whyDue, whyKept } from "./reason";
import { callsMax } from "./model";
import type { Desk } from "./use_desk";
import { usualService } from "./usual";

export function VisitorCard({ desk, notes }: { desk: Desk; notes: Notes }) {
  const { visitor } = desk;
  return visitor ? <Visitor desk={desk} visitor={visitor} notes={notes} /> : <Nobody desk={desk} />;
}

function Nobody({ desk }: { desk: Desk }) {
  const { t } = useApp();
  const first = desk.offered[0];
  return (
    <div class="nobody">
      <h2 id="now-title">{desk.paused ? t("now_paused") : t("now_nobody")}</h2>
      <p class="lead">{desk.paused ? t("now_paused_lead") : first ? t("now_nobody_lead") : t("now_nobody_waits")}</p>
      {first && <p class="next-hint">{t("now_next")} <b class="figures">{first.number}</b></p>}
    </div>
  );
}

function Visitor({ desk, visitor, notes }: { desk: Desk; visitor: Ticket; notes: Notes }) {
  const app = useApp();
  const { t, own, lobby } = app;
  const queue = lobby.tables.queue.get(visitor.queue_id);
  const service = visitor.service_id ? lobby.tables.service.get(visitor.service_id) : undefined;
  const booked = visitor.appointment_id ? lobby.tables.appointment.get(visitor.appointment_id) : undefined;
  const waitedMin = minutes((visitor.first_called_at || visitor.called_at || lobby.now()) - visitor.first_arrival);
  const kept = whyKept(app, visitor, desk.counter);
  const calls = t("calls_of", { n: lobby.callsSinceWaiting(visitor), max: callsMax(lobby, visitor) });
  return (
    <div class="visitor">
      <h2 id="now-title" class="unseen">{t("now_title")}</h2>
      <div class="visitor-head">
        <p class="visitor-number">{visitor.number}</p>
        <div class="visitor-state">
          <span class={`tag tag-${visitor.state}`}>{visitor.state === "serving" ? t("now_serving") : t("now_called")}</span>
          <Timer ticket={visitor} />
        </div>
      </div>
      <p class="visitor-tags">
        <span class="tag tag-language"><Icon name="speech" />{languageName(t, visitor.language)}</span>
        {(visitor.needs || []).map((need) => <span key={need} class="tag tag-need"><Icon name="person" />{needName(t, need)}</span>)}
        {booked && <span class="tag"><Icon name="calendar" />{t("now_booked", { time: clock(booked.start, lobby.timeZone) })}</span>}
        {visitor.origin === "phone" && <span class="tag">{t("origin_phone")}</span>}
        {kept && <span class="tag">{kept}</span>}
      </p>
      <dl class="facts">
        <Fact wide name={t("now_errand")}>
          {service ? own(service.name) : own(queue?.name)}
          {service && <span class="soft"> · {own(queue?.name)}</span>}
        </Fact>
        {visitor.errands && visitor.errands.length > 0 && (
          <Fact wide name={t("now_then")}><Errands errands={visitor.errands} /></Fact>
        )}
        <Fact name={t("now_waited")}>{waitedMin > 0 ? t("min", { n: waitedMin }) : t("under_min")}</Fact>
        <Fact name={t("now_calls")}>{calls}</Fact>
        <Fact name={t("now_why")}>{whyDue(app, visitor)}</Fact>
      </dl>
      <NotesOf notes={notes} ticketId={visitor.id} />
      {desk.absent && <p class="proposal"><Icon name="warning" />{t("absent_proposal", { n: visitor.calls })}</p>}
    </div>
  );
}

export function Errands({ errands }: { errands: Errand[] }) {
  const { own, lobby } = useApp();
  const name = (errand: Errand) => own((errand.service_id ? lobby.tables.service.get(errand.service_id) : undefined)?.name
    || lobby.tables.queue.get(errand.queue_id)?.name);
  return <>{errands.map(name).join(" → ")}</>;
}

function minutes(ms: number): number {
  return Math.max(0, Math.floor(ms / 60_000));
}

function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ComponentChildren }) {
  return <div class={wide ? "fact fact-wide" : "fact"}><dt>{name}</dt><dd>{children}</dd></div>;
}

/// Since the call, and once it has begun the service beside what is usual today. A clock is not spoken at each second.
function Timer({ ticket }: { ticket: Ticket }) {
  const { t, lobby } = useApp();
  useNow(1_000);
  const serving = ticket.state === "serving" && !!ticket.served_at;
  const since = (serving ? ticket.served_at : ticket.called_at) || lobby.now();
  const took = lobby.now() - since;
  const usual = serving ? usualService(lobby, ticket) : undefined;
  const long = usual !== undefined && took > usual.longMs;
  return (
    <>
      <span class="visitor-timer figures" role="timer" aria-live="off" data-long={long}>{timer(took)}</span>
      <span class="soft">
        {serving ? t("since_service") : t("now_since_call")} {clock(since, lobby.timeZone)}
        {usual !== undefined && <><br /><span class={long ? "over-usual" : undefined}>{t(long ? "usual_over" : "usual", { n: Math.max(1, Math.round(usual.medianMs / 60_000)) })}</span></>}
      </span>
    </>
  );
}
