// One JSON request with a bound on its time. An answer is an answer, also an error; no answer is `undefined`.

export interface Answer {
  status: number;
  body: unknown;
  code: string;     // of the error, see docs/protocol.md; "" when there is none
  kind: string;     // of the server's own fault; "" when it says none
  message: string;  // for the log, in English
  retryAfterS: number;
}

interface Ask {
  method?: "GET" | "POST";
  body?: unknown;
  csrf?: string;
  timeoutMs: number;
  stop?: AbortSignal | undefined;
}

function field(value: unknown, name: string): unknown {
  return value && typeof value === "object" ? (value as Record<string, unknown>)[name] : undefined;
}

/// @return undefined when no whole answer came in time, or `stop` was given.
export async function request(path: string, ask: Ask): Promise<Answer | undefined> {
  // Phones before 2018 have none: there the browser's own bound on time must do.
  const abort = typeof AbortController === "undefined" ? undefined : new AbortController();
  const stopped = () => {
    if (abort) abort.abort();
  };
  const timer = setTimeout(stopped, ask.timeoutMs);
  if (ask.stop) ask.stop.addEventListener("abort", stopped);
  try {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (ask.body !== undefined) headers["Content-Type"] = "application/json";
    if (ask.csrf) headers["X-CSRF-Token"] = ask.csrf;
    const init: RequestInit = {
      method: ask.method || "GET", headers, cache: "no-store", credentials: "same-origin",
    };
    if (abort) init.signal = abort.signal;
    if (ask.body !== undefined) init.body = JSON.stringify(ask.body);
    const response = await fetch(path, init);
    const text = await response.text();
    let body: unknown;
    try {
      body = text ? JSON.parse(text) : undefined;
    } catch {
      return undefined;
    }
    const error = field(body, "error");
    return {
      status: response.status,
      body,
      code: String(field(error, "code") || ""),
      kind: String(field(error, "kind") || ""),
      message: String(field(error, "message") || ""),
      retryAfterS: Number(response.headers.get("Retry-After")) || 0,
    };
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    if (ask.stop) ask.stop.removeEventListener("abort", stopped);
  }
}

/// Resolves after `ms`, or as soon as the browser says that the network is back or the page is looked at again.
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      document.removeEventListener("visibilitychange", seen);
      resolve();
    };
    const seen = () => {
      if (document.visibilityState === "visible") done();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener("online", done);
    document.addEventListener("visibilitychange", seen);
  });
}
