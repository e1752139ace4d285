// Keeps asking for the ticket behind the token in the address, and no more often than somebody can use it.
import type { LocalizedText } from "../shared/localized";
import { pause, request } from "../shared/request";

export type FollowState =
  | "waiting" | "called" | "serving" | "parked" | "finished" | "no_show" | "cancelled" | "expired";

export interface Followed {
  number: string;
  queue: LocalizedText;
  waiting_area?: LocalizedText;
  site?: LocalizedText;
  state: FollowState;
  position?: number;  // 1 is called next
  behind?: number;    // who wait after this ticket
  unserved?: boolean; // no counter serves the queue now
  expected_wait?: { low_minutes: number; high_minutes: number };
  counter?: string;
  counter_location?: LocalizedText;
  errands?: { queue: LocalizedText }[];
  reserved?: boolean;
  parked_until?: number;
  delays_left?: number;
  feedback?: boolean;
  language: string;
  calls: number;
  revision: number;
  server_time: number;
  as_of?: number;     // the lobby has a server of its own, which was last heard of then
}

export type Seen =
  | { kind: "loading" }
  | { kind: "unknown" }
  | { kind: "over" }
  | { kind: "known"; ticket: Followed; lost: boolean; at: number };

const waitS = 25;
const boundMs = 8_000;
const retryMaxMs = 8_000;
const unknownEveryMs = 5_000;  // a number given while its terminal was offline is known here a little later
const unknownMaxMs = 60_000;
const overEveryMs = 60_000;  // an ended ticket can come back (a no-show is brought back), but seldom
const farAhead = 5;
const farPauseMs = 4_000;      // far from the turn, several changes are told at once
const unseenPauseMs = 15_000;  // nobody looks, and the turn is far: the radio may sleep between questions

export function tokenOf(path: string): string {
  const match = /\/t\/([A-Za-z0-9_-]{1,128})\/?$/.exec(path);
  return match ? (match[1] as string) : "";
}

export function isOver(state: FollowState): boolean {
  return state === "finished" || state === "cancelled" || state === "expired";
}

/// How long nobody need ask: never when the turn is near.
function restMs(ticket: Followed): number {
  if (isOver(ticket.state)) return overEveryMs;
  if (ticket.state === "no_show") return farPauseMs;
  if (ticket.state !== "waiting" || (ticket.position || 0) <= farAhead) return 0;
  return document.visibilityState === "hidden" ? unseenPauseMs : farPauseMs;
}

export interface Watch {
  /// Asks at once: something was done here.
  hurry: () => void;
}

/// Runs until the page is closed. `tell` gets every change, and the loss and return of the connection.
export function watch(token: string, tell: (seen: Seen) => void): Watch {
  let hurried = false;
  let wake: () => void = () => undefined;
  const rest = (ms: number) => Promise.race([pause(ms), new Promise<void>((resolve) => { wake = resolve; })]);
  void (async () => {
    let known: Extract<Seen, { kind: "known" }> | undefined;
    let failures = 0;
    for (;;) {
      const wait = known && !failures && !hurried ? waitS : 0;
      hurried = false;
      const since = known ? known.ticket.revision : 0;
      const query = wait ? `?since=${since}&wait=${wait}` : "";
      const answer = await request(`/api/v1/follow/${token}${query}`, { timeoutMs: wait * 1000 + boundMs });
      if (answer && answer.status === 200) {
        failures = 0;
        const ticket = answer.body as Followed;
        known = { kind: "known", ticket, lost: false, at: Date.now() };
        tell(known);
        const ms = restMs(ticket);
        if (ms && !hurried) await rest(ms);
        continue;
      }
      ++failures;
      if (answer && answer.status === 410) return tell({ kind: "over" });
      if (answer && answer.status === 404) {
        if (known) return tell({ kind: "over" });
        tell({ kind: "unknown" });
        await rest(Math.min(unknownMaxMs, unknownEveryMs * failures));
        continue;
      }
      if (known && failures > 1) tell({ ...known, lost: true });
      const asked = answer && answer.retryAfterS ? answer.retryAfterS * 1000 : 0;
      await rest(Math.max(asked, Math.min(retryMaxMs, 500 * Math.pow(2, failures)) * (0.6 + Math.random() * 0.4)));
    }
  })();
  return {
    hurry: () => {
      hurried = true;
      wake();
    },
  };
}
