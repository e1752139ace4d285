// Who is logged in, and the acts they send. The CSRF token lives in memory only.
import { pause, request } from "../shared/request";
import { uuid7 } from "../shared/uuid";
import type { SiteName, User } from "./records";

export interface Session {
  user: User;
  csrf: string;
  sites: SiteName[];  // where they may work
}

export type LoginOutcome =
  | { kind: "in"; session: Session }
  | { kind: "wrong" | "unreachable" | "cannot_write" | "failed" }
  | { kind: "throttled"; seconds: number };

const boundMs = 8_000;
const commandBoundMs = 5_000;
const commandPatienceMs = 20_000;  // how long a command is sent again; after that the clerk decides

export async function logIn(username: string, password: string): Promise<LoginOutcome> {
  const answer = await request("/api/v1/login", { method: "POST", body: { username, password }, timeoutMs: boundMs });
  if (!answer) return { kind: "unreachable" };
  if (answer.status === 200) return { kind: "in", session: answer.body as Session };
  if (answer.status === 401) return { kind: "wrong" };
  if (answer.status === 429) return { kind: "throttled", seconds: answer.retryAfterS || 60 };
  return { kind: cannotWrite(answer.code) ? "cannot_write" : "failed" };
}

/// The server's disk is full or broken: nothing was done, and asking again changes nothing.
export function cannotWrite(code: string): boolean {
  return code === "disk_full" || code === "io";
}

/// @return undefined when nobody is logged in, "unreachable" when that could not be asked.
export async function currentSession(): Promise<Session | undefined | "unreachable"> {
  const answer = await request("/api/v1/session", { timeoutMs: boundMs });
  if (!answer || answer.status >= 500) return "unreachable";
  return answer.status === 200 ? (answer.body as Session) : undefined;
}

export async function logOut(csrf: string): Promise<void> {
  await request("/api/v1/logout", { method: "POST", csrf, timeoutMs: boundMs });
}

export type Outcome =
  | { ok: true; result: Record<string, unknown> }
  | { ok: false; code: string; message: string };

/// Sends one act. Its id stays the same however often it is sent, so that it has its effect once.
/// @param onRetry  called when no answer came and it is sent again
export async function command(
  csrf: string, type: string, fields: Record<string, unknown>, onRetry: () => void,
): Promise<Outcome> {
  const body = { id: uuid7(), type, ...fields };
  const until = Date.now() + commandPatienceMs;
  let lost = false;  // what was sent without an answer may have been done: then nothing is said to be undone
  for (let attempt = 0; ; ++attempt) {
    const answer = await request("/api/v1/commands", { method: "POST", body, csrf, timeoutMs: commandBoundMs });
    if (answer && answer.status < 300) return { ok: true, result: (answer.body || {}) as Record<string, unknown> };
    if (!answer) lost = true;
    if (answer && answer.kind === "clock" && !lost) return { ok: false, code: "clock", message: answer.message };
    if (answer && (answer.status !== 503 || (cannotWrite(answer.code) && !lost))) {
      return { ok: false, code: answer.code || (answer.status === 401 ? "unauthorized" : "internal"), message: answer.message };
    }
    if (Date.now() >= until) return { ok: false, code: "unknown_outcome", message: "" };
    onRetry();
    await pause(Math.min(2_000, 250 * 2 ** attempt));
  }
}
