// What the desk shows, picked out of the lobby's state.
import { textIn } from "../../shared/localized";
import { dayOf } from "../../shared/time";
import type { Lobby } from "../lobby";
import { hasRole } from "../context";
import type { Appointment, Counter, CounterProfile, Queue, Service, Ticket, User } from "../records";
import { calledBefore, isOfToday, servedIds } from "./order";

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

/// Whether this clerk acts on the queue; the server decides (server/authority/rights.h), this only says so beforehand.
export function isOwn(user: User, queue: Queue): boolean {
  return hasRole(user.roles, "supervisor") || !user.organizations?.length || !queue.organization_id
    || user.organizations.includes(queue.organization_id);
}

/// Whether there is anybody at this counter whom the clerk could serve.
export function mayServe(lobby: Lobby, user: User, counter: Counter): boolean {
  const ids = servedIds(lobby, counter);
  return ids.length === 0 || ids.some((id) => {
    const queue = lobby.tables.queue.get(id);
    return !!queue && isOwn(user, queue);
  });
}

/// Whether somebody may be there whom this clerk does not see: another agency's visitor.
export function mayHide(lobby: Lobby, user: User, counter: Counter): boolean {
  return servedIds(lobby, counter).some((id) => {
    const queue = lobby.tables.queue.get(id);
    return !!queue && !isOwn(user, queue);
  });
}

/// The visitors at a counter, the one called last first.
export function atCounter(lobby: Lobby, counterId: string): Ticket[] {
  return [...lobby.tables.ticket.values()]
    .filter((ticket) => ticket.counter_id === counterId && (ticket.state === "called" || ticket.state === "serving"))
    .sort((a, b) => (b.called_at || 0) - (a.called_at || 0));
}

export function today(lobby: Lobby): string {
  return dayOf(lobby.now(), lobby.timeZone);
}

/// Parked and not come, of today; those who wait first, by the time of their return.
export function aside(lobby: Lobby): Ticket[] {
  const list = [...lobby.tables.ticket.values()].filter((ticket) =>
    isOfToday(lobby, ticket) && (ticket.state === "parked" || ticket.state === "no_show"));
  const back = (ticket: Ticket) => ticket.parked_until || Infinity;
  return list.sort((a, b) => (a.state !== b.state ? (a.state === "parked" ? -1 : 1)
    : back(a) === back(b) ? calledBefore(a, b) : back(a) - back(b)));
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

/// Who is being served at the counter.
export function servedAt(lobby: Lobby, counterId: unknown): Ticket[] {
  return [...lobby.tables.ticket.values()].filter((ticket) => ticket.state === "serving" && ticket.counter_id === counterId);
}

/// Calls, recalls included, after which a visitor counts as absent; k_calls_max where the queue says nothing.
export function callsMax(lobby: Lobby, ticket: Ticket): number {
  return lobby.tables.queue.get(ticket.queue_id)?.calls_max || 3;
}

/// The services whose visitors come to this queue, by name.
export function servicesOf(lobby: Lobby, queueId: string): Service[] {
  return [...lobby.tables.service.values()]
    .filter((service) => service.queue_id === queueId)
    .sort((a, b) => textIn(a.name, "fi").localeCompare(textIn(b.name, "fi"), "fi"));
}

export function profiles(lobby: Lobby): CounterProfile[] {
  return [...lobby.tables.counter_profile.values()].sort((a, b) => textIn(a.name, "fi").localeCompare(textIn(b.name, "fi"), "fi"));
}
