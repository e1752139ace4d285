// Transfer in two keystrokes: T opened this, a digit chooses the queue. A message can be written first.
import { useRef, useState } from "preact/hooks";
import { useApp } from "../context";
import { Dialog } from "../dialog";
import type { Queue, Ticket } from "../records";
import { isClosedToday, queuesInOrder } from "./model";

const keys = "123456789abcdeghijklmnopqrstuvwxyz";

export function TransferDialog({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const { t, own, lobby, live, act } = useApp();
  const [note, setNote] = useState("");
  const sent = useRef(false);
  const queues = queuesInOrder(lobby).filter((queue) => queue.id !== ticket.queue_id);

  const choose = async (queue: Queue) => {
    if (!live || sent.current) return;
    sent.current = true;
    const fields: Record<string, unknown> = { ticket_id: ticket.id, queue_id: queue.id, expected_state: ticket.state };
    if (note.trim()) fields["note"] = note.trim();
    onDone();
    await act("ticket.transfer", fields, () => t("said_transferred", { number: ticket.number, queue: own(queue.name) }));
  };
  const press = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const queue = queues[keys.indexOf(event.key.toLowerCase())];
    if (!queue || event.key.length !== 1) return;
    event.preventDefault();
    void choose(queue);
  };
  return (
    <Dialog title={t("transfer_title", { number: ticket.number })} onClose={onDone} onKey={press}>
      <p class="lead">{t("transfer_lead")}</p>
      <ul class="targets">
        {queues.map((queue, index) => (
          <li key={queue.id}>
            <button type="button" class="target" disabled={!live} onClick={() => void choose(queue)}>
              {index < keys.length && <kbd>{(keys[index] as string).toUpperCase()}</kbd>}
              <span class="target-name"><b class="figures">{queue.prefix}</b> {own(queue.name)}</span>
              <span class="soft">{isClosedToday(lobby, queue.id) ? t("queue_closed")
                : t("transfer_waiting", { n: lobby.tables.queue_status.get(queue.id)?.waiting || 0 })}</span>
            </button>
          </li>
        ))}
      </ul>
      <label for="transfer-note">{t("transfer_note")}</label>
      <input id="transfer-note" value={note} maxLength={200} aria-describedby="transfer-hint" autoComplete="off"
        onInput={(event) => setNote(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter ends the message and gives the digits back to the queues.
          if (event.key !== "Enter") return;
          event.preventDefault();
          event.currentTarget.closest("dialog")?.querySelector<HTMLElement>(".target")?.focus();
        }} />
      <p id="transfer-hint" class="soft">{t("transfer_note_hint")}</p>
    </Dialog>
  );
}
