// What this person did last and can still take back, known to all windows of this browser (the desk and the small one).
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface Acted {
  ticketId: string;
  number: string;
}

/// As k_undo_window in core/lobby/ticket_life.h; the server is asked in any case.
const undoMs = 30_000;

/// What an answer leaves to be taken back. A recall was heard, and an undo is not undone.
export function actedIn(type: string, result: Record<string, unknown>): Acted | undefined {
  const ticket = result["ticket"] as { id: string; number: string } | null | undefined;
  return ticket && !notUndone.includes(type) ? { ticketId: ticket.id, number: ticket.number } : undefined;
}
const notUndone = ["ticket.undo", "ticket.recall", "ticket.issue"];

export function useLastAct(userId: string): [Acted | undefined, (acted: Acted | undefined) => void] {
  const [acted, setActed] = useState<Acted | undefined>();
  const channel = useRef<BroadcastChannel | undefined>();
  useEffect(() => {
    if (typeof BroadcastChannel === "undefined") return undefined;
    const open = new BroadcastChannel(`vuoro.acted.${userId}`);
    open.onmessage = (event: MessageEvent<Acted | null>) => setActed(event.data || undefined);
    channel.current = open;
    return () => {
      channel.current = undefined;
      open.close();
    };
  }, [userId]);
  useEffect(() => {
    if (!acted) return undefined;
    const over = setTimeout(() => setActed(undefined), undoMs);
    return () => clearTimeout(over);
  }, [acted]);
  const tell = useCallback((next: Acted | undefined) => {
    setActed(next);
    channel.current?.postMessage(next || null);
  }, []);
  return [acted, tell];
}
