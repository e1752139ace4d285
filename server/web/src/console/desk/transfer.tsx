// Transfer in two keystrokes: T opened this, a key chooses the queue, counter or colleague. A message can be written first.
import { useRef, useState } from "preact/hooks";
import { useApp } from "../context";
import { Dialog } from "../dialog";
import type { Ticket } from "../records";
import { Choices, pressChoice, type ChoiceGroup } from "./choices";
import { counters, isClosedToday, queuesInOrder } from "./model";

export function TransferDialog({ ticket, mineId, onDone }: { ticket: Ticket; mineId: string; onDone: () => void }) {
  const { t, own, lobby, live, act } = useApp();
  const [note, setNote] = useState("");
  const sent = useRef(false);

  const send = (target: Record<string, unknown>, to: string) => {
    if (!live || sent.current) return;
    sent.current = true;
    const fields: Record<string, unknown> = { ticket_id: ticket.id, ...target, expected_state: ticket.state };
    if (note.trim()) fields["note"] = note.trim();
    onDone();
    void act("ticket.transfer", fields, () => t("said_transferred", { number: ticket.number, queue: to }));
  };
  const others = counters(lobby).filter((counter) => counter.id !== mineId && counter.open);
  const groups: ChoiceGroup[] = [
    {
      title: t("transfer_queues"),
      choices: queuesInOrder(lobby).filter((queue) => queue.id !== ticket.queue_id).map((queue) => ({
        id: queue.id, name: <><b class="figures">{queue.prefix}</b> {own(queue.name)}</>,
        hint: isClosedToday(lobby, queue.id) ? t("queue_closed")
          : t("transfer_waiting", { n: lobby.tables.queue_status.get(queue.id)?.waiting || 0 }),
        run: () => send({ queue_id: queue.id }, own(queue.name)),
      })),
    },
    {
      title: t("transfer_counters"), letters: true,
      choices: others.map((counter) => ({
        id: counter.id, name: t("counter_label", { name: counter.name }),
        hint: counter.paused_at ? t("counter_paused") : counter.staff_name,
        run: () => send({ counter_id: counter.id }, t("counter_label", { name: counter.name })),
      })),
    },
    {
      title: t("transfer_colleagues"), letters: true,
      choices: others.filter((counter) => counter.staff_id).map((counter) => ({
        id: `staff ${counter.id}`, name: counter.staff_name, hint: t("transfer_person"),
        run: () => send({ staff_id: counter.staff_id }, counter.staff_name),
      })),
    },
  ];
  return (
    <Dialog title={t("transfer_title", { number: ticket.number })} onClose={onDone} onKey={(event) => pressChoice(event, groups)}>
      <p class="lead">{t("transfer_lead")}</p>
      <label for="transfer-note">{t("transfer_note")}</label>
      <input id="transfer-note" value={note} maxLength={200} aria-describedby="transfer-hint" autoComplete="off"
        onInput={(event) => setNote(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter ends the message and gives the keys back to the targets.
          if (event.key !== "Enter") return;
          event.preventDefault();
          event.currentTarget.closest("dialog")?.querySelector<HTMLElement>(".target")?.focus();
        }} />
      <p id="transfer-hint" class="soft">{t("transfer_note_hint")}</p>
      <Choices groups={groups} />
    </Dialog>
  );
}
