// What every view needs: the language, the lobby, the logged-in person and a way to act.
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { translator, type Language, type Translate } from "../shared/catalogue";
import { textIn, type LocalizedText } from "../shared/localized";
import { en } from "./i18n/en";
import { fi, type MessageKey, type Source } from "./i18n/fi";
import { sv } from "./i18n/sv";
import type { Acted } from "./last_act";
import type { Lobby } from "./lobby";
import type { Session } from "./session";

export type Text = Translate<Source>;
export const texts: Record<Language, Text> = {
  fi: translator<Source>(fi), sv: translator<Source>(sv), en: translator<Source>(en),
};

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
  /// @param takesUp  whether the caller answers a refusal with this code itself; then nothing is said of it
  act: (type: string, fields: Record<string, unknown>, said?: (result: Record<string, unknown>) => string,
    takesUp?: (code: string) => boolean)
    => Promise<Record<string, unknown> | undefined>;
  /// Whether nothing can be done now, because the link is lost or an act has no answer yet; then it says so.
  /// @param samePress  whether it may be a slip: the key or button that sent the act, pressed twice
  held: (samePress?: boolean) => boolean;
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

export function hasRole(roles: string[], ...wanted: string[]): boolean {
  return wanted.some((role) => roles.includes(role));
}

/// The name of a language in the console's language, or its code.
export function languageName(t: Text, code: string): string {
  const keys: Record<string, MessageKey> = { fi: "lang_fi", sv: "lang_sv", en: "lang_en" };
  const key = keys[code] as "lang_fi" | undefined;
  return key ? t(key) : code;
}

/// As the terminal asks for them (core/lobby: Ticket::needs).
export const needs = ["sign_language", "wheelchair", "hearing", "vision", "interpreter", "quiet", "assistance"];

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
