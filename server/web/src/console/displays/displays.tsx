// The displays of the lobby: what each shows now, how it is set, and the announcements.
import { useState } from "preact/hooks";
import { dateAndClock } from "../../shared/time";
import { hasRole, useApp } from "../context";
import { inContactMs, useDeviceStatus } from "../devices_status";
import { Icon } from "../icons";
import type { Device } from "../records";
import { isOwn } from "../desk/model";
import { troubleCodes } from "../troubles";
import { Announcements } from "./announcements";
import { LiveView } from "./live";
import { DisplayPreview } from "./preview";
import { DisplaySettingsDialog } from "./settings";

export function DisplaysView() {
  const { t, lobby, live, act, session } = useApp();
  const maySet = hasRole(session.user.roles, "clerk", "supervisor", "technician");
  const [setting, setSetting] = useState<Device | undefined>();
  // The preview is drawn from the visitors that this page knows; those of another agency are not among them.
  const hides = (device: Device) => [...lobby.tables.queue.values()].some((queue) =>
    !isOwn(session.user, queue) && (!device.display.queue_ids?.length || device.display.queue_ids.includes(queue.id)));
  const status = useDeviceStatus();
  const displays = [...lobby.tables.device.values()]
    .filter((device) => device.role === "display" && !device.revoked)
    .sort((a, b) => a.name.localeCompare(b.name, "fi"));

  const contact = (device: Device): string => {
    if (!status) return t("display_contact_hidden");
    const seen = status?.get(device.id)?.status_time;
    if (!seen) return t("display_not_seen");
    if (lobby.now() - seen < inContactMs) return t("display_seen_now");
    return t("display_last_seen", { time: dateAndClock(seen, lobby.timeZone) });
  };
  /// A display whose panel is too small for its hall tells it with its status (kiosk/display/display.h).
  const tooSmall = (device: Device): string | undefined =>
    troubleCodes(status?.get(device.id)?.status).find(({ code }) => code === "figures_too_small")?.values?.what;
  const test = (device: Device) =>
    act("display.test", { device_id: device.id }, () => t("display_tested", { name: device.name }));

  return (
    <div class="page">
      <h1>{t("displays_title")}</h1>
      <p class="lead">{t("displays_lead")}</p>
      {!live && <p class="off" role="note">{t("acts_off")}</p>}
      {displays.length === 0 && <p class="notice">{t("displays_none")}</p>}
      <div class="displays-columns">
      <ul class="displays">
        {displays.map((device) => (
          <li key={device.id} class="card display">
            <div class="card-head">
              <h2>{device.name}</h2>
              <span class="soft">{contact(device)}</span>
            </div>
            {tooSmall(device) && <p class="off" role="note">{t("display_too_small", { what: tooSmall(device) || "" })}</p>}
            <DisplayPreview device={device} />
            {hides(device) && <p class="soft">{t("preview_own_only")}</p>}
            <div class="display-foot">
              <p class="soft">
                {t(`layout_${device.display.layout}`)}{" · "}
                {device.display.languages?.length ? `${device.display.languages.map((code) => code.toUpperCase()).join(", ")} · ` : ""}
                <Icon name="sound" /> {device.display.volume} %
              </p>
              {maySet && <span class="display-acts">
                <button type="button" disabled={!live} onClick={() => void test(device)}
                  aria-label={`${t("display_test")}: ${device.name}`}>{t("display_test")}</button>
                <button type="button" onClick={() => setSetting(device)}
                  aria-label={`${t("display_settings")}: ${device.name}`}>{t("display_settings")}</button>
              </span>}
            </div>
            {maySet && <LiveView device={device} />}
          </li>
        ))}
      </ul>
      <Announcements displays={displays} />
      </div>
      {setting && <DisplaySettingsDialog device={setting} onClose={() => setSetting(undefined)} />}
    </div>
  );
}
