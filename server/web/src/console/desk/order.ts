// Who is offered to a counter, in which order: the authority's rule (core/lobby/call_order.h, profiles.h) read again,
// so that a clerk sees before the call who comes. The authority alone decides.
import { dayOf } from "../../shared/time";
import type { Lobby } from "../lobby";
import type { Counter, Queue, Ticket } from "../records";

/// Due, then issued, then id.
export function calledBefore(a: Ticket, b: Ticket): number {
  return a.due - b.due || a.issued_at - b.issued_at || (a.id < b.id ? -1 : 1);
}

export interface Served {
  queueId: string;
  helpAfterMinutes?: number;  // none: the counter's own queue
}

/// The queues of a counter: those of its profile, else its own.
export function servedQueues(lobby: Lobby, counter: Counter): Served[] {
  const profile = counter.profile_id ? lobby.tables.counter_profile.get(counter.profile_id) : undefined;
  if (!profile) return (counter.queue_ids || []).map((queueId) => ({ queueId }));
  return (profile.queues || []).map((entry) => ({
    queueId: entry.queue_id, ...(entry.help_after_minutes === undefined ? {} : { helpAfterMinutes: entry.help_after_minutes }),
  }));
}

export function servedIds(lobby: Lobby, counter: Counter): string[] {
  return servedQueues(lobby, counter).map((entry) => entry.queueId);
}

/// Whether a reserved visitor is kept for somebody else.
export function keptFor(ticket: Ticket, counter: Counter): "all" | "here" | "elsewhere" {
  if (!ticket.reserved_counter_id && !ticket.reserved_staff_id) return "all";
  const here = (!ticket.reserved_counter_id || ticket.reserved_counter_id === counter.id) &&
    (!ticket.reserved_staff_id || ticket.reserved_staff_id === counter.staff_id);
  return here ? "here" : "elsewhere";
}

/// Whether the visitor's day is not over. A number of a day to come stands on the paper of somebody who is here: the
/// clock of its machine is ahead, or this server's behind. The server counts and calls them like anybody.
export function isOfToday(lobby: Lobby, ticket: Ticket): boolean {
  return ticket.service_day >= dayOf(lobby.now(), lobby.timeZone);
}

/// Everybody who waits today, in order of due time.
export function waiting(lobby: Lobby): Ticket[] {
  return [...lobby.tables.ticket.values()]
    .filter((ticket) => ticket.state === "waiting" && isOfToday(lobby, ticket))
    .sort(calledBefore);
}

/// The order in which `counter` calls. Those kept for others are left out.
export function callOrder(lobby: Lobby, counter: Counter): Ticket[] {
  const served = servedQueues(lobby, counter);
  const place = new Map(served.map((entry, index) => [entry.queueId, index]));
  const listed = (counter.profile_id && lobby.tables.counter_profile.get(counter.profile_id)?.order) === "listed";
  const now = lobby.now();
  const isOwn = (ticket: Ticket) => {
    const index = place.get(ticket.queue_id);
    return keptFor(ticket, counter) === "here" || (index !== undefined && served[index]?.helpAfterMinutes === undefined);
  };
  const offered = waiting(lobby).filter((ticket) => {
    const kept = keptFor(ticket, counter);
    return kept === "here" || (kept === "all" && place.has(ticket.queue_id));
  });
  const anyOwn = offered.some(isOwn);
  const rank = (ticket: Ticket): number => {
    const index = place.get(ticket.queue_id);
    if (isOwn(ticket)) return !listed || index === undefined ? 0 : keptFor(ticket, counter) === "here" ? -1 : index;
    // Before own visitors comes help where somebody is overdue for so long, and after them any other.
    const help = (index === undefined ? undefined : served[index]?.helpAfterMinutes) || 0;
    return anyOwn && now - ticket.due >= help * 60_000 ? -2 : served.length;
  };
  return offered.sort((a, b) => rank(a) - rank(b) || calledBefore(a, b));
}

/// Of the queues' records, for a list of names.
export function namesOf(queues: Queue[], ids: string[], own: (text: Queue["name"]) => string): string {
  return queues.filter((queue) => ids.includes(queue.id)).map((queue) => own(queue.name)).join(" · ");
}
