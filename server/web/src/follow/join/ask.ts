// What the join page asks the server, and what the phone remembers of it.
import type { LocalizedText } from "../../shared/localized";
import { request, type Answer } from "../../shared/request";
import { uuid7 } from "../../shared/uuid";

export interface OfferedQueue {
  id: string;
  name: LocalizedText;
  description: LocalizedText;
  state: "open" | "closed" | "full";
  waiting?: number;
  expected_wait?: { low_minutes: number; high_minutes: number };
}

export interface Offer {
  site: LocalizedText;
  languages: string[];
  queues: OfferedQueue[];
  needs: string[];
}

/// One wish for a number: its id and token stay the same however often it is sent.
export interface Wish {
  id: string;
  token: string;
  what: string;  // the content; another content is another wish
}

const boundMs = 10_000;
const wishKey = "vuoro.wish";
const ticketKey = "vuoro.ticket";
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export function codeOf(path: string): string {
  const match = /\/j\/([A-Za-z0-9_-]{1,128})\/?$/.exec(path);
  return match ? (match[1] as string) : "";
}

export function offerOf(code: string): Promise<Answer | undefined> {
  return request(`/api/v1/join/${code}`, { timeoutMs: boundMs });
}

function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  let out = "";
  for (let i = 0; i < bytes.length; ++i) out += letters.charAt((bytes[i] as number) & 63);
  return out;
}

function kept(store: "sessionStorage" | "localStorage", key: string): unknown {
  try {
    return JSON.parse(window[store].getItem(key) || "null");
  } catch {
    return null;
  }
}

function keep(store: "sessionStorage" | "localStorage", key: string, value: unknown): void {
  try {
    window[store].setItem(key, JSON.stringify(value));
  } catch {
    // Without storage a reload in the very moment of the answer may take a second number.
  }
}

/// Sends the wish. A lost answer is asked for again with the same id, also after the page was loaded anew.
export async function join(code: string, queueId: string, language: string, needs: string[]): Promise<{ answer: Answer | undefined; token: string }> {
  const what = JSON.stringify([code, queueId, language, needs]);
  const before = kept("sessionStorage", wishKey) as Wish | null;
  const wish = before && before.what === what ? before : { id: uuid7(), token: newToken(), what };
  keep("sessionStorage", wishKey, wish);
  const body = { id: wish.id, code, queue_id: queueId, language, needs, follow_token: wish.token };
  const answer = await request("/api/v1/join", { method: "POST", body, timeoutMs: boundMs });
  if (answer && answer.status === 200) {
    keep("localStorage", ticketKey, wish.token);
    try {
      sessionStorage.removeItem(wishKey);
    } catch {
      // Nothing was kept.
    }
  }
  return { answer, token: wish.token };
}

/// The number that this phone took before and that is still good.
export async function earlier(): Promise<{ token: string; number: string } | undefined> {
  const token = kept("localStorage", ticketKey);
  if (typeof token !== "string" || !/^[A-Za-z0-9_-]{22,64}$/.test(token)) return undefined;
  const answer = await request(`/api/v1/follow/${token}`, { timeoutMs: boundMs });
  const ticket = answer && answer.status === 200 ? (answer.body as { number: string; state: string }) : undefined;
  if (ticket && ["waiting", "called", "serving", "parked"].indexOf(ticket.state) >= 0) return { token, number: ticket.number };
  if (answer && answer.status < 500 && answer.status !== 429) {
    try {
      localStorage.removeItem(ticketKey);
    } catch {
      // It is asked for again next time.
    }
  }
  return undefined;
}
