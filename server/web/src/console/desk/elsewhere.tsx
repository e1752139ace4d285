// Said where one would call: another server acts for the lobby, and this one's desk can do nothing.
import { useApp } from "../context";
import { whoElseActs } from "../lobby";

export function Elsewhere() {
  const { t, lobby } = useApp();
  const other = whoElseActs(lobby);
  return other ? <p class="off" role="note">{t("acts_elsewhere", { name: other.holder_name || t("central_server") })}</p> : null;
}
