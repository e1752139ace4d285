// Who serves this lobby: the central server or the lobby's own, and the technician's way to change it.
import { useState } from "preact/hooks";
import { useApp } from "./context";
import { Confirm } from "./dialog";

type Move = "give" | "forget" | "back" | "lost";

export function SiteServer() {
  const { t, lobby, live, act } = useApp();
  const [asked, setAsked] = useState<{ move: Move; name: string; device_id?: string } | undefined>();
  const authority = lobby.tables.site_authority.get(lobby.siteId);
  const boxes = [...lobby.tables.device.values()].filter((device) => device.role === "site_server" && !device.revoked);
  if (!authority && boxes.length === 0) return null;
  const name = authority?.holder_name || "";
  const untold = authority?.untold_by;
  const state = authority?.state || "here";
  // A lobby's own server is told by the central one; it has no say in this.
  const central = state !== "here" || !authority?.holder_id;
  const go = () => {
    if (!asked) return;
    const fields = asked.move === "give" ? { device_id: asked.device_id }
      : asked.move === "forget" ? { device_id: asked.device_id, forget_lost: true }
      : asked.move === "lost" ? { box_is_lost: true } : {};
    void act("site.move", { site_id: lobby.siteId, ...fields }, () => t("moved_said"));
  };
  return (
    <section class="card" aria-labelledby="site-server">
      <h2 id="site-server">{t("site_server_title")}</h2>
      <p role="status">{t(central ? `authority_${state}` : "authority_box", { name })}</p>
      {central && untold !== undefined && <p>{t("site_untold", { name: untold })}</p>}
      {central && (
        <div class="dialog-acts">
          {state === "here" && boxes.map((box) => (
            <button key={box.id} type="button" class={untold === undefined ? undefined : "quiet"} disabled={!live}
              onClick={() => setAsked({ move: untold === undefined ? "give" : "forget", name: box.name, device_id: box.id })}>
              {t(untold === undefined ? "move_give" : "move_forget", { name: box.name })}
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
        <Confirm title={t(`move_${asked.move}`, { name: asked.name })} text={t(`move_${asked.move}_lead`, { name: asked.name, lost: untold || "" })}
          yes={t("move_yes")} onClose={() => setAsked(undefined)} onYes={go} />
      )}
    </section>
  );
}
