// Messages that travel with transferred tickets. They are not in the feed; they are fetched when a ticket was passed on.
import { useEffect, useState } from "preact/hooks";
import { clock } from "../../shared/time";
import { request } from "../../shared/request";
import { useApp } from "../context";
import { Icon } from "../icons";
import type { Ticket } from "../records";

export interface TicketNote {
  ticket_id: string;
  text: string;
  staff_name: string;
  time: number;
}

export type Notes = Map<string, TicketNote[]>;

/// Where somebody waits, and for whom: a transfer to a colleague keeps the queue.
function place(ticket: Ticket): string {
  return [ticket.state, ticket.queue_id, ticket.reserved_counter_id, ticket.reserved_staff_id].join(" ");
}

export function useNotes(): Notes {
  const { lobby } = useApp();
  const [notes, setNotes] = useState<Notes>(new Map());
  useEffect(() => {
    let live = true;
    let asked = false;
    const placeOf = new Map([...lobby.tables.ticket.values()].map((ticket) => [ticket.id, place(ticket)]));
    const fetchNotes = async () => {
      asked = false;
      const answer = await request(`/api/v1/tickets/notes?site_id=${lobby.siteId}`, { timeoutMs: 6_000 });
      if (!live || !answer || answer.status !== 200) return;
      const found: Notes = new Map();
      for (const note of ((answer.body as { notes?: TicketNote[] }).notes || [])) {
        found.set(note.ticket_id, [...(found.get(note.ticket_id) || []), note]);
      }
      setNotes(found);
    };
    const stop = lobby.onChange((change) => {
      if (change.collection !== "ticket" || change.deleted) return;
      const ticket = change.record as Ticket;
      const before = placeOf.get(ticket.id);
      placeOf.set(ticket.id, place(ticket));
      // One who comes in from another organisation's queue is new here, and may bring a message too.
      if (before === place(ticket) || ticket.state !== "waiting" || (!before && ticket.calls === 0) || asked) return;
      asked = true;
      void fetchNotes();
    });
    void fetchNotes();
    return () => {
      live = false;
      stop();
    };
  }, [lobby]);
  return notes;
}

export function NotesOf({ notes, ticketId }: { notes: Notes; ticketId: string }) {
  const { t, lobby } = useApp();
  const found = notes.get(ticketId);
  if (!found) return null;
  return (
    <ul class="notes" aria-label={t("now_note")}>
      {found.map((note) => (
        <li key={note.time}>
          <Icon name="note" />
          <p>{note.text} <span class="soft">{[note.staff_name, clock(note.time, lobby.timeZone)].filter(Boolean).join(" · ")}</span></p>
        </li>
      ))}
    </ul>
  );
}
