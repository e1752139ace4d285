// A number for somebody who cannot use the terminal: large on the screen, and as a QR code for their phone.
import { useRef, useState } from "preact/hooks";
import { languageName, needName, needs, useApp } from "../context";
import { Dialog } from "../dialog";
import { QrCode } from "../qr";
import type { Ticket } from "../records";
import { isClosedToday, isOwn, queuesInOrder, servicesOf } from "./model";
import { PrintHere } from "./print_here";

export interface Issued {
  ticket: Ticket;
  followUrl: string;
  followToken: string;
}

/// What the server answers to whoever gives a number. A site that names no address of its own is followed where the console is.
export function issuedIn(answer: Record<string, unknown> | undefined): Issued | undefined {
  const ticket = answer?.["ticket"] as Ticket | undefined;
  if (!ticket) return undefined;
  const followToken = String(answer?.["follow_token"] || "");
  return { ticket, followToken, followUrl: String(answer?.["follow_url"] || `${location.origin}/t/${followToken}`) };
}

/// The number of somebody who has checked in at the desk.
export function GivenDialog({ issued, onDone }: { issued: Issued; onDone: () => void }) {
  const { t } = useApp();
  return (
    <Dialog title={t("given_title")} onClose={onDone}>
      <Given issued={issued} onDone={onDone} />
    </Dialog>
  );
}

export function NewTicketDialog({ onDone }: { onDone: () => void }) {
  const { t } = useApp();
  const [issued, setIssued] = useState<Issued | undefined>();
  return (
    <Dialog title={issued ? t("given_title") : t("give_title")} onClose={onDone}>
      {issued ? <Given issued={issued} onMore={() => setIssued(undefined)} onDone={onDone} /> : <Wish onIssued={setIssued} />}
    </Dialog>
  );
}

function Wish({ onIssued }: { onIssued: (issued: Issued) => void }) {
  const { t, own, lobby, live, busy, act, session } = useApp();
  const queues = queuesInOrder(lobby).filter((queue) => isOwn(session.user, queue) && !isClosedToday(lobby, queue.id));
  const site = lobby.tables.site.get(lobby.siteId);
  const languages = site?.languages?.length ? site.languages : ["fi", "sv", "en"];
  const [what, setWhat] = useState(queues[0]?.id || "");
  const [language, setLanguage] = useState(languages[0] || "fi");
  const [wanted, setWanted] = useState<string[]>([]);
  const sending = useRef(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    const [queueId, serviceId] = what.split(" ");
    if (!live || busy || sending.current || !queueId) return;
    sending.current = true;
    const result = await act("ticket.issue", {
      queue_id: queueId, language, needs: wanted,
      ...(serviceId ? { service_id: serviceId } : {}),
    }, (answer) => t("said_given", { number: (answer["ticket"] as Ticket).number }));
    sending.current = false;
    const issued = issuedIn(result);
    if (issued) onIssued(issued);
  };
  const toggle = (need: string) =>
    setWanted((before) => (before.includes(need) ? before.filter((entry) => entry !== need) : [...before, need]));
  return (
    <form class="form" onSubmit={submit}>
      <div class="field">
        <label for="give-what">{t("give_what")}</label>
        <select id="give-what" value={what} onChange={(event) => setWhat(event.currentTarget.value)}>
          {queues.map((queue) => (
            <optgroup key={queue.id} label={own(queue.name)}>
              <option value={queue.id}>{queue.prefix} · {own(queue.name)}</option>
              {servicesOf(lobby, queue.id).map((service) => (
                <option key={service.id} value={`${queue.id} ${service.id}`}>{own(service.name)}</option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
      <fieldset>
        <legend>{t("now_language")}</legend>
        <div class="inline">
          {languages.map((code) => (
            <label key={code} class="tick"><input type="radio" name="give-language" checked={language === code}
              onChange={() => setLanguage(code)} />{languageName(t, code)}</label>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{t("give_needs")}</legend>
        <div class="inline">
          {needs.map((need) => (
            <label key={need} class="tick"><input type="checkbox" checked={wanted.includes(need)}
              onChange={() => toggle(need)} />{needName(t, need)}</label>
          ))}
        </div>
      </fieldset>
      <div class="dialog-acts">
        <button type="submit" class="primary" disabled={!live || !what}>{t("give_submit")}</button>
      </div>
    </form>
  );
}

function Given({ issued, onMore, onDone }: { issued: Issued; onMore?: () => void; onDone: () => void }) {
  const { t, own, lobby } = useApp();
  return (
    <div class="given">
      <p class="given-number">{issued.ticket.number}</p>
      <p>{own(lobby.tables.queue.get(issued.ticket.queue_id)?.name)}</p>
      {issued.followUrl && (
        <>
          <QrCode text={issued.followUrl} label={t("given_qr")} />
          <p class="soft">{t("given_qr_lead")}</p>
        </>
      )}
      <PrintHere ticket={issued.ticket} followToken={issued.followToken} />
      <div class="dialog-acts">
        <button type="button" class="primary" onClick={onDone}>{t("given_done")}</button>
        {onMore && <button type="button" onClick={onMore}>{t("given_more")}</button>}
      </div>
    </div>
  );
}
