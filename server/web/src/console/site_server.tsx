// Who serves this lobby: the central server or the lobby's own, and the technician's way to change it.
import { useState } from "preact/hooks";
import { useApp } from "./context";
import type { DeviceStatus, Machines } from "./devices_status";
import { connectionWords, lifeWords, lineWords, lives } from "./devices_words";
import { Confirm } from "./dialog";
import { troubleCodes, troubleWords } from "./troubles";

type Move = "give" | "forget" | "silent" | "back" | "lost";
interface Asked {
  move: Move;
  name: string;
  device_id?: string;
  /// The server was asked, and says that the box that is to be lost runs.
  alive?: boolean;
}

/// As the server asks of a trouble that a lobby's own server tells.
const clockTrouble = "clock_";
const clockRefused = "_refused";

/// @param machines  how they are, where it is known
export function SiteServer({ machines }: { machines: Machines | undefined }) {
  const status = machines?.of;
  const line = machines?.line;
  const { t, lobby, live, act } = useApp();
  const [asked, setAsked] = useState<Asked | undefined>();
  const authority = lobby.tables.site_authority.get(lobby.siteId);
  const boxes = [...lobby.tables.device.values()].filter((device) => device.role === "site_server" && !device.revoked);
  if (!authority && boxes.length === 0) return null;
  const name = authority?.holder_name || "";
  const untold = authority?.untold_by;
  const state = authority?.state || "here";
  // A lobby's own server is told by the central one; it has no say in this.
  const central = !line && (state !== "here" || !authority?.holder_id);
  const wrongClocks = (id: string) => troubleCodes(status?.get(id)?.status).filter(({ code }) => code.startsWith(clockTrouble));
  const holder = authority?.holder_id || "";
  const ownClock = machines?.ownFault?.kind === "clock";
  const refuses = line ? holder === line.device_id && ownClock
    : state !== "here" && wrongClocks(holder).some(({ code }) => code.endsWith(clockRefused));
  const perhapsNobody = state === "wanted_back" && authority?.unheard === true;
  const words = refuses ? "authority_clock" : central && state === "here" && ownClock ? "authority_own_clock"
    : line && !holder ? "authority_box_rests" : perhapsNobody ? "authority_unheard" : central || state !== "here" ? `authority_${state}` as const
    : "authority_box";
  const leadOf = ({ move, name: box, alive }: Asked): string => {
    const turn = move === "back" || move === "lost" ? "turn_to_central" as const : "turn_to_box" as const;
    const lead = `${t(`move_${move}_lead`, { name: box, lost: untold || "" })} ${t(turn, { name: box })}`;
    return move === "lost" && status ? `${lifeWords(box, status.get(holder), t, lobby, alive)} ${lead}` : lead;
  };
  const isSilent = (id: string): boolean => {
    const known = status?.get(id);
    return !!known && (!lives(known, lobby) || wrongClocks(id).length > 0);
  };
  const moveTo = (id: string): Move => untold !== undefined ? "forget" : isSilent(id) ? "silent" : "give";
  const go = () => {
    if (!asked) return;
    const fields = asked.device_id !== undefined
      ? { device_id: asked.device_id, forget_lost: asked.move === "forget", silent: isSilent(asked.device_id) }
      : asked.move === "lost" ? { box_is_lost: true, ...(asked.alive ? { although_heard: true } : {}) } : {};
    void act("site.move", { site_id: lobby.siteId, ...fields }, () => t("moved_said"), (code) => {
      if (code !== "alive") return false;
      setAsked({ ...asked, alive: true });
      return true;
    });
  };
  return (
    <section class="card" aria-labelledby="site-server">
      <h2 id="site-server">{t("site_server_title")}</h2>
      <p role="status">{t(words, { name })}</p>
      {central && untold !== undefined && <p>{t("site_untold", { name: untold })}</p>}
      {(authority?.left_behind || []).length > 0 && <p>{t("site_left_behind", { records: (authority?.left_behind || []).join(", ") })}</p>}
      {central && state === "here" && boxes.filter((box) => status?.has(box.id) && !lives(status.get(box.id), lobby)).map((box) => (
        <p key={box.id}>{t("site_silent", { name: box.name })}</p>
      ))}
      {central && boxes.filter((box) => wrongClocks(box.id).length > 0).map((box) => (
        <p key={box.id}>{t("site_clock", { name: box.name })}</p>
      ))}
      {line && (
        <p class="figures"><strong>{t("central_server")}</strong>: {lineWords(line, t, lobby).join(" · ")}
          <Troubles status={line.status} /></p>
      )}
      {central && status && boxes.map((box) => {
        const entry = status.get(box.id);
        return (
          <p key={box.id} class="figures"><strong>{box.name}</strong>: {connectionWords(entry, t, lobby, false, box.name === untold).join(" · ")}
            <Troubles status={entry?.status} /></p>
        );
      })}
      {central && (
        <div class="dialog-acts">
          {state === "here" && boxes.map((box) => (
            <button key={box.id} type="button" class={moveTo(box.id) === "give" ? undefined : "quiet"} disabled={!live}
              onClick={() => setAsked({ move: moveTo(box.id), name: box.name, device_id: box.id })}>
              {t(`move_${moveTo(box.id)}`, { name: box.name })}
            </button>
          ))}
          {(state === "away" || state === "given") && (
            <button type="button" disabled={!live} onClick={() => setAsked({ move: "back", name })}>{t("move_back")}</button>
          )}
          {state !== "here" && (
            <button type="button" class="quiet" disabled={!live}
              onClick={() => setAsked({ move: "lost", name })}>{t("move_lost", { name })}</button>
          )}
        </div>
      )}
      {asked && (
        <Confirm title={t(`move_${asked.move}`, { name: asked.name })} text={leadOf(asked)}
          tick={asked.alive ? t("move_lost_tick", { name: asked.name }) : undefined}
          yes={t("move_yes")} onClose={() => setAsked(undefined)} onYes={go} />
      )}
    </section>
  );
}

function Troubles({ status }: { status: DeviceStatus["status"] }) {
  const { t } = useApp();
  const words = troubleWords(status, t);
  return words.length > 0 ? <><br />{t("col_troubles")}: {words.join(" ")}</> : null;
}
