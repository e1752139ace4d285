// Who waits, in the order in which they will be called, and why in that order.
import { useState } from "preact/hooks";
import { clock } from "../../shared/time";
import { needName, useApp, useNow } from "../context";
import { Icon } from "../icons";
import type { Ticket } from "../records";
import { rowsMax } from "./model";
import type { Notes } from "./notes";
import { waiting } from "./order";
import { whyDue, whyKept } from "./reason";
import type { Desk } from "./use_desk";

export function WaitingList({ desk, notes }: { desk: Desk; notes: Notes }) {
  const { t, lobby } = useApp();
  const [all, setAll] = useState(false);
  useNow(15_000);
  const tickets = all ? waiting(lobby) : desk.offered;
  return (
    <section class="waiting card" aria-labelledby="waiting-title">
      <div class="card-head">
        <h2 id="waiting-title">{t("waiting_title")} <span class="count figures">{tickets.length}</span></h2>
        <div class="switch" role="group" aria-label={t("waiting_filter")}>
          <button type="button" aria-pressed={!all} onClick={() => setAll(false)}>{t("waiting_mine")}</button>
          <button type="button" aria-pressed={all} onClick={() => setAll(true)}>{t("waiting_all")}</button>
        </div>
      </div>
      {tickets.length === 0 ? <p class="empty">{t("waiting_empty")}</p> : (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="waiting-title">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{t("col_number")}</th>
                <th scope="col">{t("col_errand")}</th>
                <th scope="col" class="end">{t("col_waited")}</th>
                <th scope="col" class="end">{t("col_due")}</th>
                <th scope="col"><span class="unseen">{t("col_act")}</span></th>
              </tr>
            </thead>
            <tbody>
              {tickets.slice(0, rowsMax).map((ticket) => (
                <Row key={ticket.id} desk={desk} ticket={ticket} noted={notes.has(ticket.id)} />
              ))}
            </tbody>
          </table>
          {tickets.length > rowsMax && <p class="soft">{t("more", { n: tickets.length - rowsMax })}</p>}
        </div>
      )}
    </section>
  );
}

function Row({ desk, ticket, noted }: { desk: Desk; ticket: Ticket; noted: boolean }) {
  const app = useApp();
  const { t, own, lobby, live } = app;
  const service = ticket.service_id ? lobby.tables.service.get(ticket.service_id) : undefined;
  const queue = lobby.tables.queue.get(ticket.queue_id);
  const minutes = Math.max(0, Math.floor((lobby.now() - ticket.first_arrival) / 60_000));
  const late = lobby.now() > ticket.due;
  const kept = whyKept(app, ticket, desk.counter);
  const needs = ticket.needs || [];
  return (
    <tr data-late={late}>
      <th scope="row" class="figures number">{ticket.number}</th>
      <td>
        <span class="errand">{own((service || queue)?.name)}</span>
        <span class="row-tags">
          <span class="soft why">{ticket.language.toUpperCase()} · {whyDue(app, ticket)}</span>
          {ticket.appointment_id && <span class="tag"><Icon name="calendar" />{t("booked")}</span>}
          {noted && <span class="tag"><Icon name="note" />{t("has_note")}</span>}
          {kept && <span class="tag">{kept}</span>}
          {ticket.errands && ticket.errands.length > 0 && <span class="tag">{t("errands_more", { n: ticket.errands.length })}</span>}
          {needs.map((need) => <span key={need} class="tag tag-need">{needName(t, need)}</span>)}
        </span>
      </td>
      <td class="end figures">{minutes > 0 ? t("min", { n: minutes }) : t("under_min")}</td>
      <td class="end figures due">{clock(ticket.due, lobby.timeZone)}
        {late && <span class="late-word">{t("waiting_late")}</span>}</td>
      <td class="end row-acts">
        <button type="button" class="small" disabled={!live || !!desk.visitor} onClick={() => void desk.call(ticket)}
          aria-label={`${t("act_call")}: ${ticket.number}`}>{t("act_call")}</button>
        <button type="button" class="small more" disabled={!live} onClick={() => desk.ask({ kind: "waiting", ticket })}
          aria-label={`${t("act_more")}: ${ticket.number}`}><span aria-hidden="true">⋯</span></button>
      </td>
    </tr>
  );
}
