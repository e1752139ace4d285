// Keeps asking for the ticket behind the token in the address.
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
  expected_wait?: { low_minutes: number; high_minutes: number };
  counter?: string;
  counter_location?: LocalizedText;
  language: string;
  calls: number;
  revision: number;
  server_time: number;
}

export type Seen =
  | { kind: "loading" }
  | { kind: "unknown" }
  | { kind: "known"; ticket: Followed; lost: boolean; at: number };

const waitS = 20;
const boundMs = 8_000;
const retryMaxMs = 8_000;
const unknownEveryMs = 5_000;  // a number given while its terminal was offline is known here a little later
const unknownMaxMs = 60_000;
const overEveryMs = 60_000;  // an ended ticket can come back (a no-show is brought back), but seldom

export function tokenOf(path: string): string {
  const match = /\/t\/([A-Za-z0-9_-]{1,128})\/?$/.exec(path);
  return match ? (match[1] as string) : "";
}

function isOver(state: FollowState): boolean {
  return state === "finished" || state === "cancelled" || state === "expired";
}

/// Runs until the page is closed. `tell` gets every change, and the loss and return of the connection.
export async function watch(token: string, tell: (seen: Seen) => void): Promise<void> {
  let known: Extract<Seen, { kind: "known" }> | undefined;
  let failures = 0;
  for (;;) {
    const wait = known && !failures ? waitS : 0;
    const since = known ? known.ticket.revision : 0;
    const query = wait ? `?since=${since}&wait=${wait}` : "";
    const answer = await request(`/api/v1/follow/${token}${query}`, { timeoutMs: wait * 1000 + boundMs });
    if (answer && answer.status === 200) {
      failures = 0;
      const ticket = answer.body as Followed;
      known = { kind: "known", ticket, lost: false, at: Date.now() };
      tell(known);
      if (isOver(ticket.state)) await pause(overEveryMs);
      continue;
    }
    ++failures;
    if (answer && answer.status === 404) {
      // What was followed and is gone has been forgotten after its days.
      if (known) return tell({ ...known, ticket: { ...known.ticket, state: "expired" }, lost: false });
      tell({ kind: "unknown" });
      await pause(Math.min(unknownMaxMs, unknownEveryMs * failures));
      continue;
    }
    if (known && failures > 1) tell({ ...known, lost: true });
    const asked = answer && answer.retryAfterS ? answer.retryAfterS * 1000 : 0;
    await pause(Math.max(asked, Math.min(retryMaxMs, 500 * Math.pow(2, failures)) * (0.6 + Math.random() * 0.4)));
  }
}
