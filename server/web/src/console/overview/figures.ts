// A queue at a glance, and whether its target holds; the page judges by nothing that the feed does not tell.
import { isClosedToday, queuesInOrder } from "../desk/model";
import { servedQueues, waiting } from "../desk/order";
import type { Lobby } from "../lobby";
import type { Counter, Queue } from "../records";
import { expectedWait, type WaitRange } from "../waits";

export type Health = "ok" | "coming" | "missed" | "nobody";

export interface QueueFigures {
  queue: Queue;
  waiting: number;
  longestMs: number;
  expected: WaitRange | undefined;  // of a newcomer
  counters: number;                 // that serve it now
  late: number;                     // of those waiting, who will probably be called after their due time
  health: Health;
  nobodyServes: boolean;            // also when nobody waits: a newcomer would wait for a counter to open
  closed: boolean;
  full: boolean;
}

function serves(lobby: Lobby, counter: Counter, queueId: string): boolean {
  return counter.open && !counter.paused_at && servedQueues(lobby, counter).some((entry) => entry.queueId === queueId);
}

export function figuresOf(lobby: Lobby): QueueFigures[] {
  const all = waiting(lobby);
  const counters = [...lobby.tables.counter.values()];
  const now = lobby.now();
  return queuesInOrder(lobby).map((queue) => {
    const status = lobby.tables.queue_status.get(queue.id);
    const here = all.filter((ticket) => ticket.queue_id === queue.id);
    const longestMs = here.reduce((most, ticket) => Math.max(most, now - ticket.first_arrival), 0);
    // The server knows who sits where with which rights: a clerk of another agency serves nobody here.
    const open = status ? status.counters_open : counters.filter((counter) => serves(lobby, counter, queue.id)).length;
    const overdue = here.some((ticket) => ticket.due < now);
    const late = status?.late_expected || 0;
    return {
      queue, waiting: here.length, longestMs, counters: open, late,
      expected: open > 0 ? expectedWait(here.length, status?.waits) : undefined,
      health: overdue ? "missed" : open === 0 ? "nobody" : status?.alert || late > 0 ? "coming" : "ok",
      nobodyServes: open === 0,
      closed: isClosedToday(lobby, queue.id),
      full: !!status?.full,
    };
  });
}
