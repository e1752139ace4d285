// The log-in page.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Language } from "../shared/catalogue";
import { texts } from "./context";
import { LanguagePicker } from "./frame";
import { Icon } from "./icons";
import { logIn, type Session } from "./session";

interface LoginProps {
  language: Language;
  onLanguage: (language: Language) => void;
  ended: boolean;
  unreachable: boolean;
  onIn: (session: Session) => void;
}

type Problem = { kind: "empty" | "wrong" | "unreachable" | "cannot_write" | "failed" } | { kind: "throttled"; until: number };

export function LoginPage({ language, onLanguage, ended, unreachable, onIn }: LoginProps) {
  const t = texts[language];
  const [problem, setProblem] = useState<Problem | undefined>();
  const [busy, setBusy] = useState(false);
  const [seen, setSeen] = useState(false);
  const [, setTick] = useState(0);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  useEffect(() => {
    document.title = `${t("login_title")} · ${t("app")}`;
  }, [language]);
  useLayoutEffect(() => name.current?.focus(), []);
  const throttledUntil = problem?.kind === "throttled" ? problem.until : 0;
  useEffect(() => {
    if (!throttledUntil) return undefined;
    const timer = setInterval(() => {
      if (Date.now() >= throttledUntil) setProblem(undefined);
      else setTick((value) => value + 1);
    }, 1_000);
    return () => clearInterval(timer);
  }, [throttledUntil]);

  const submit = async (event: Event) => {
    event.preventDefault();
    const given = { username: name.current?.value.trim() || "", password: password.current?.value || "" };
    if (!given.username || !given.password) {
      setProblem({ kind: "empty" });
      (given.username ? password : name).current?.focus();
      return;
    }
    if (busy) return;
    setBusy(true);
    const outcome = await logIn(given.username, given.password);
    setBusy(false);
    if (outcome.kind === "in") return onIn(outcome.session);
    if (outcome.kind === "throttled") setProblem({ kind: "throttled", until: Date.now() + outcome.seconds * 1000 });
    else setProblem(outcome);
    password.current?.focus();
    password.current?.select();
  };

  const sentence = (): string => {
    switch (problem?.kind) {
      case "empty": return t("login_empty");
      case "wrong": return t("login_wrong");
      case "unreachable": return t("login_unreachable");
      case "cannot_write": return t("login_cannot_write");
      case "failed": return t("login_failed");
      case "throttled": return t("login_throttled", { s: Math.max(1, Math.ceil((problem.until - Date.now()) / 1000)) });
      default: return unreachable ? t("login_unreachable") : ended ? t("login_ended") : "";
    }
  };
  const wrong = problem?.kind === "wrong" || problem?.kind === "empty";
  return (
    <main class="login">
      <div class="login-top">
        <LanguagePicker language={language} label={t("language")} onLanguage={onLanguage} />
      </div>
      <form class="login-card" onSubmit={submit} noValidate>
        <div class="login-brand"><Icon name="logo" /><span>Vuoro</span></div>
        <h1>{t("login_title")}</h1>
        <p class="lead">{t("login_lead")}</p>
        <div role="alert" id="login-problem" class={sentence() ? "problem" : "problem-none"}>{sentence()}</div>
        <label for="username">{t("login_name")}</label>
        <input id="username" ref={name} autoComplete="username" autoCapitalize="none" spellcheck={false} maxLength={100}
          aria-invalid={wrong} aria-describedby={wrong ? "login-problem" : undefined} />
        <label for="password">{t("login_password")}</label>
        <input id="password" ref={password} type={seen ? "text" : "password"} autoComplete="current-password" maxLength={200}
          aria-invalid={wrong} aria-describedby={wrong ? "login-problem" : undefined} />
        <label class="tick"><input type="checkbox" checked={seen} onChange={(event) => setSeen(event.currentTarget.checked)} />
          {t("login_show")}</label>
        <button type="submit" class="primary wide" aria-disabled={busy}>{busy ? t("login_busy") : t("login_submit")}</button>
      </form>
    </main>
  );
}
