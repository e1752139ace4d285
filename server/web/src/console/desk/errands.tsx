// The visitor's matters: what is under way, what comes after, one more, or all of it done.
import { useRef, useState } from "preact/hooks";
import { useApp } from "../context";
import { Dialog } from "../dialog";
import { Icon } from "../icons";
import type { Errand, Ticket } from "../records";
import { Choices, pressChoice, type Choice, type ChoiceGroup } from "./choices";
import { queuesInOrder, servicesOf } from "./model";

/// A lobby may have hundreds of services: then they are found by a word.
const shownMax = 20;

export function ErrandsDialog({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const { t, own, lobby, live, act } = useApp();
  const sent = useRef(false);
  const [wanted, setWanted] = useState("");
  const errands = ticket.errands || [];
  const nameOf = (queueId: string, serviceId: string | undefined) =>
    own((serviceId ? lobby.tables.service.get(serviceId) : undefined)?.name || lobby.tables.queue.get(queueId)?.name);

  const send = (type: string, fields: Record<string, unknown>, said: string) => {
    if (!live || sent.current) return;
    sent.current = true;
    onDone();
    void act(type, { ticket_id: ticket.id, expected_state: ticket.state, ...fields }, () => said);
  };
  const add = (queueId: string, serviceId?: string) => send("ticket.add_errand",
    { queue_id: queueId, ...(serviceId ? { service_id: serviceId } : {}) },
    t("said_errand_added", { number: ticket.number, errand: nameOf(queueId, serviceId) }));
  const remove = (errand: Errand) => send("ticket.remove_errand",
    { queue_id: errand.queue_id, ...(errand.service_id ? { service_id: errand.service_id } : {}) },
    t("said_errand_removed", { number: ticket.number }));

  const fits = (choice: Choice) => String(choice.name).toLowerCase().includes(wanted.trim().toLowerCase());
  const all: Choice[] = queuesInOrder(lobby).flatMap((queue) => [
    { id: queue.id, name: own(queue.name), hint: queue.prefix, run: () => add(queue.id) },
    ...servicesOf(lobby, queue.id).map((service) => ({
      id: service.id, name: own(service.name), hint: own(queue.name), run: () => add(queue.id, service.id),
    })),
  ]);
  const many = all.length > shownMax;
  const groups: ChoiceGroup[] = [{ title: t("errands_add"), choices: all.filter(fits).slice(0, shownMax), digits: many }];
  const field = useRef<HTMLInputElement>(null);
  // Where there are too many to be read, a word is typed: its first letter must not choose somebody's errand.
  const onKey = (event: KeyboardEvent) => {
    const letter = /^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (many && letter && event.target !== field.current) field.current?.focus();
    else pressChoice(event, groups);
  };
  return (
    <Dialog title={t("errands_title", { number: ticket.number })} onClose={onDone} onKey={onKey}>
      <ol class="errand-list">
        <li><Icon name="person" /><span>{nameOf(ticket.queue_id, ticket.service_id)} <span class="soft">{t("errands_now")}</span></span></li>
        {errands.map((errand, index) => (
          <li key={index}>
            <Icon name="clock" /><span>{nameOf(errand.queue_id, errand.service_id)}</span>
            <button type="button" class="small" disabled={!live} onClick={() => remove(errand)}
              aria-label={`${t("remove")}: ${nameOf(errand.queue_id, errand.service_id)}`}>{t("remove")}</button>
          </li>
        ))}
      </ol>
      {errands.length > 0 && (
        <div class="dialog-acts">
          <button type="button" disabled={!live} onClick={() =>
            send("ticket.finish", { all: true }, t("said_finished", { number: ticket.number }))}>{t("errands_finish_all")}</button>
        </div>
      )}
      {many && (
        <>
          <label for="errand-find">{t("errands_find")}</label>
          <input id="errand-find" ref={field} type="search" value={wanted} autoComplete="off"
            onInput={(event) => setWanted(event.currentTarget.value)}
            onKeyDown={(event) => { if (event.key === "Enter" && wanted.trim()) groups[0]?.choices[0]?.run(); }} />
        </>
      )}
      <Choices groups={groups} />
    </Dialog>
  );
}
