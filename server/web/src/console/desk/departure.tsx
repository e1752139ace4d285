// Going away from a counter where somebody still is: closing the counter, or logging out. The ways on are named.
import { useRef } from "preact/hooks";
import { useApp } from "../context";
import { Dialog } from "../dialog";
import type { Counter } from "../records";
import { Choices, pressChoice, type ChoiceGroup } from "./choices";
import { atCounter } from "./model";

const feedBoundMs = 1_500;  // the acts' answers may be here before the feed tells of them

interface Props {
  counter: Counter;
  /// Nobody is at the counter any more.
  onFree: () => void;
  /// The visitor stays there for whoever takes the counter over; none where that is no way on.
  onStay?: () => void;
  onClose: () => void;
}

export function DepartureDialog({ counter, onFree, onStay, onClose }: Props) {
  const { t, lobby, held, act } = useApp();
  const sent = useRef(false);
  const here = atCounter(lobby, counter.id);
  const number = here.map((ticket) => ticket.number).join(", ");
  const settle = async (name: "finish" | "requeue" | "park") => {
    if (sent.current || held()) return;
    sent.current = true;
    onClose();
    for (const ticket of here) {
      if (!(await act(`ticket.${name}`, { ticket_id: ticket.id, expected_state: ticket.state }))) return;
    }
    await lobby.until(() => atCounter(lobby, counter.id).length === 0, feedBoundMs);
    onFree();
  };
  const back = here.every((ticket) => ticket.state === "called");
  const groups: ChoiceGroup[] = [{
    choices: [
      { id: "finish", name: t("depart_finish"), run: () => void settle("finish") },
      back ? { id: "requeue", name: t("act_requeue"), hint: t("depart_requeue_hint"), run: () => void settle("requeue") }
        : { id: "park", name: t("act_park"), hint: t("park_open_hint"), run: () => void settle("park") },
      ...(onStay ? [{ id: "stay", name: t("depart_stay"), hint: t("depart_stay_hint"), run: onStay }] : []),
    ],
  }];
  return (
    <Dialog title={t("depart_title", { number, name: counter.name })} onClose={onClose} onKey={(event) => pressChoice(event, groups)}>
      <p class="lead">{t(onStay ? "depart_lead_out" : "depart_lead_leave")}</p>
      <Choices groups={groups} />
    </Dialog>
  );
}
