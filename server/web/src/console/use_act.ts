// One act at a time, from the key to its outcome: what is said while no answer comes, and what another key does meanwhile.
import { useCallback, useRef, useState, type MutableRef } from "preact/hooks";
import type { Language } from "../shared/catalogue";
import { ownText, texts, type App } from "./context";
import { elsewhereText } from "./desk/elsewhere";
import { servedAt } from "./desk/model";
import type { Lobby } from "./lobby";
import { refusalText } from "./refusal";
import { command, type Session } from "./session";

/// Then the clerk is told that no answer came, and the link is asked whether it still stands.
const slowMs = 2_000;
/// The same press again within this time is a slip of the finger; later, or another key, it wants a word.
const slipMs = 300;

/// What only the server that acts for the lobby can do.
const ofTheDesk = /^(ticket|counter|appointment)\./;

interface Deps {
  session: Session;
  lobby: Lobby;
  language: Language;
  say: App["say"];
  onEnded: () => void;
  /// Told of every act that was done, for the undo.
  done: (type: string, result: Record<string, unknown>) => void;
}

export interface Acting {
  act: App["act"];
  held: App["held"];
  busy: boolean;
  /// Whether an act went unanswered, so that the state must be looked at when the link is back.
  unsure: MutableRef<boolean>;
}

export function useAct({ session, lobby, language, say, onEnded, done }: Deps): Acting {
  const t = texts[language];
  const [busy, setBusy] = useState(false);
  const sentAt = useRef(0);  // 0: nothing is under way
  const refused = useRef(false);  // a key, since then
  const unsure = useRef(false);

  const held = useCallback((samePress = true) => {
    const under = sentAt.current > 0;
    if (lobby.link !== "live") {
      say(t(under ? "act_held" : "acts_off"), "problem");
    } else if (!under) {
      return false;
    } else if (!samePress || Date.now() - sentAt.current > slipMs) {
      refused.current = true;
      say(t("act_under_way"), "problem");
    }
    return true;
  }, [lobby, t, say]);

  const act: App["act"] = useCallback(async (type, fields, saying, takesUp) => {
    // One act at a time: a key pressed twice must not become two acts.
    if (sentAt.current > 0) return void held();
    // It would be refused here until the lobby moves, and asked again until then.
    const elsewhere = ofTheDesk.test(type) ? elsewhereText(t, lobby) : undefined;
    if (elsewhere) return void say(elsewhere, "problem");
    sentAt.current = Date.now();
    refused.current = false;
    setBusy(true);
    // Calling ends the service of whoever is being served there; that can be taken back too, after the call.
    const ended = type === "ticket.call_next" || type === "ticket.call" ? servedAt(lobby, fields["counter_id"]) : [];
    let told: "" | "slow" | "again" | "lost" = "";
    const lost = () => {
      if (lobby.link !== "lost" || told === "lost") return;
      told = "lost";
      say(t("act_held"), "problem");
    };
    const slow = setTimeout(() => {
      told = "slow";
      say(t("no_answer_yet"));
      lobby.suspect();
    }, slowMs);
    const watched = lobby.subscribe(lost);
    try {
      const outcome = await command(session.csrf, type, fields, () => {
        lobby.suspect();
        if (told === "lost") return;
        told = "again";
        say(t("sending_again"), "problem");
      });
      if (!outcome.ok) {
        unsure.current = outcome.code === "unknown_outcome";
        if (outcome.code === "unauthorized") onEnded();
        else if (!takesUp?.(outcome.code)) say(await refusalText({ t, own: ownText(language), lobby, userId: session.user.id }, type, fields, outcome), "problem");
        return undefined;
      }
      for (const ticket of ended) done("ticket.finish", { ticket });
      if (type.startsWith("ticket.")) done(type, outcome.result);
      const text = saying ? saying(outcome.result) : "";
      // What was said of a key would be gone with the answer, perhaps unread: it is said again beside the outcome.
      if (refused.current) say(`${text || t("act_done")} ${t("key_refused")}`);
      else if (text || told) say(text || t("act_done"));
      return outcome.result;
    } finally {
      clearTimeout(slow);
      watched();
      sentAt.current = 0;
      setBusy(false);
    }
  }, [session, lobby, language, held]);

  return { act, held, busy, unsure };
}
