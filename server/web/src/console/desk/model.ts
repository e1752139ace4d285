// What the desk shows, picked out of the lobby's state.
import { dayOf } from "../../shared/time";
import type { Lobby } from "../lobby";
import type { Appointment, Counter, Queue, Ticket } from "../records";

/// Longer lists are cut and the rest is counted: nobody acts on the hundredth row.
export const rowsMax = 60;

export function myCounter(lobby: Lobby, userId: string): Counter | undefined {
  return counters(lobby).find((counter) => counter.open && counter.staff_id === userId);
}

export function counters(lobby: Lobby): Counter[] {
  return [...lobby.tables.counter.values()].sort((a, b) =>
    a.name.localeCompare(b.name, "fi", { numeric: true }));
}

export function queuesInOrder(lobby: Lobby): Queue[] {
  return [...lobby.tables.queue.values()].sort((a, b) => a.order - b.order || a.prefix.localeCompare(b.prefix, "fi"));
}

/// The visitors at a counter, the one called last first.
export function atCounter(lobby: Lobby, counterId: string): Ticket[] {
  return [...lobby.tables.ticket.values()]
    .filter((ticket) => ticket.counter_id === counterId && (ticket.state === "called" || ticket.state === "serving"))
    .sort((a, b) => (b.called_at || 0) - (a.called_at || 0));
}

/// Call order as in core/lobby/call_order.h: due, then issued, then id.
export function calledBefore(a: Ticket, b: Ticket): number {
  return a.due - b.due || a.issued_at - b.issued_at || (a.id < b.id ? -1 : 1);
}

export function waiting(lobby: Lobby, queueIds: string[] | undefined): Ticket[] {
  return [...lobby.tables.ticket.values()]
    .filter((ticket) => ticket.state === "waiting" && (!queueIds || queueIds.includes(ticket.queue_id)))
    .sort(calledBefore);
}

export function today(lobby: Lobby): string {
  return dayOf(lobby.now(), lobby.timeZone);
}

/// Parked and not come, of today; those who wait first.
export function aside(lobby: Lobby): Ticket[] {
  const day = today(lobby);
  const list = [...lobby.tables.ticket.values()].filter((ticket) =>
    ticket.service_day === day && (ticket.state === "parked" || ticket.state === "no_show"));
  return list.sort((a, b) => (a.state === b.state ? calledBefore(a, b) : a.state === "parked" ? -1 : 1));
}

export function isOver(appointment: Appointment): boolean {
  return appointment.state !== "booked" && appointment.state !== "checked_in";
}

/// Today's booked visitors of these queues; those of services without a queue are everybody's. Those still to come first.
export function bookedToday(lobby: Lobby, queueIds: string[]): Appointment[] {
  const day = today(lobby);
  return [...lobby.tables.appointment.values()]
    .filter((appointment) => {
      const queueId = lobby.tables.service.get(appointment.service_id)?.queue_id;
      return (!queueId || queueIds.includes(queueId)) && dayOf(appointment.start, lobby.timeZone) === day;
    })
    .sort((a, b) => Number(isOver(a)) - Number(isOver(b)) || a.start - b.start);
}

export function isClosedToday(lobby: Lobby, queueId: string): boolean {
  const status = lobby.tables.queue_status.get(queueId);
  return !!status && status.closed_today && (!status.closed_day || status.closed_day === today(lobby));
}
