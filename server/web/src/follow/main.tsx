// The visitor's page: number, place in the queue, and where to go when called.
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import {
  initialLanguage, isLanguage, languages, ownName, rememberedLanguage, rememberLanguage, type Language,
} from "../shared/catalogue";
import { textIn } from "../shared/localized";
import { ring, turnOn } from "./alert";
import { texts, type Text } from "./messages";
import { tokenOf, watch, type Followed, type Seen } from "./watch";

function Page() {
  const [seen, setSeen] = useState<Seen>({ kind: "loading" });
  const [chosen, setChosen] = useState<Language | undefined>();
  const [alerting, setAlerting] = useState(false);
  const alertingNow = useRef(false);
  alertingNow.current = alerting;

  useEffect(() => {
    const token = tokenOf(location.pathname);
    if (!token) return setSeen({ kind: "unknown" });
    let before: Followed | undefined;
    void watch(token, (next) => {
      setSeen(next);
      if (next.kind !== "known" || next.lost) return;
      const now = next.ticket;
      const called = now.state === "called" && (!before || before.state !== "called" || now.calls > before.calls);
      if (called && before && alertingNow.current) ring();
      before = now;
    });
  }, []);

  const ticketLanguage = seen.kind === "known" ? seen.ticket.language : undefined;
  const remembered = rememberedLanguage();
  const language = chosen || (isLanguage(remembered) ? remembered : undefined) ||
    (isLanguage(ticketLanguage) ? ticketLanguage : initialLanguage());
  const t = texts[language];
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    if (seen.kind !== "known") return;
    const called = seen.ticket.state === "called" ? `${t("called")} · ` : "";
    document.title = called + t("title", { number: seen.ticket.number });
  }, [seen, language]);

  const pick = (code: Language) => {
    rememberLanguage(code);
    setChosen(code);
  };
  const state = seen.kind === "known" ? seen.ticket.state : seen.kind;
  return (
    <div class="follow" data-state={state}>
      <header>
        {seen.kind === "known" && <p class="site">{textIn(seen.ticket.site, language)}</p>}
        <div class="languages" role="group" aria-label={t("language")}>
          {languages.map((code) => (
            <button key={code} type="button" lang={code} aria-pressed={code === language} onClick={() => pick(code)}>
              {ownName[code]}
            </button>
          ))}
        </div>
      </header>
      <main>
        {seen.kind === "loading" && <p class="lead">{t("loading")}</p>}
        {seen.kind === "unknown" && <><h1 class="big">{t("unknown")}</h1><p class="lead">{t("unknown_lead")}</p></>}
        {seen.kind === "known" && <Ticket ticket={seen.ticket} t={t} language={language} />}
      </main>
      <footer>
        <div role="status" class="lost-place">
          {seen.kind === "known" && seen.lost && <p class="lost">{t("lost", { time: clock(seen.at) })}</p>}
        </div>
        {seen.kind === "known" && alertable(seen.ticket) && (
          <>
            <button type="button" class="alert" aria-pressed={alerting} onClick={() => {
              if (!alerting) turnOn();
              setAlerting(!alerting);
            }}>{alerting ? t("alert_is_on") : t("alert_on")}</button>
            <p role="status" class="hint">{alerting ? t("alert_test") : ""}</p>
          </>
        )}
      </footer>
    </div>
  );
}

function alertable(ticket: Followed): boolean {
  return ticket.state === "waiting" || ticket.state === "called" || ticket.state === "parked" || ticket.state === "no_show";
}

function clock(ms: number): string {
  const at = new Date(ms);
  return `${at.getHours()}.${`0${at.getMinutes()}`.slice(-2)}`;
}

function Ticket({ ticket, t, language }: { ticket: Followed; t: Text; language: Language }) {
  const called = ticket.state === "called" || ticket.state === "serving";
  return (
    <>
      <h1 class="ticket">
        <span class="label">{t("yours")}</span>
        <span class="number">{ticket.number}</span>
      </h1>
      <p class="queue">{textIn(ticket.queue, language)}</p>
      <div class="news" aria-live="assertive" aria-atomic="true">
        {ticket.state === "waiting" ? <Waiting ticket={ticket} t={t} language={language} /> : (
          <>
            <p class="big">{t(ticket.state)}</p>
            {ticket.state === "called" && ticket.calls > 1 && <p>{t("called_again")}</p>}
            {called && ticket.counter && (
              <p class="where">
                {ticket.state === "called" && <span class="label">{t("called_where")}</span>}
                {ticket.state === "called" && <span class="counter">{ticket.counter}</span>}
                <span class="location">{textIn(ticket.counter_location, language)}</span>
              </p>
            )}
            <p class="lead">{lead(ticket, t)}</p>
          </>
        )}
      </div>
    </>
  );
}

function lead(ticket: Followed, t: Text): string {
  switch (ticket.state) {
    case "parked": return t("parked_lead");
    case "no_show": return t("no_show_lead");
    case "finished": return t("finished_lead");
    case "cancelled": return t("cancelled_lead");
    case "expired": return t("expired_lead");
    default: return "";
  }
}

function Waiting({ ticket, t, language }: { ticket: Followed; t: Text; language: Language }) {
  const ahead = typeof ticket.position === "number" ? Math.max(0, ticket.position - 1) : undefined;
  const range = ticket.expected_wait;
  return (
    <>
      {ahead !== undefined && (
        <p class="big">{ahead === 0 ? t("next") : ahead === 1 ? t("ahead_one") : t("ahead", { n: ahead })}</p>
      )}
      {range && range.high_minutes > 0 && (
        <p class="wait">{range.low_minutes > 0
          ? t("wait", { low: range.low_minutes, high: range.high_minutes })
          : t("wait_soon", { high: range.high_minutes })}</p>
      )}
      <p class="lead">{textIn(ticket.waiting_area, language)} {t("waiting_lead")}</p>
    </>
  );
}

const root = document.getElementById("app");
if (root) render(<Page />, root);
