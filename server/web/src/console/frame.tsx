// Header, the banner of a lost connection, and the status line.
import { useLayoutEffect, useState } from "preact/hooks";
import { languages, ownName, type Language } from "../shared/catalogue";
import { clock, clockWithSeconds } from "../shared/time";
import type { View } from "./app";
import { useApp, useNow } from "./context";
import { Icon } from "./icons";

export interface Said {
  text: string;
  kind: "plain" | "problem";
  at: number;
}

export function LanguagePicker({ language, label, onLanguage }:
  { language: Language; label: string; onLanguage: (language: Language) => void }) {
  return (
    <div class="languages" role="group" aria-label={label}>
      {languages.map((code) => (
        <button key={code} type="button" lang={code} aria-pressed={code === language} title={ownName[code]}
          onClick={() => onLanguage(code)}>
          <span aria-hidden="true">{code.toUpperCase()}</span>
          <span class="unseen">{ownName[code]}</span>
        </button>
      ))}
    </div>
  );
}

interface HeaderProps {
  views: View[];
  view: View | undefined;
  onLanguage: (language: Language) => void;
  onSite: (id: string) => void;
  onOut: () => void;
}

export function Header({ views, view, onLanguage, onSite, onOut }: HeaderProps) {
  const { t, own, lobby, language, session, live } = useApp();
  const site = lobby.tables.site.get(lobby.siteId);
  const sites = session.sites;
  return (
    <header class="top">
      <div class="brand">
        <Icon name="logo" />
        {sites.length > 1 ? (
          <select aria-label={t("site")} value={lobby.siteId} onChange={(event) => onSite(event.currentTarget.value)}>
            {sites.map((entry) => <option key={entry.id} value={entry.id}>{own(entry.name)}</option>)}
          </select>
        ) : <span class="brand-name">{own(site?.name) || t("app")}</span>}
      </div>
      {views.length > 0 && (
        <nav aria-label={t("nav")}>
          {views.map((name) => (
            <a key={name} href={`#/${name}`} aria-current={name === view ? "page" : undefined}>{t(`nav_${name}`)}</a>
          ))}
        </nav>
      )}
      <div class="top-end">
        <span class={`link ${live ? "link-live" : "link-off"}`} title={live ? t("link_live") : undefined}>
          <span class="link-dot" aria-hidden="true" />
          <WallClock />
        </span>
        <LanguagePicker language={language} label={t("language")} onLanguage={onLanguage} />
        <span class="who">{session.user.display_name}</span>
        <button type="button" class="quiet" onClick={onOut}>{t("log_out")}</button>
      </div>
    </header>
  );
}

function WallClock() {
  const { lobby } = useApp();
  useNow(1_000);
  return <time class="figures">{clock(lobby.now(), lobby.timeZone)}</time>;
}

/// Says that the connection is lost, and how old the picture is. Spoken once, not at every second.
export function LinkBanner() {
  const { t, lobby } = useApp();
  const lost = lobby.link === "lost";
  return (
    <div role="alert" class={lost ? "banner" : "banner-none"}>
      {lost && (
        <>
          <Icon name="warning" />
          <p>
            <strong>{t("link_lost", { time: clockWithSeconds(lobby.lostAt, lobby.timeZone) })}</strong>{" "}
            <Age />
          </p>
        </>
      )}
    </div>
  );
}

function Age() {
  const { t, lobby } = useApp();
  const seconds = Math.max(0, Math.round((useNow(1_000) - lobby.freshAt) / 1000));
  const age = seconds < 120 ? t("age_s", { n: seconds }) : t("age_min", { n: Math.floor(seconds / 60) });
  return <span aria-live="off">{t("link_age", { age })}</span>;
}

export function StatusLine({ said }: { said: Said | undefined }) {
  const { t } = useApp();
  const [shown, setShown] = useState(said);
  // News goes by itself; a problem stays until it is closed or something else is said.
  useLayoutEffect(() => {
    setShown(said);
    if (!said || said.kind === "problem") return undefined;
    const timer = setTimeout(() => setShown(undefined), 8_000);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div class="status" role="status" data-kind={shown?.kind}>
      {shown?.text && (
        <p key={shown.at}>
          {shown.text}
          {shown.kind === "problem" && (
            <button type="button" class="small" onClick={() => setShown(undefined)}>{t("close")}</button>
          )}
        </p>
      )}
    </div>
  );
}
