// What a clerk can do with the visitor in front, and in which state; the same table as core/lobby/ticket_life.h.
import type { MessageKey } from "../i18n/fi";
import type { TicketState } from "../records";

export type ActName = "start" | "recall" | "finish" | "no_show" | "transfer" | "park" | "requeue" | "errands";

export interface ActDescription {
  name: ActName;
  key: string;       // as KeyboardEvent.key, lower case
  label: Extract<MessageKey, `act_${ActName}`>;
  short: Extract<MessageKey, `short_${ActName}`>;  // for the small window
  states: TicketState[];
  said?: Extract<MessageKey, "said_started" | "said_recalled" | "said_no_show" | "said_finished" | "said_requeued">;
}

export const ticketActs: ActDescription[] = [
  { name: "start", key: "s", label: "act_start", short: "short_start", states: ["called"], said: "said_started" },
  { name: "recall", key: "r", label: "act_recall", short: "short_recall", states: ["called"], said: "said_recalled" },
  { name: "finish", key: "f", label: "act_finish", short: "short_finish", states: ["called", "serving"], said: "said_finished" },
  { name: "no_show", key: "n", label: "act_no_show", short: "short_no_show", states: ["called"], said: "said_no_show" },
  { name: "transfer", key: "t", label: "act_transfer", short: "short_transfer", states: ["called", "serving"] },
  { name: "park", key: "p", label: "act_park", short: "short_park", states: ["called", "serving"] },
  { name: "requeue", key: "b", label: "act_requeue", short: "short_requeue", states: ["called"], said: "said_requeued" },
  { name: "errands", key: "e", label: "act_errands", short: "short_errands", states: ["called", "serving"] },
];

/// Takes back what this clerk did last, whoever is in front.
export const undoKey = "u";
/// Gives a number to somebody who cannot use the terminal.
export const ticketKey = "a";
/// The clerk is away for a moment, and back.
export const pauseKey = "h";
/// Opens the small window.
export const miniKey = "m";

/// Keys of the choices in a dialog: 1 to 9, then letters.
export const choiceKeys = "123456789abcdefghijklmnopqrstuvwxyz";

const keysStorage = "vuoro.keys";

/// Single-key shortcuts can be turned off (WCAG 2.1.4); the choice is remembered on this computer.
export function keysWanted(): boolean {
  try {
    return localStorage.getItem(keysStorage) !== "off";
  } catch {
    return true;
  }
}

export function rememberKeys(wanted: boolean): void {
  try {
    localStorage.setItem(keysStorage, wanted ? "on" : "off");
  } catch {
    // The choice holds until the page is closed.
  }
}

/// Whether a key belongs to the desk and not to the field, dialog or control that has the focus.
export function isDeskKey(event: KeyboardEvent): boolean {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return false;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (!target) return true;
  if (target.closest("dialog, input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")) return false;
  // Space belongs to a control that was reached with the keyboard; letters do not.
  if (event.key === " " && target.closest("button, a, summary, input")) return false;
  return true;
}
