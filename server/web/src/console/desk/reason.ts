// Why a visitor has this place in the order, in plain words.
import { clock } from "../../shared/time";
import type { App } from "../context";
import type { Counter, Ticket } from "../records";

/// "arrived 10.02", "booked 10.30", "earlier by 10 min" …
export function whyDue({ t, lobby }: Pick<App, "t" | "lobby">, ticket: Ticket): string {
  const arrived = t("why_arrival", { time: clock(ticket.first_arrival, lobby.timeZone) });
  switch (ticket.due_reason || "arrival") {
    case "appointment": {
      const booked = ticket.appointment_id ? lobby.tables.appointment.get(ticket.appointment_id) : undefined;
      return t("why_appointment", { time: clock(booked ? booked.start : ticket.due, lobby.timeZone) });
    }
    case "late": return t("why_late", { time: clock(ticket.first_arrival, lobby.timeZone) });
    case "priority":
      return `${arrived}, ${ticket.priority_minutes ? t("why_priority_by", { n: ticket.priority_minutes }) : t("why_priority")}`;
    case "delayed": return `${arrived}, ${t("why_delayed")}`;
    default: return arrived;
  }
}

/// For whom a visitor is kept; "" when for nobody.
export function whyKept({ t, lobby, session }: Pick<App, "t" | "lobby" | "session">, ticket: Ticket, mine: Counter | undefined): string {
  if (ticket.reserved_counter_id) {
    if (ticket.reserved_counter_id === mine?.id) return t("kept_here");
    return t("kept_counter", { name: lobby.tables.counter.get(ticket.reserved_counter_id)?.name || "–" });
  }
  if (!ticket.reserved_staff_id) return "";
  if (ticket.reserved_staff_id === session.user.id) return t("kept_you");
  const colleague = [...lobby.tables.counter.values()].find((counter) => counter.staff_id === ticket.reserved_staff_id);
  return colleague ? t("kept_colleague", { who: colleague.staff_name }) : t("kept_absent");
}
