// What can be done with one who waits: keep for a counter or a colleague, earlier, another queue, gone.
import { useRef, useState } from "preact/hooks";
import { useApp } from "../context";
import { Dialog } from "../dialog";
import type { Ticket } from "../records";
import { Choices, pressChoice, type ChoiceGroup } from "./choices";
import { counters } from "./model";
import { whyDue, whyKept } from "./reason";
import type { Desk } from "./use_desk";

const earlierMinutes = [10, 30];

export function WaitingDialog({ desk, ticket, onDone }: { desk: Desk; ticket: Ticket; onDone: () => void }) {
  const app = useApp();
  const { t, session, lobby, live, act } = app;
  const sent = useRef(false);
  const [page, setPage] = useState<"acts" | "reserve">("acts");
  const { number } = ticket;
  const send = (type: string, fields: Record<string, unknown>, said: string) => {
    if (!live || sent.current) return;
    sent.current = true;
    onDone();
    void act(type, { ticket_id: ticket.id, expected_state: ticket.state, ...fields }, () => said);
  };
  const kept = whyKept(app, ticket, desk.counter);
  const reserve = (fields: Record<string, unknown>, who: string) =>
    send("ticket.reserve", fields, t("said_reserved", { number, who }));
  const others = counters(lobby).filter((counter) => counter.id !== desk.counter.id);

  const groups: ChoiceGroup[] = page === "acts" ? [{
    choices: [
      { id: "mine", name: t("waiting_keep_mine"), run: () => reserve({ staff_id: session.user.id }, session.user.display_name) },
      { id: "other", name: t("waiting_keep_other"), run: () => setPage("reserve") },
      ...(kept ? [{ id: "release", name: t("waiting_release"), run: () => send("ticket.release", {}, t("said_released", { number })) }] : []),
      ...earlierMinutes.map((minutes) => ({
        id: `earlier ${minutes}`, name: t("waiting_earlier", { n: minutes }),
        run: () => send("ticket.prioritise", { minutes: (ticket.priority_minutes || 0) + minutes },
          t("said_earlier", { number, n: minutes })),
      })),
      { id: "transfer", name: t("act_transfer"), run: () => desk.ask({ kind: "transfer", ticket }) },
      { id: "park", name: t("act_park"), run: () => desk.ask({ kind: "park", ticket }) },
      { id: "left", name: t("waiting_left"), run: () => send("ticket.cancel", {}, t("said_cancelled", { number })) },
    ],
  }] : [
    {
      title: t("transfer_counters"),
      choices: others.map((counter) => ({
        id: counter.id, name: t("counter_label", { name: counter.name }),
        hint: counter.open ? counter.staff_name : t("colleagues_closed"),
        run: () => reserve({ counter_id: counter.id }, t("counter_label", { name: counter.name })),
      })),
    },
    {
      title: t("transfer_colleagues"), letters: true,
      choices: others.filter((counter) => counter.open && counter.staff_id).map((counter) => ({
        id: `staff ${counter.id}`, name: counter.staff_name, hint: t("transfer_person"),
        run: () => reserve({ staff_id: counter.staff_id }, counter.staff_name),
      })),
    },
  ];
  return (
    <Dialog title={t("waiting_acts_title", { number })} onClose={onDone} onKey={(event) => pressChoice(event, groups)}>
      <p class="lead">{[whyDue(app, ticket), kept].filter(Boolean).join(" · ")}</p>
      <Choices groups={groups} />
    </Dialog>
  );
}
