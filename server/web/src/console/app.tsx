// The frame around the views: who is logged in, where we are, how the link is, and the status line.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { initialLanguage, rememberLanguage, type Language } from "../shared/catalogue";
import { AppContext, hasRole, ownText, texts, useLobbyVersion, type App } from "./context";
import { DepartureDialog } from "./desk/departure";
import { DeskView } from "./desk/desk";
import { atCounter, myCounter } from "./desk/model";
import { DevicesView } from "./devices";
import { DisplaysView } from "./displays/displays";
import { Header, LinkBanner, StatusLine, type Said } from "./frame";
import { useLastAct } from "./last_act";
import { Lobby } from "./lobby";
import { LoginPage } from "./login";
import { MiniView } from "./mini/mini";
import { OverviewView } from "./overview/overview";
import { currentSession, logOut, type Session } from "./session";
import { useAct } from "./use_act";

export type View = "desk" | "overview" | "displays" | "devices";
type Shown = View | "mini";

/// What each role has a use for; the server decides what it may do.
export function viewsFor(roles: string[]): View[] {
  const views: View[] = [];
  if (hasRole(roles, "clerk", "supervisor")) views.push("desk");
  if (hasRole(roles, "supervisor", "manager")) views.push("overview");
  if (hasRole(roles, "clerk", "supervisor", "technician", "editor")) views.push("displays");
  if (hasRole(roles, "technician")) views.push("devices");
  return views;
}

function viewOfAddress(views: View[]): Shown | undefined {
  const named = location.hash.replace(/^#\//, "");
  if (named === "mini" && views.includes("desk")) return "mini";
  return views.find((view) => view === named) || views[0];
}

const rightsEveryMs = 20_000;

/// Who it is and what they may see: whatever is kept of the lobby holds for these alone.
function rightsOf({ user, sites }: Session): string {
  return JSON.stringify([user.id, [...user.roles].sort(), [...(user.organizations || [])].sort(), user.site_id, sites]);
}

export function Console() {
  const [language, setLanguage] = useState<Language>(() => initialLanguage());
  const [session, setSession] = useState<Session | undefined>();
  const [asked, setAsked] = useState<"asking" | "done" | "unreachable">("asking");
  const [ended, setEnded] = useState(false);

  useLayoutEffect(() => rememberLanguage(language), [language]);
  useEffect(() => {
    let live = true;
    const ask = async () => {
      const found = await currentSession();
      if (!live) return;
      if (found === "unreachable") {
        setAsked("unreachable");
        setTimeout(() => void ask(), 2_000);
        return;
      }
      setSession(found);
      setAsked("done");
    };
    void ask();
    return () => {
      live = false;
    };
  }, []);

  // Other rights, an organisation more or less: everything is fetched anew, and what may not be read any more is gone.
  useEffect(() => {
    if (!session) return undefined;
    const look = async () => {
      const found = await currentSession();
      if (found === "unreachable" || found === undefined) return;
      setSession((before) => (before && rightsOf(before) === rightsOf(found) ? before : found));
    };
    const timer = setInterval(() => void look(), rightsEveryMs);
    return () => clearInterval(timer);
  }, [session]);

  if (asked === "asking") return null;
  if (!session) {
    return (
      <LoginPage language={language} onLanguage={setLanguage} ended={ended} unreachable={asked === "unreachable"}
        onIn={(found) => {
          setEnded(false);
          setAsked("done");
          setSession(found);
        }} />
    );
  }
  const leave = (byItself: boolean) => {
    setEnded(byItself);
    setSession(undefined);
  };
  return <Inside key={rightsOf(session)} session={session} language={language} onLanguage={setLanguage} onOut={leave} />;
}

const siteStorage = "vuoro.site";
const newsMs = 5_000;

/// The person's own site; else the one chosen on this computer, when it is still there; else the first.
function siteOf(session: Session): string {
  const ids = session.sites.map((site) => site.id);
  if (session.user.site_id) return session.user.site_id;
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem(siteStorage);
  } catch {
    // Nothing is remembered where storage is forbidden.
  }
  return chosen && ids.includes(chosen) ? chosen : ids[0] || "";
}

interface InsideProps {
  session: Session;
  language: Language;
  onLanguage: (language: Language) => void;
  onOut: (byItself: boolean) => void;
}

function Inside({ session, language, onLanguage, onOut }: InsideProps) {
  const t = texts[language];
  const views = useMemo(() => viewsFor(session.user.roles), [session]);
  const [view, setView] = useState(() => viewOfAddress(views));
  const [said, setSaid] = useState<Said | undefined>();
  const [leaving, setLeaving] = useState(false);
  const [siteId, setSiteId] = useState(() => siteOf(session));
  const out = useRef(onOut);
  out.current = onOut;

  const lobby = useMemo(() => new Lobby(siteId, () => out.current(true)), [siteId]);
  useEffect(() => {
    if (siteId) lobby.start();
    return () => lobby.stop();
  }, [lobby, siteId]);
  useLobbyVersion(lobby);
  useEffect(() => {
    const moved = () => setView(viewOfAddress(views));
    window.addEventListener("hashchange", moved);
    return () => window.removeEventListener("hashchange", moved);
  }, [views]);
  // At once: what is said next belongs to the new view and stays.
  useLayoutEffect(() => setSaid(undefined), [language, view]);
  useLayoutEffect(() => {
    document.title = view ? `${t(`nav_${view}`)} · ${t("app")}` : t("app");
  }, [view, language]);

  const [lastAct, tellAct] = useLastAct(session.user.id);
  const say = useCallback((text: string, kind: Said["kind"] = "plain") => setSaid({ text, kind, at: Date.now() }), []);
  const { act, held, busy, unsure } = useAct({ session, lobby, language, say, onEnded: () => out.current(true), done: tellAct });

  const linkBefore = useRef(lobby.link);
  useEffect(() => {
    if (linkBefore.current === "lost" && lobby.link === "live") {
      // The outcome of an act that was sent again is the greater news; one without an outcome is to be looked at.
      const back: Said = unsure.current ? { text: t("link_back_look"), kind: "problem", at: Date.now() }
        : { text: t("link_back"), kind: "plain", at: Date.now() };
      unsure.current = false;
      setSaid((before) => (before?.kind === "plain" && back.at - before.at < newsMs ? before : back));
    }
    linkBefore.current = lobby.link;
  }, [lobby.link]);

  const app: App = {
    language, t, own: ownText(language), session, lobby, live: lobby.link === "live", busy, held, act, lastAct, say,
  };
  const chooseSite = (id: string) => {
    try {
      localStorage.setItem(siteStorage, id);
    } catch {
      // The choice holds until the page is closed.
    }
    setSiteId(id);
  };
  const mine = myCounter(lobby, session.user.id);
  const logOutNow = () => void logOut(session.csrf).then(() => onOut(false));
  /// A counter that nobody sits at any more does not stay open: waits would be promised by it.
  const leave = async () => {
    if (mine && app.live && atCounter(lobby, mine.id).length > 0) return setLeaving(true);
    if (mine && app.live) await act("counter.leave", { counter_id: mine.id });
    logOutNow();
  };
  if (view === "mini") {
    return (
      <AppContext.Provider value={app}>
        <main id="content" class="mini-page" tabIndex={-1}>{lobby.ready ? <MiniView /> : <p class="notice">{t("loading")}</p>}</main>
        <StatusLine said={said} />
      </AppContext.Provider>
    );
  }
  return (
    <AppContext.Provider value={app}>
      <div class="frame" data-view={view} data-busy={busy}>
        <a class="skip" href="#content" onClick={(event) => {
          event.preventDefault();
          document.getElementById("content")?.focus();
        }}>{t("skip")}</a>
        <Header views={views} view={view} onLanguage={onLanguage} onSite={chooseSite} onOut={() => void leave()} />
        <LinkBanner />
        <main id="content" key={siteId} tabIndex={-1}>
          {!siteId ? <p class="notice">{t("no_site")}</p>
            : !view ? <p class="notice">{t("no_tools")}</p>
            : !lobby.ready ? <p class="notice">{t("loading")}</p>
            : view === "desk" ? <DeskView />
            : view === "overview" ? <OverviewView />
            : view === "displays" ? <DisplaysView />
            : <DevicesView />}
        </main>
        <StatusLine said={said} />
        {leaving && mine && (
          <DepartureDialog counter={mine} onFree={() => void leave()} onStay={logOutNow} onClose={() => setLeaving(false)} />
        )}
      </div>
    </AppContext.Provider>
  );
}
