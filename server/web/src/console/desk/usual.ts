// What is usual today: how long a service takes, from the visits that the page has seen end.
import type { Lobby } from "../lobby";
import type { Ticket } from "../records";

const visitsMin = 5;  // fewer say nothing
const longAtLeastMs = 5 * 60_000;  // nobody is hurried over less, however quick the others were
const highShare = .9;

export interface Usual {
  medianMs: number;
  /// Beyond this a service takes longer than usual.
  longMs: number;
}

function median(sorted: number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

function usualOf(values: number[]): Usual {
  const sorted = [...values].sort((a, b) => a - b);
  const high = sorted[Math.min(sorted.length - 1, Math.floor(highShare * sorted.length))] as number;
  const medianMs = median(sorted);
  return { medianMs, longMs: Math.max(longAtLeastMs, high, 1.5 * medianMs) };
}

/// Service times of the same service today, else of the same queue; nothing while too few have ended.
export function usualService(lobby: Lobby, like: Ticket): Usual | undefined {
  const ofService: number[] = [];
  const ofQueue: number[] = [];
  for (const ticket of lobby.tables.ticket.values()) {
    if (ticket.state !== "finished" || !ticket.served_at || !ticket.ended_at || ticket.service_day !== like.service_day) continue;
    const took = ticket.ended_at - ticket.served_at;
    if (took < 0 || ticket.queue_id !== like.queue_id) continue;
    ofQueue.push(took);
    if (like.service_id && ticket.service_id === like.service_id) ofService.push(took);
  }
  const found = ofService.length >= visitsMin ? ofService : ofQueue;
  return found.length >= visitsMin ? usualOf(found) : undefined;
}
