// A number by phone: which queue, which needs, and then the follow page.
import { render } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { phoneLanguage, rememberedLanguage, rememberLanguage, speak, type Language } from "../languages";
import { Frame, Words } from "../page";
import { codeOf, earlier, join, offerOf, type Offer, type OfferedQueue } from "./ask";
import { common, texts, type Text } from "./texts";

type Seen = { kind: "loading" } | { kind: "failed" } | { kind: "old" } | { kind: "offer"; offer: Offer };
type Trouble = "failed" | "slower" | "refused" | undefined;

const code = codeOf(location.pathname);

function Page() {
  const [seen, setSeen] = useState<Seen>({ kind: "loading" });
  const [mine, setMine] = useState<{ token: string; number: string } | undefined>();
  const [language, setLanguage] = useState<Language>(rememberedLanguage() || phoneLanguage());
  const t = texts[language];

  const load = async () => {
    setSeen({ kind: "loading" });
    const [answer, known] = await Promise.all([offerOf(code), earlier()]);
    setMine(known);
    if (answer && answer.status === 200) return setSeen({ kind: "offer", offer: answer.body as Offer });
    setSeen({ kind: answer && (answer.status === 410 || answer.status === 404) ? "old" : "failed" });
  };
  useEffect(() => void load(), []);
  useLayoutEffect(() => speak(language), [language]);
  useLayoutEffect(() => {
    document.title = t("title");
  }, [language]);

  return (
    <Frame state={seen.kind} site={seen.kind === "offer" ? seen.offer.site : undefined} label={t("language")}
      language={language} pick={(chosen) => {
        rememberLanguage(chosen);
        setLanguage(chosen);
      }}>
      <main class="join">
        {seen.kind === "loading" && <p class="lead">{t("loading")}</p>}
        {seen.kind === "failed" && (
          <>
            <h1 class="big">{t("title")}</h1>
            <p role="alert" class="lost">{t("failed")}</p>
            <button type="button" class="strong" onClick={() => void load()}>{t("take")}</button>
          </>
        )}
        {seen.kind === "old" && common.map((in_, index) => (
          <section key={index} class="over" lang={["fi", "sv", "en"][index]} dir="ltr">
            {index === 0 ? <h1 class="big">{in_("old")}</h1> : <h2 class="big">{in_("old")}</h2>}
            <p class="lead">{in_("old_lead")}</p>
          </section>
        ))}
        {seen.kind === "offer" && mine && (
          <>
            <h1 class="big">{t("yours", { number: mine.number })}</h1>
            <p><a class="button" href={`/t/${mine.token}`}>{t("show")}</a></p>
            <button type="button" onClick={() => setMine(undefined)}>{t("another")}</button>
          </>
        )}
        {seen.kind === "offer" && !mine && (
          <Choice offer={seen.offer} t={t} language={language} old={() => setSeen({ kind: "old" })} />
        )}
      </main>
    </Frame>
  );
}

interface Choosing {
  offer: Offer;
  t: Text;
  language: Language;
  old: () => void;
}

function Choice({ offer, t, language, old }: Choosing) {
  const [queue, setQueue] = useState("");
  const [needs, setNeeds] = useState<string[]>([]);
  const [taking, setTaking] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const open = offer.queues.filter((entry) => entry.state === "open");

  const take = async () => {
    setTaking(true);
    setTrouble(undefined);
    const { answer, token } = await join(code, queue, language, needs);
    if (answer && answer.status === 200) return location.replace(`/t/${token}`);
    setTaking(false);
    if (answer && answer.status === 410) return old();
    setTrouble(!answer || answer.status >= 500 ? "failed" : answer.status === 429 ? "slower" : "refused");
  };

  if (open.length === 0) {
    return <><h1 class="big">{t("title")}</h1><p class="lead">{t("all_closed")}</p><Closed offer={offer} t={t} language={language} /></>;
  }
  return (
    <form aria-busy={taking} onSubmit={(event) => {
      event.preventDefault();
      if (queue && !taking) void take();
    }}>
      <h1 class="big">{t("title")}</h1>
      <p class="lead">{t("lead")}</p>
      <fieldset>
        <legend>{t("choose")}</legend>
        {open.map((entry) => (
          <label key={entry.id} class="option">
            <input type="radio" name="queue" value={entry.id} checked={queue === entry.id}
              onChange={() => setQueue(entry.id)} />
            <span>
              <b><Words text={entry.name} language={language} /></b>
              <small>{waitOf(entry, t)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <Closed offer={offer} t={t} language={language} />
      <details>
        <summary>{t("needs")}</summary>
        {offer.needs.map((need) => (
          <label key={need} class="option">
            <input type="checkbox" checked={needs.indexOf(need) >= 0}
              onChange={(event) => setNeeds((event.target as HTMLInputElement).checked
                ? needs.concat([need]) : needs.filter((other) => other !== need))} />
            <span>{t(`need_${need}` as "need_vision")}</span>
          </label>
        ))}
      </details>
      {trouble && <p role="alert" class="lost">{t(trouble)}</p>}
      <button type="submit" class="strong" disabled={!queue || taking}>{taking ? t("taking") : t("take")}</button>
    </form>
  );
}

function Closed({ offer, t, language }: { offer: Offer; t: Text; language: Language }) {
  const closed = offer.queues.filter((entry) => entry.state !== "open");
  if (closed.length === 0) return null;
  return (
    <ul class="closed">
      {closed.map((entry) => (
        <li key={entry.id}><Words text={entry.name} language={language} />: {t(entry.state === "full" ? "full" : "closed")}</li>
      ))}
    </ul>
  );
}

function waitOf(queue: OfferedQueue, t: Text): string {
  const range = queue.expected_wait;
  if (range && range.high_minutes > 0) {
    return range.low_minutes > 0
      ? t("open_wait", { low: range.low_minutes, high: range.high_minutes })
      : t("open_soon", { high: range.high_minutes });
  }
  return queue.waiting ? t("open_waiting", { n: queue.waiting }) : t("open_nobody");
}

const root = document.getElementById("app");
if (root) render(<Page />, root);
