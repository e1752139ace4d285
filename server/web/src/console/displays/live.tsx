// The display's own picture, asked for when somebody wants to see it.
import { useState } from "preact/hooks";
import { useApp, useNow } from "../context";
import type { Device } from "../records";
import { livePicture, type LivePicture } from "./pictures";

export function LiveView({ device }: { device: Device }) {
  const { t, live, lobby, act } = useApp();
  const [shown, setShown] = useState<LivePicture | undefined>();
  const [state, setState] = useState<"idle" | "asking" | "none">("idle");
  useNow(shown ? 5_000 : 60_000);

  const look = async () => {
    setState("asking");
    const found = await livePicture(device.id,
      async () => (await act("display.picture", { device_id: device.id })) !== undefined);
    if (found) setShown(found);
    setState(found ? "idle" : "none");
  };
  const ageS = shown ? Math.max(0, Math.round((lobby.now() - shown.taken) / 1000)) : 0;

  return (
    <div class="live">
      <div class="live-head">
        <button type="button" disabled={!live || state === "asking"} onClick={() => void look()}
          aria-label={`${t("display_live")}: ${device.name}`}>{t("display_live")}</button>
        <span class="soft" role="status">
          {state === "asking" && t("display_live_wait")}
          {state === "none" && t("display_live_none")}
          {state === "idle" && shown && (ageS < 60 ? t("display_live_age_s", { n: ageS }) : t("display_live_age_min", { n: Math.round(ageS / 60) }))}
        </span>
      </div>
      {shown && <img class="live-picture" src={shown.address} alt={t("display_live_alt", { name: device.name })} />}
    </div>
  );
}
