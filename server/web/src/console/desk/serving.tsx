// Serving at a counter: the visitor now, the acts with their keys, and everything around.
import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../context";
import type { Counter, Ticket } from "../records";
import { isDeskKey, keysWanted, rememberKeys, ticketActs, undoKey, type ActDescription } from "./acts";
import { atCounter, waiting } from "./model";
import { NotesOf, useNotes } from "./notes";
import { AppointmentsPanel, AsidePanel, ColleaguesPanel, QueuesPanel } from "./panels";
import { TransferDialog } from "./transfer";
import { VisitorCard } from "./visitor_card";
import { WaitingList } from "./waiting_list";

/// A second press right after a call is a slip of the finger, not a visitor served.
const slipMs = 1_500;

export function Serving({ counter, onChange }: { counter: Counter; onChange: () => void }) {
  const { t, lobby, live, busy, act, lastAct, say } = useApp();
  const here = atCounter(lobby, counter.id);
  const [pickedId, setPickedId] = useState("");
  const visitor = here.find((ticket) => ticket.id === pickedId) || here[0];
  const [transferring, setTransferring] = useState<Ticket | undefined>();
  const [keys, setKeys] = useState(keysWanted);
  const calledHere = useRef(0);
  const card = useRef<HTMLElement>(null);
  const notes = useNotes();
  const nobodyWaits = waiting(lobby, counter.queue_ids || []).length === 0;

  const onTicket = (description: ActDescription, ticket: Ticket) => {
    if (description.name === "transfer") return setTransferring(ticket);
    void act(`ticket.${description.name}`, { ticket_id: ticket.id, expected_state: ticket.state },
      () => (description.said ? t(description.said, { number: ticket.number }) : ""));
  };
  const next = async () => {
    if (visitor && Date.now() - calledHere.current < slipMs) return say(t("acts_guard"));
    // The server ends a visit that has begun by itself; one who was only called is finished here, as the button says.
    if (visitor?.state === "called" &&
        !(await act("ticket.finish", { ticket_id: visitor.id, expected_state: visitor.state }))) return;
    const result = await act("ticket.call_next", { counter_id: counter.id }, saidOfCall);
    if (result?.["ticket"]) calledHere.current = Date.now();
  };
  const saidOfCall = (result: Record<string, unknown>): string => {
    const ticket = result["ticket"] as Ticket | null | undefined;
    return ticket ? t("said_called", { number: ticket.number }) : t("said_nobody");
  };
  const call = async (ticket: Ticket) => {
    await act("ticket.call", { counter_id: counter.id, ticket_id: ticket.id, expected_state: ticket.state },
      () => t("said_called", { number: ticket.number }));
    setPickedId("");
  };
  const undo = () => {
    if (!lastAct) return;
    setPickedId("");
    void act("ticket.undo", { ticket_id: lastAct.ticketId }, () => t("said_undone", { number: lastAct.number }));
  };
  const leave = async () => {
    if (visitor) return say(t("counter_busy_visitor", { number: visitor.number }), "problem");
    await act("counter.leave", { counter_id: counter.id }, () => t("said_left", { name: counter.name }));
  };
  const change = () => (visitor ? say(t("counter_busy_visitor", { number: visitor.number }), "problem") : onChange());

  const press = (event: KeyboardEvent) => {
    if (!isDeskKey(event) || !keys || transferring) return;
    const description = ticketActs.find((entry) => entry.key === event.key.toLowerCase());
    const undoes = event.key.toLowerCase() === undoKey;
    if (event.key !== " " && !description && !undoes) return;
    event.preventDefault();
    if (!live || busy) return;
    if (event.key === " ") void next();
    else if (undoes) undo();
    else if (description && visitor && description.states.includes(visitor.state)) onTicket(description, visitor);
  };
  const pressNow = useRef(press);
  pressNow.current = press;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => pressNow.current(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
  // After a click the focus goes back to the visitor, so that the next Space calls and does not press the button again.
  const settle = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    if (event.detail > 0 && target.closest("button") && !target.closest("dialog")) card.current?.focus({ preventScroll: true });
  };

  return (
    <div class="desk" onClick={settle}>
      <div class="desk-bar">
        <h1>{t("counter_label", { name: counter.name })}</h1>
        <span class="desk-where"><OwnText text={counter.location} /></span>
        <span class="desk-bar-end">
          {lastAct && (
            <button type="button" class="act-undo" onClick={undo} disabled={!live}
              aria-keyshortcuts={keys ? undoKey.toUpperCase() : undefined}>
              <span>{t("act_undo", { number: lastAct.number })}</span>{keys && <kbd>{undoKey.toUpperCase()}</kbd>}
            </button>
          )}
          <label class="tick"><input type="checkbox" checked={keys} onChange={(event) => {
            setKeys(event.currentTarget.checked);
            rememberKeys(event.currentTarget.checked);
          }} />{t("keys_toggle")}</label>
          <button type="button" class="quiet" onClick={change} disabled={!live}>{t("counter_change")}</button>
          <button type="button" class="quiet" onClick={() => void leave()} disabled={!live}>{t("counter_leave")}</button>
        </span>
      </div>
      <div class="desk-main">
        <section class="now" ref={card} tabIndex={-1} aria-labelledby="now-title" aria-busy={busy} data-state={visitor?.state || "nobody"}>
          <VisitorCard visitor={visitor} nobodyWaits={nobodyWaits} />
          {visitor && <NotesOf notes={notes} ticketId={visitor.id} />}
          {here.length > 1 && (
            <div class="also" role="group" aria-label={t("now_also")}>
              <span>{t("now_also")}:</span>
              {here.map((ticket) => (
                <button key={ticket.id} type="button" class="chip" aria-pressed={ticket.id === visitor?.id}
                  onClick={() => setPickedId(ticket.id)}>{ticket.number}</button>
              ))}
            </div>
          )}
          <div class="acts" role="group" aria-label={t("acts")}>
            <button type="button" class="primary act-next" disabled={!live} aria-keyshortcuts={keys ? "Space" : undefined}
              onClick={() => void next()}>
              <span>{visitor ? t("act_finish_next") : t("act_next")}</span>{keys && <kbd>{t("key_space")}</kbd>}
            </button>
            {ticketActs.map((description) => (
              <button key={description.name} type="button" class={`act act-${description.name}`}
                disabled={!live || !visitor || !description.states.includes(visitor.state)}
                aria-keyshortcuts={keys ? description.key.toUpperCase() : undefined}
                onClick={() => visitor && onTicket(description, visitor)}>
                <span>{t(description.label)}</span>{keys && <kbd>{description.key.toUpperCase()}</kbd>}
              </button>
            ))}
          </div>
          {!live && <p class="off" role="note">{t("acts_off")}</p>}
        </section>
        <WaitingList counter={counter} notes={notes} onCall={(ticket) => void call(ticket)} mayCall={!visitor} />
      </div>
      <h2 class="unseen">{t("more_panels")}</h2>
      <div class="panels">
        <AsidePanel onCall={(ticket) => void call(ticket)} mayCall={!visitor} />
        <AppointmentsPanel counter={counter} />
        <ColleaguesPanel mineId={counter.id} />
        <QueuesPanel />
      </div>
      {transferring && (
        <TransferDialog ticket={transferring} onDone={() => {
          setTransferring(undefined);
          card.current?.focus({ preventScroll: true });
        }} />
      )}
    </div>
  );
}

function OwnText({ text }: { text: Counter["location"] }) {
  return <>{useApp().own(text)}</>;
}
