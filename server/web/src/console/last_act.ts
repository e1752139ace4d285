// What this person did lately and can still take back, latest first to go, known to all windows of this browser (the desk
// and the small one).
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";

export interface Acted {
  ticketId: string;
  number: string;
  at: number;
}

/// As k_undo_window in core/lobby/ticket_life.h; the server is asked in any case.
const undoMs = 30_000;

/// A recall was heard, and a number given at the desk is somebody's; what was before them is no longer the last act.
const notUndone = ["ticket.recall", "ticket.issue"];

function after(acts: Acted[], type: string, result: Record<string, unknown>): Acted[] {
  const ticket = result["ticket"] as { id: string; number: string; state: string } | null | undefined;
  // With nobody at the counter any more, the visitor before can come back as well.
  if (type === "ticket.undo") return ticket?.state === "waiting" ? acts.slice(0, -1) : [];
  if (notUndone.includes(type)) return [];
  if (!ticket) return acts;
  // A ticket's history is undone act by act at the server only where it says so: one act a ticket.
  return [...acts.filter((act) => act.ticketId !== ticket.id), { ticketId: ticket.id, number: ticket.number, at: Date.now() }];
}

const young = (act: Acted) => Date.now() - act.at < undoMs;

/// The act that an undo takes back now, and how an act that was done is told.
export function useLastAct(userId: string): [Acted | undefined, (type: string, result: Record<string, unknown>) => void] {
  const [acts, setActs] = useState<Acted[]>([]);
  const known = useRef<Acted[]>([]);
  const channel = useRef<BroadcastChannel | undefined>();
  const take = useCallback((next: Acted[]) => {
    known.current = next.filter(young);
    setActs(known.current);
  }, []);
  useLayoutEffect(() => {
    if (typeof BroadcastChannel === "undefined") return undefined;
    const open = new BroadcastChannel(`vuoro.acted.${userId}`);
    open.onmessage = (event: MessageEvent<Acted[]>) => take(event.data);
    channel.current = open;
    return () => {
      channel.current = undefined;
      open.close();
    };
  }, [userId, take]);
  useLayoutEffect(() => {
    const oldest = acts[0];
    if (!oldest) return undefined;
    const over = setTimeout(() => take(known.current), Math.max(50, oldest.at + undoMs - Date.now()));
    return () => clearTimeout(over);
  }, [acts, take]);
  const tell = useCallback((type: string, result: Record<string, unknown>) => {
    take(after(known.current, type, result));
    channel.current?.postMessage(known.current);
  }, [take]);
  return [acts[acts.length - 1], tell];
}
