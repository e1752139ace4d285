// The logic of serving at a counter, the same for the desk and for the small window beside other programs.
import { useRef, useState } from "preact/hooks";
import { useApp } from "../context";
import type { Counter, Ticket } from "../records";
import type { ActDescription } from "./acts";
import { atCounter, callsMax } from "./model";
import { callOrder } from "./order";

/// A second press right after a call is a slip of the finger, not a visitor served.
const slipMs = 1_500;

/// What is being asked: a dialog over the desk, about one visitor or a new one.
export type Asking =
  | { kind: "transfer" | "park" | "errands" | "waiting"; ticket: Ticket }
  | { kind: "ticket" | "departure" };

export interface Desk {
  counter: Counter;
  here: Ticket[];               // at this counter, the one called last first
  visitor: Ticket | undefined;  // the one that the acts are about
  offered: Ticket[];            // who is called next, in order
  paused: boolean;
  absent: boolean;              // called so often that the visitor counts as absent
  asking: Asking | undefined;
  pick: (ticketId: string) => void;
  ask: (asking: Asking | undefined) => void;
  next: () => Promise<void>;
  call: (ticket: Ticket) => Promise<void>;
  run: (description: ActDescription, ticket: Ticket) => void;
  undo: () => void;
  pause: () => void;
  leave: () => Promise<void>;
}

/// Whether an act can be done with the visitor in front; who counts as absent is not called once more.
export function mayRun(desk: Desk, description: ActDescription): boolean {
  if (!desk.visitor || !description.states.includes(desk.visitor.state)) return false;
  return !(desk.absent && description.name === "recall");
}

/// What the great button does now.
export function nextLabel(desk: Desk): "act_next" | "act_finish_next" | "act_absent_next" | "act_resume_next" {
  if (desk.absent) return "act_absent_next";
  return desk.visitor ? "act_finish_next" : desk.paused ? "act_resume_next" : "act_next";
}

export function useDesk(counter: Counter): Desk {
  const { t, own, lobby, held, act, lastAct, say } = useApp();
  const [pickedId, setPickedId] = useState("");
  const [asking, setAsking] = useState<Asking | undefined>();
  const calledHere = useRef(0);
  const here = atCounter(lobby, counter.id);
  const visitor = here.find((ticket) => ticket.id === pickedId) || here[0];
  const paused = !!counter.paused_at;
  const absent = visitor?.state === "called" && lobby.callsSinceWaiting(visitor) >= callsMax(lobby, visitor);

  const saidOfCall = (result: Record<string, unknown>): string => {
    const ticket = result["ticket"] as Ticket | null | undefined;
    return ticket ? t("said_called", { number: ticket.number }) : t("said_nobody");
  };
  const resume = () => act("counter.resume", { counter_id: counter.id }, () => t("said_resumed", { name: counter.name }));

  const next = async () => {
    if (held()) return;
    if (visitor && Date.now() - calledHere.current < slipMs) return say(t("acts_guard"));
    // Whoever calls is back.
    if (paused && !(await resume())) return;
    // The server ends a visit that has begun by itself; one who was only called is ended here, as the button says.
    if (visitor?.state === "called" && !(await act(absent ? "ticket.no_show" : "ticket.finish",
      { ticket_id: visitor.id, expected_state: visitor.state }))) return;
    const result = await act("ticket.call_next", { counter_id: counter.id }, saidOfCall);
    if (result?.["ticket"]) calledHere.current = Date.now();
    setPickedId("");
  };
  const call = async (ticket: Ticket) => {
    if (held()) return;
    if (paused && !(await resume())) return;
    await act("ticket.call", { counter_id: counter.id, ticket_id: ticket.id, expected_state: ticket.state },
      () => t("said_called", { number: ticket.number }));
    setPickedId("");
  };
  const run = (description: ActDescription, ticket: Ticket) => {
    if (held()) return;
    const { name } = description;
    if (name === "transfer" || name === "park" || name === "errands") return setAsking({ kind: name, ticket });
    void act(`ticket.${name}`, { ticket_id: ticket.id, expected_state: ticket.state }, (result) => {
      // One who has more matters goes on to the next queue instead of leaving.
      const after = result["ticket"] as Ticket | undefined;
      if (name === "finish" && after?.state === "waiting") {
        return t("said_next_errand", { number: ticket.number, queue: own(lobby.tables.queue.get(after.queue_id)?.name) });
      }
      return description.said ? t(description.said, { number: ticket.number }) : "";
    });
  };
  const undo = () => {
    if (held() || !lastAct) return;
    setPickedId("");
    void act("ticket.undo", { ticket_id: lastAct.ticketId }, () => t("said_undone", { number: lastAct.number }));
  };
  const pause = () => {
    if (held()) return;
    if (paused) return void resume();
    if (visitor) return say(t("counter_busy_visitor", { number: visitor.number }), "problem");
    void act("counter.pause", { counter_id: counter.id }, () => t("said_paused", { name: counter.name }));
  };
  const leave = async () => {
    if (atCounter(lobby, counter.id).length > 0) return setAsking({ kind: "departure" });
    await act("counter.leave", { counter_id: counter.id }, () => t("said_left", { name: counter.name }));
  };

  return {
    counter, here, visitor, offered: callOrder(lobby, counter), paused, absent, asking, pick: setPickedId, ask: setAsking, next, call, run, undo, pause, leave,
  };
}
