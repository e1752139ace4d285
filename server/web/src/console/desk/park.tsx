// Aside for a while, in two keystrokes: P opened this, a key says for how long. The visitor comes back by itself then.
import { useRef } from "preact/hooks";
import { clock } from "../../shared/time";
import { useApp } from "../context";
import { Dialog } from "../dialog";
import type { Ticket } from "../records";
import { Choices, pressChoice, type ChoiceGroup } from "./choices";

const minutesOffered = [5, 10, 15, 20, 30, 45, 60];

export function ParkDialog({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const { t, lobby, live, act } = useApp();
  const sent = useRef(false);
  const park = (minutes: number | undefined) => {
    if (!live || sent.current) return;
    sent.current = true;
    onDone();
    void act("ticket.park", {
      ticket_id: ticket.id, expected_state: ticket.state, ...(minutes ? { minutes } : {}),
    }, (result) => {
      const until = (result["ticket"] as Ticket | undefined)?.parked_until;
      return until ? t("said_parked_until", { number: ticket.number, time: clock(until, lobby.timeZone) })
        : t("said_parked", { number: ticket.number });
    });
  };
  const groups: ChoiceGroup[] = [{
    choices: [
      ...minutesOffered.map((minutes) => ({
        id: String(minutes), name: t("min", { n: minutes }),
        hint: t("park_back", { time: clock(lobby.now() + minutes * 60_000, lobby.timeZone) }), run: () => park(minutes),
      })),
      { id: "open", name: t("park_open"), hint: t("park_open_hint"), run: () => park(undefined) },
    ],
  }];
  return (
    <Dialog title={t("park_title", { number: ticket.number })} onClose={onDone} onKey={(event) => pressChoice(event, groups)}>
      <p class="lead">{t("park_lead")}</p>
      <Choices groups={groups} />
    </Dialog>
  );
}
