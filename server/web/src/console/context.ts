// What every view needs: the language, the lobby, the logged-in person and a way to act.
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { translator, type Language, type Translate } from "../shared/catalogue";
import { textIn, type LocalizedText } from "../shared/localized";
import { en } from "./i18n/en";
import { fi, type MessageKey, type Source } from "./i18n/fi";
import { sv } from "./i18n/sv";
import type { Lobby } from "./lobby";
import type { Outcome, Session } from "./session";

export type Text = Translate<Source>;
export const texts: Record<Language, Text> = {
  fi: translator<Source>(fi), sv: translator<Source>(sv), en: translator<Source>(en),
};

export interface Acted {
  ticketId: string;
  number: string;
}

/// As k_undo_window in core/lobby/ticket_life.h; the server is asked in any case.
export const undoMs = 30_000;

/// What an answer leaves to be taken back. A recall was heard, and an undo is not undone.
export function actedIn(type: string, result: Record<string, unknown>): Acted | undefined {
  const ticket = result["ticket"] as { id: string; number: string } | null | undefined;
  return ticket && type !== "ticket.undo" && type !== "ticket.recall" ? { ticketId: ticket.id, number: ticket.number } : undefined;
}

export interface App {
  language: Language;
  t: Text;
  /// A content text in the console's language.
  own: (text: LocalizedText | undefined) => string;
  session: Session;
  lobby: Lobby;
  live: boolean;
  busy: boolean;
  /// Sends an act, says the outcome in the status line, and gives the result, or nothing when it was refused.
  act: (type: string, fields: Record<string, unknown>, said?: (result: Record<string, unknown>) => string)
    => Promise<Record<string, unknown> | undefined>;
  /// What this person did last and can still take back.
  lastAct: Acted | undefined;
  say: (text: string, kind?: "plain" | "problem") => void;
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("outside of the console");
  return app;
}

export function ownText(language: Language): (text: LocalizedText | undefined) => string {
  return (text) => textIn(text, language);
}

export function problemText(t: Text, outcome: Extract<Outcome, { ok: false }>): string {
  switch (outcome.code) {
    case "conflict": return t("err_conflict");
    case "forbidden": return t("err_forbidden");
    case "not_found": return t("err_not_found");
    case "closed": return t("err_closed");
    case "too_many": return t("err_too_many");
    case "unknown_outcome": return t("err_unknown_outcome");
    case "invalid_argument":
    case "parse": return t("err_refused", { message: outcome.message });
    default: return t("err_internal");
  }
}

export function hasRole(roles: string[], ...wanted: string[]): boolean {
  return wanted.some((role) => roles.includes(role));
}

/// The name of a language in the console's language, or its code.
export function languageName(t: Text, code: string): string {
  const keys: Record<string, MessageKey> = { fi: "lang_fi", sv: "lang_sv", en: "lang_en" };
  const key = keys[code] as "lang_fi" | undefined;
  return key ? t(key) : code;
}

export function needName(t: Text, need: string): string {
  const key = `need_${need}`;
  return key in fi ? t(key as "need_wheelchair") : need;
}

/// Draws again whenever the lobby changes.
export function useLobbyVersion(lobby: Lobby | undefined): number {
  const [version, setVersion] = useState(0);
  useEffect(() => (lobby ? lobby.subscribe(() => setVersion((value) => value + 1)) : undefined), [lobby]);
  return version;
}

/// The time in steps of `everyMs`; only the component that calls this draws again.
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
