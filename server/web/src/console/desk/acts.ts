// What a clerk can do with the visitor in front, and in which state; the same table as core/lobby/ticket_life.h.
import type { Source } from "../i18n/fi";
import type { TicketState } from "../records";

export interface ActDescription {
  name: "next" | "start" | "recall" | "no_show" | "finish" | "transfer" | "park" | "requeue";
  key: string;       // as KeyboardEvent.key, lower case
  label: "act_next" | "act_start" | "act_recall" | "act_no_show" | "act_finish" | "act_transfer" | "act_park" | "act_requeue";
  states: TicketState[];
  said?: Extract<keyof Source, "said_started" | "said_recalled" | "said_no_show" | "said_finished" | "said_parked" | "said_requeued">;
}

export const ticketActs: ActDescription[] = [
  { name: "start", key: "s", label: "act_start", states: ["called"], said: "said_started" },
  { name: "recall", key: "r", label: "act_recall", states: ["called"], said: "said_recalled" },
  { name: "finish", key: "f", label: "act_finish", states: ["called", "serving"], said: "said_finished" },
  { name: "no_show", key: "n", label: "act_no_show", states: ["called"], said: "said_no_show" },
  { name: "transfer", key: "t", label: "act_transfer", states: ["called", "serving"] },
  { name: "park", key: "p", label: "act_park", states: ["called", "serving"], said: "said_parked" },
  { name: "requeue", key: "b", label: "act_requeue", states: ["called"], said: "said_requeued" },
];

/// Takes back what this clerk did last, whoever is in front.
export const undoKey = "u";

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
