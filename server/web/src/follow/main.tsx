// The visitor's page: number, place in the queue, and where to go when called.
import { render } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { alerting, hush, nudge, ring, turnOff, turnOn, type Alerting } from "./alert";
import { Choices } from "./choices";
import { isLanguage, phoneLanguage, rememberedLanguage, rememberLanguage, speak, type Language } from "./languages";
import { common, texts, type Text } from "./messages";
import { clock, headline, News } from "./news";
import { Frame } from "./page";
import { isOver, tokenOf, watch, type Followed, type Seen, type Watch } from "./watch";

const token = tokenOf(location.pathname);
const nearAhead = 3;

function near(ticket: Followed): boolean {
  return ticket.state === "waiting" && (ticket.position || 99) <= nearAhead;
}

function sameQueue(a: Followed, b: Followed): boolean {
  return JSON.stringify(a.queue) === JSON.stringify(b.queue);
}

function Page() {
  const [seen, setSeen] = useState<Seen>({ kind: "loading" });
  const [chosen, setChosen] = useState<Language | undefined>();
  const [moved, setMoved] = useState(false);
  const [alert, setAlert] = useState<Alerting>(alerting());
  const watching = useRef<Watch | undefined>();

  useEffect(() => {
    if (!token) return setSeen({ kind: "unknown" });
    let before: Followed | undefined;
    watching.current = watch(token, (next) => {
      setSeen(next);
      if (next.kind === "over") turnOff();
      if (next.kind !== "known" || next.lost) return;
      const now = next.ticket;
      if (now.state === "called") {
        if (before && (before.state !== "called" || now.calls > before.calls)) ring();
      } else {
        hush();
        if (before && near(now) && !near(before)) nudge();
      }
      if (before && !sameQueue(before, now)) setMoved(true);
      if (now.state !== "waiting") setMoved(false);
      if (isOver(now.state)) turnOff();
      setAlert(alerting());
      before = now;
    });
  }, []);

  const ticket = seen.kind === "known" ? seen.ticket : undefined;
  const own = ticket && ticket.language;
  const language = chosen || (isLanguage(own) ? own : rememberedLanguage() || phoneLanguage());
  const t = texts[language];
  useLayoutEffect(() => speak(language), [language]);
  useLayoutEffect(() => {
    if (!ticket) return;
    const news = headline({ ticket, t });
    document.title = `${news ? `${news} · ` : ""}${t("title", { number: ticket.number })}`;
  }, [seen, language]);

  return (
    <Frame state={ticket ? ticket.state : seen.kind} site={ticket ? ticket.site : undefined}
      label={t("language")} language={language} pick={(code) => {
        rememberLanguage(code);
        setChosen(code);
      }}>
      <main onClick={hush}>
        {seen.kind === "loading" && <p class="lead">{t("loading")}</p>}
        {seen.kind === "unknown" && <><h1 class="big">{t("unknown")}</h1><p class="lead">{t("unknown_lead")}</p></>}
        {seen.kind === "over" && <Over />}
        {seen.kind === "known" && (seen.lost || seen.ticket.as_of) && <Age seen={seen} t={t} />}
        {ticket && <News ticket={ticket} t={t} language={language} moved={moved} />}
      </main>
      {ticket && <Spoken ticket={ticket} t={t} />}
      {ticket && !isOver(ticket.state) && ticket.state !== "serving" && (
        <footer>
          <Sound alert={alert} t={t} changed={() => setAlert(alerting())} />
          <Choices token={token} ticket={ticket} t={t} hurry={() => watching.current?.hurry()} />
        </footer>
      )}
    </Frame>
  );
}

/// A ticket of another day: nobody's language is known any more.
function Over() {
  return (
    <>
      {common.map((t, index) => (
        <section key={index} class="over" lang={["fi", "sv", "en"][index]} dir="ltr">
          {index === 0 ? <h1 class="big">{t("expired")}</h1> : <h2 class="big">{t("expired")}</h2>}
          <p class="lead">{t("expired_lead")}</p>
        </section>
      ))}
    </>
  );
}

/// For listeners: what changed, without the whole page. A call interrupts, a place in the queue does not.
function Spoken({ ticket, t }: { ticket: Followed; t: Text }) {
  const where = ticket.state === "called" && ticket.counter ? `. ${t("called_where")} ${ticket.counter}` : "";
  const said = `${headline({ ticket, t })}${where}`;
  return (
    <>
      <p class="hidden" role="status">{ticket.state === "called" ? "" : said}</p>
      <p class="hidden" role="alert">{ticket.state === "called" ? said : ""}</p>
    </>
  );
}

/// From when this is: without a connection, and where a lobby's own server tells ours now and then.
function Age({ seen, t }: { seen: Extract<Seen, { kind: "known" }>; t: Text }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  const { as_of, server_time } = seen.ticket;
  const at = as_of ? seen.at - Math.max(0, server_time - as_of) : seen.at;
  const minutes = Math.floor((now - at) / 60_000);
  if (!seen.lost && minutes < 1) return <p class="told">{t("told", { time: clock(at) })}</p>;
  return (
    <p class="lost" role="status">
      {t(seen.lost ? "lost" : "told", { time: clock(at) })} {minutes > 0 ? t("lost_age", { n: minutes }) : ""} {t("lost_look")}
    </p>
  );
}

function Sound({ alert, t, changed }: { alert: Alerting; t: Text; changed: () => void }) {
  const state = !alert.on ? "" : alert.stopped ? t("alert_stopped")
    : `${alert.sound && alert.buzz ? t("alert_both") : alert.sound ? t("alert_sound") : alert.buzz ? t("alert_buzz") : t("alert_none")}${
      alert.screen ? ` ${t("alert_screen")}` : ""}`;
  return (
    <>
      <button type="button" class="alert" data-on={alert.on ? "yes" : "no"} onClick={() => {
        if (alert.on) turnOff(); else turnOn(changed);
        changed();
      }}>{t(alert.on ? "alert_off" : "alert_on")}</button>
      <p role="status" class="hint">{state}</p>
    </>
  );
}

const root = document.getElementById("app");
if (root) render(<Page />, root);
