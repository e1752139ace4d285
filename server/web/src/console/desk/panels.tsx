// Around the desk: who waits aside, who is booked, who serves elsewhere, and the queues of the day.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { clock } from "../../shared/time";
import { useApp } from "../context";
import { Confirm } from "../dialog";
import type { Appointment, Counter, Queue, Ticket } from "../records";
import { GivenDialog, issuedIn, type Issued } from "./new_ticket";
import type { Desk } from "./use_desk";
import { servedIds } from "./order";
import { aside, atCounter, bookedToday, counters, isClosedToday, isOver, isOwn, mayHide, queuesInOrder, rowsMax } from "./model";

function Panel({ id, title, count, children }:
  { id: string; title: string; count?: number; children: ComponentChildren }) {
  return (
    <section class="card panel" aria-labelledby={id}>
      <h3 id={id}>{title}{count !== undefined && <> <span class="count figures">{count}</span></>}</h3>
      <div class="panel-scroll" tabIndex={0} role="group" aria-labelledby={id}>{children}</div>
    </section>
  );
}

export function AsidePanel({ desk }: { desk: Desk }) {
  const { t, own, lobby, live, act } = useApp();
  const tickets = aside(lobby);
  const bringBack = (ticket: Ticket) => act("ticket.bring_back", { ticket_id: ticket.id, expected_state: ticket.state },
    () => t("said_requeued", { number: ticket.number }));
  const state = (ticket: Ticket) => (ticket.state === "no_show" ? t("state_no_show")
    : ticket.parked_until ? t("state_parked_until", { time: clock(ticket.parked_until, lobby.timeZone) }) : t("state_parked"));
  return (
    <Panel id="aside-title" title={t("parked_title")} count={tickets.length}>
      {tickets.length === 0 ? <p class="empty">{t("parked_empty")}</p> : (
        <ul class="rows">
          {tickets.slice(0, rowsMax).map((ticket) => (
            <li key={ticket.id}>
              <b class="figures number">{ticket.number}</b>
              <span class="row-main">{own(lobby.tables.queue.get(ticket.queue_id)?.name)}
                <span class="soft">{state(ticket)}</span></span>
              <span class="row-acts">
                <button type="button" class="small" disabled={!live || !!desk.visitor} onClick={() => void desk.call(ticket)}
                  aria-label={`${t("act_call")}: ${ticket.number}`}>{t("act_call")}</button>
                <button type="button" class="small" disabled={!live} onClick={() => void bringBack(ticket)}
                  aria-label={`${t("act_bring_back")}: ${ticket.number}`}>{t("short_bring_back")}</button>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

export function AppointmentsPanel({ counter }: { counter: Counter }) {
  const { t, own, lobby, live, act } = useApp();
  const [given, setGiven] = useState<Issued | undefined>();
  const list = bookedToday(lobby, servedIds(lobby, counter));
  const checkIn = async (appointment: Appointment) => {
    const answer = await act("appointment.check_in", { appointment_id: appointment.id },
      (result) => t("said_given", { number: (result["ticket"] as Ticket).number }));
    setGiven(issuedIn(answer));
  };
  const mayCheckIn = (appointment: Appointment) => appointment.state === "booked"
    && !!lobby.tables.service.get(appointment.service_id)?.queue_id;
  const state = (appointment: Appointment): string => {
    if (appointment.state !== "checked_in") return t(`booked_${appointment.state}`);
    const ticket = appointment.ticket_id ? lobby.tables.ticket.get(appointment.ticket_id) : undefined;
    return ticket ? t("booked_checked_in", { number: ticket.number }) : t("booked_checked_in_plain");
  };
  return (
    <Panel id="booked-title" title={t("booked_title")} count={list.length}>
      {list.length === 0 ? <p class="empty">{t("booked_empty")}</p> : (
        <ul class="rows">
          {list.slice(0, rowsMax).map((appointment) => (
            <li key={appointment.id} data-over={isOver(appointment)}>
              <b class="figures number">{clock(appointment.start, lobby.timeZone)}</b>
              <span class="row-main">{own(lobby.tables.service.get(appointment.service_id)?.name)}
                <span class="soft">{state(appointment)} · {appointment.language.toUpperCase()}
                  {appointment.over_capacity ? ` · ${t("booked_over")}` : ""}</span></span>
              {mayCheckIn(appointment) && (
                <span class="row-acts">
                  <button type="button" class="small" disabled={!live} onClick={() => void checkIn(appointment)}
                    aria-label={`${t("booked_check_in")}: ${clock(appointment.start, lobby.timeZone)}`}>{t("booked_check_in")}</button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {given && <GivenDialog issued={given} onDone={() => setGiven(undefined)} />}
    </Panel>
  );
}

export function ColleaguesPanel({ mineId }: { mineId: string }) {
  const { t, own, lobby, session } = useApp();
  const list = counters(lobby).filter((counter) => counter.id !== mineId)
    .sort((a, b) => Number(b.open) - Number(a.open));
  const stateOf = (counter: Counter, visitor: Ticket | undefined) => (!counter.open ? t("colleagues_closed")
    : counter.paused_at ? t("counter_paused")
    : visitor ? t(visitor.state === "serving" ? "now_serving" : "now_called")
    : t(mayHide(lobby, session.user, counter) ? "over_counter_open" : "colleagues_idle"));
  return (
    <Panel id="colleagues-title" title={t("colleagues_title")}>
      {list.length === 0 ? <p class="empty">{t("none")}</p> : (
        <ul class="rows">
          {list.map((counter) => {
            const visitor = atCounter(lobby, counter.id)[0];
            return (
              <li key={counter.id} data-over={!counter.open}>
                <b class="figures number">{counter.name}</b>
                <span class="row-main">{counter.open ? counter.staff_name : own(counter.location)}
                  <span class="soft">{stateOf(counter, visitor)}</span>
                </span>
                {counter.open && visitor && <b class="figures">{visitor.number}</b>}
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}

/// Every queue of the house, since a visitor may need any of them; one's own come first.
export function QueuesPanel() {
  const { t, own, lobby, live, act, session } = useApp();
  const [closing, setClosing] = useState<Queue | undefined>();
  const waitingIn = (queue: Queue) => lobby.tables.queue_status.get(queue.id)?.waiting || 0;
  return (
    <Panel id="queues-title" title={t("queues_title")}>
      <ul class="rows">
        {queuesInOrder(lobby).sort((a, b) => Number(isOwn(session.user, b)) - Number(isOwn(session.user, a))).map((queue) => {
          const closed = isClosedToday(lobby, queue.id);
          return (
            <li key={queue.id}>
              <b class="figures number">{queue.prefix}</b>
              <span class="row-main">{own(queue.name)}
                <span class="soft">{closed ? t("queue_closed") : t("queue_open")} · {t("waiting_count", { n: waitingIn(queue) })}</span>
              </span>
              {isOwn(session.user, queue) && (closed ? (
                <button type="button" class="small" disabled={!live} aria-label={`${t("queue_reopen")}: ${own(queue.name)}`}
                  onClick={() => void act("queue.reopen", { queue_id: queue.id }, () => t("said_reopened", { queue: own(queue.name) }))}>
                  {t("queue_reopen")}</button>
              ) : (
                <button type="button" class="small" disabled={!live} aria-label={`${t("queue_close")}: ${own(queue.name)}`}
                  onClick={() => setClosing(queue)}>{t("queue_close")}</button>
              ))}
            </li>
          );
        })}
      </ul>
      {closing && (
        <Confirm title={t("queue_close_title", { queue: own(closing.name) })}
          text={t("queue_close_lead", { n: waitingIn(closing) })} yes={t("queue_close_yes")} onClose={() => setClosing(undefined)}
          onYes={() => void act("queue.close_today", { queue_id: closing.id }, () => t("said_closed", { queue: own(closing.name) }))} />
      )}
    </Panel>
  );
}
