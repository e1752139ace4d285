// What is usual today: how long a service takes, from the visits that the page has seen end.
import type { Lobby } from "../lobby";
import type { Ticket } from "../records";

const visitsMin = 5;  // fewer say nothing

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/// Median service time of the same service today, else of the same queue; nothing while too few have ended.
export function usualServiceMs(lobby: Lobby, like: Ticket): number | undefined {
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
  return found.length >= visitsMin ? median(found) : undefined;
}
