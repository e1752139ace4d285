// Said where one would call, before a key is pressed in vain: another server acts for the lobby, or this one cannot act.
import { useEffect, useState } from "preact/hooks";
import { request } from "../../shared/request";
import { useApp, type Text } from "../context";
import { whoElseActs, type Lobby } from "../lobby";

const lookEveryMs = 15_000;
const lookAgainMs = 3_000;  // while it is so: the server tries then whether it can write again
const lookBoundMs = 5_000;

export function elsewhereText(t: Text, lobby: Lobby): string | undefined {
  const other = whoElseActs(lobby);
  return other && t("acts_elsewhere", { name: other.holder_name || t("central_server") });
}

/// Why the server can carry out nothing at all, as /healthz says it; a single record that it cannot read is no reason.
function useOwnFault(): "acts_cannot_write" | "acts_clock" | undefined {
  const [kind, setKind] = useState("");
  useEffect(() => {
    const stopper = new AbortController();
    let timer = 0;
    const look = async () => {
      const answer = await request("/healthz", { timeoutMs: lookBoundMs, stop: stopper.signal });
      if (stopper.signal.aborted) return;
      if (answer) setKind(answer.kind);
      timer = window.setTimeout(() => void look(), answer?.kind ? lookAgainMs : lookEveryMs);
    };
    void look();
    return () => {
      clearTimeout(timer);
      stopper.abort();
    };
  }, []);
  return kind === "cannot_write" ? "acts_cannot_write" : kind === "clock" ? "acts_clock" : undefined;
}

export function Elsewhere() {
  const { t, lobby } = useApp();
  const fault = useOwnFault();
  const text = elsewhereText(t, lobby) || (fault && t(fault));
  return text ? <p class="off" role="note">{text}</p> : null;
}
