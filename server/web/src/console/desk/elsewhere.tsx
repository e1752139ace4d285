// Said where one would call: another server acts for the lobby, and this one's desk can do nothing.
import { useApp, type Text } from "../context";
import { whoElseActs, type Lobby } from "../lobby";

export function elsewhereText(t: Text, lobby: Lobby): string | undefined {
  const other = whoElseActs(lobby);
  return other && t("acts_elsewhere", { name: other.holder_name || t("central_server") });
}

export function Elsewhere() {
  const { t, lobby } = useApp();
  const text = elsewhereText(t, lobby);
  return text ? <p class="off" role="note">{text}</p> : null;
}
