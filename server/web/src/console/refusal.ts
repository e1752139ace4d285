// Why an act was refused, said with what the lobby knows by then: who was faster, and where the visitor is now.
import type { Text } from "./context";
import { atCounter, today } from "./desk/model";
import type { Lobby } from "./lobby";
import type { LocalizedText } from "../shared/localized";
import type { Counter } from "./records";
import { cannotWrite, type Outcome } from "./session";

const feedBoundMs = 1_500;  // the feed usually tells the change before the refusal arrives

interface Known {
  t: Text;
  own: (text: LocalizedText | undefined) => string;
  lobby: Lobby;
  userId: string;
}

/// @param fields  of the refused act
export async function refusalText(
  known: Known, type: string, fields: Record<string, unknown>, outcome: Extract<Outcome, { ok: false }>,
): Promise<string> {
  const { t } = known;
  switch (outcome.code) {
    case "conflict": return (await conflictText(known, type, fields)) || t("err_conflict");
    case "forbidden": return t("err_forbidden");
    case "not_found": return t("err_not_found");
    case "closed": return t("err_closed");
    case "exhausted": return t("err_exhausted");
    case "too_many": return t("err_too_many");
    case "clock": return t("err_clock");
    case "unknown_outcome": return t("err_unknown_outcome");
    case "invalid_argument":
    case "parse": return t("err_refused", { message: outcome.message });
    default: return t(cannotWrite(outcome.code) ? "err_cannot_write" : "err_internal");
  }
}

async function conflictText(known: Known, type: string, fields: Record<string, unknown>): Promise<string> {
  const { t, lobby, userId } = known;
  const counterId = fields["counter_id"];
  const counterNow = () => (typeof counterId === "string" ? lobby.tables.counter.get(counterId) : undefined);
  if (type === "counter.take") {
    await lobby.until(() => !!counterNow()?.open, feedBoundMs);
    const counter = counterNow();
    return counter?.open ? t("clash_counter", { name: counter.name, who: counter.staff_name }) : "";
  }
  const ticketId = fields["ticket_id"];
  if (typeof ticketId !== "string") {
    const counter = counterNow();
    if (counter && type !== "ticket.call_next" && atCounter(lobby, counter.id).length > 0) return t("clash_busy", { name: counter.name });
    return counter && counter.staff_id !== userId ? t("clash_not_yours", { name: counter.name }) : "";
  }
  const before = fields["expected_state"];
  const now = () => lobby.tables.ticket.get(ticketId);
  if (before && now()?.state === before) await lobby.until(() => now()?.state !== before, feedBoundMs);
  return type === "ticket.undo" ? t("clash_undo") : stateText(known, ticketId, before);
}

function stateText({ t, own, lobby }: Known, ticketId: string, before: unknown): string {
  const ticket = lobby.tables.ticket.get(ticketId);
  if (!ticket) return t("err_not_found");
  const { number } = ticket;
  if (ticket.service_day < today(lobby) || ticket.state === "expired") return t("clash_day", { number });
  if (ticket.state === before) return "";
  const where: Counter | undefined = ticket.counter_id ? lobby.tables.counter.get(ticket.counter_id) : undefined;
  switch (ticket.state) {
    case "called":
    case "serving": return where ? t("clash_called", { number, name: where.name, who: where.staff_name || "–" }) : "";
    case "waiting": return t("clash_waiting", { number, queue: own(lobby.tables.queue.get(ticket.queue_id)?.name) });
    case "parked": return t("clash_parked", { number });
    case "finished": return t("clash_finished", { number });
    case "no_show": return t("clash_no_show", { number });
    case "cancelled": return t("clash_cancelled", { number });
    default: return "";
  }
}
