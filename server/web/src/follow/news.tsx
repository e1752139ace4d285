// What the ticket's state means to the visitor.
import { textIn, type Language } from "./languages";
import type { Key, Text } from "./messages";
import { Words } from "./page";
import type { Followed } from "./watch";

interface Told {
  ticket: Followed;
  t: Text;
  language: Language;
}

export function clock(ms: number): string {
  const at = new Date(ms);
  return `${at.getHours()}.${`0${at.getMinutes()}`.slice(-2)}`;
}

/// The one sentence that counts, also for the title and for listeners.
export function headline({ ticket, t }: { ticket: Followed; t: Text }): string {
  if (ticket.state !== "waiting") return t(ticket.state);
  if (typeof ticket.position !== "number") return "";
  const ahead = Math.max(0, ticket.position - 1);
  return ahead === 0 ? t("next") : ahead === 1 ? t("ahead_one") : t("ahead", { n: ahead });
}

export function News({ ticket, t, language, moved }: Told & { moved: boolean }) {
  return (
    <>
      <h1 class="ticket">
        <span class="label">{t("yours")}</span>{" "}
        <bdi class="number">{ticket.number}</bdi>
      </h1>
      <p class="queue"><Words text={ticket.queue} language={language} /></p>
      <div class="news">
        <p class="big">{headline({ ticket, t })}</p>
        {ticket.state === "waiting" && <Waiting ticket={ticket} t={t} language={language} moved={moved} />}
        {(ticket.state === "called" || ticket.state === "serving") && <Where ticket={ticket} t={t} language={language} />}
        {lines(ticket, t).map((line) => <p key={line} class="lead">{line}</p>)}
      </div>
      <Errands ticket={ticket} t={t} language={language} />
    </>
  );
}

function Waiting({ ticket, t, language, moved }: Told & { moved: boolean }) {
  const range = ticket.expected_wait;
  const near = typeof ticket.position === "number" && ticket.position <= 3;
  const area = textIn(ticket.waiting_area, language);
  return (
    <>
      {range && range.high_minutes > 0 && (
        <p class="wait">{range.low_minutes > 0
          ? t("wait", { low: range.low_minutes, high: range.high_minutes })
          : t("wait_soon", { high: range.high_minutes })}</p>
      )}
      {moved && <p class="notice">{t("moved", { queue: textIn(ticket.queue, language) })}</p>}
      {ticket.reserved && (
        <p class="lead">{ticket.counter ? t("reserved_counter", { counter: ticket.counter }) : t("reserved")}</p>
      )}
      {area && <p class="lead"><Words text={ticket.waiting_area} language={language} /></p>}
      <p class="lead">{ticket.unserved ? t("unserved") : near ? t("soon") : t("waiting_lead")}</p>
    </>
  );
}

function Where({ ticket, t, language }: Told) {
  if (!ticket.counter) return null;
  const called = ticket.state === "called";
  return (
    <>
      {called && ticket.calls > 1 && <p class="again">{t("called_again")}</p>}
      <p class="where">
        {called && <span class="label">{t("called_where")}</span>}
        {called && <bdi class="counter">{ticket.counter}</bdi>}
        <span class="location"><Words text={ticket.counter_location} language={language} /></span>
      </p>
    </>
  );
}

const leads: Partial<Record<Followed["state"], Key>> = {
  no_show: "no_show_lead", finished: "finished_lead", cancelled: "cancelled_lead", expired: "expired_lead",
};

function lines(ticket: Followed, t: Text): string[] {
  if (ticket.state === "parked") {
    const lead = t("parked_lead");
    return ticket.parked_until ? [t("parked_until", { time: clock(ticket.parked_until) }), lead] : [lead];
  }
  const key = leads[ticket.state] as "finished_lead" | undefined;
  const out = key ? [t(key)] : [];
  if (ticket.state === "finished" && ticket.feedback) out.push(t("feedback"));
  return out;
}

function Errands({ ticket, t, language }: Told) {
  const first = ticket.errands && ticket.errands[0];
  if (!first || ticket.state === "finished" || ticket.state === "cancelled" || ticket.state === "expired") return null;
  return <p class="errand">{t("errand", { queue: textIn(first.queue, language) })}</p>;
}
