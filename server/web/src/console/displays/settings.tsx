// How one display is set: layout, queues, spoken languages in order, volume.
import { useState } from "preact/hooks";
import { languages } from "../../shared/catalogue";
import { languageName, useApp } from "../context";
import { Dialog } from "../dialog";
import { Icon } from "../icons";
import { queuesInOrder } from "../desk/model";
import type { Device, DisplayLayout, DisplaySettings } from "../records";

const layouts: DisplayLayout[] = ["calls_and_queues", "calls", "calls_and_announcements"];

export function DisplaySettingsDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t, own, lobby, live, act } = useApp();
  const [layout, setLayout] = useState(device.display.layout);
  const [queueIds, setQueueIds] = useState(device.display.queue_ids || []);
  const [spoken, setSpoken] = useState(device.display.languages || []);
  const [volume, setVolume] = useState(device.display.volume);
  const known = [...new Set([...spoken, ...(lobby.tables.site.get(lobby.siteId)?.languages || languages)])];

  const toggle = (list: string[], entry: string) =>
    list.includes(entry) ? list.filter((other) => other !== entry) : [...list, entry];
  const earlier = (code: string) => {
    const at = spoken.indexOf(code);
    const next = [...spoken];
    next.splice(at, 1);
    next.splice(at - 1, 0, code);
    setSpoken(next);
  };
  const save = async (event: Event) => {
    event.preventDefault();
    // The counter of sound tests belongs to the server: the newest known value goes back unchanged.
    const newest = lobby.tables.device.get(device.id)?.display || device.display;
    const settings: DisplaySettings = { layout, queue_ids: queueIds, languages: spoken, volume, chime_tests: newest.chime_tests };
    if (await act("display.configure", { device_id: device.id, settings }, () => t("saved"))) onClose();
  };

  return (
    <Dialog title={t("display_settings_of", { name: device.name })} onClose={onClose}>
      <form onSubmit={save} class="form">
        <fieldset>
          <legend>{t("display_layout")}</legend>
          {layouts.map((name) => (
            <label key={name} class="tick"><input type="radio" name="layout" checked={layout === name}
              onChange={() => setLayout(name)} />{t(`layout_${name}`)}</label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{t("display_queues")}</legend>
          <label class="tick"><input type="checkbox" checked={queueIds.length === 0} disabled={queueIds.length === 0}
            onChange={() => setQueueIds([])} />{t("display_queues_all")}</label>
          {queuesInOrder(lobby).map((queue) => (
            <label key={queue.id} class="tick"><input type="checkbox" checked={queueIds.includes(queue.id)}
              onChange={() => setQueueIds(toggle(queueIds, queue.id))} />
              <b class="figures">{queue.prefix}</b> {own(queue.name)}</label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{t("display_languages")}</legend>
          {spoken.length === 0 && <p class="soft">{t("display_languages_all")}</p>}
          {known.map((code) => (
            <div key={code} class="spoken">
              <label class="tick"><input type="checkbox" checked={spoken.includes(code)}
                onChange={() => setSpoken(toggle(spoken, code))} />
                {spoken.includes(code) && <b class="figures">{spoken.indexOf(code) + 1}.</b>} {languageName(t, code)}</label>
              {spoken.indexOf(code) > 0 && (
                <button type="button" class="small" aria-label={t("display_language_up", { language: languageName(t, code) })}
                  onClick={() => earlier(code)}><Icon name="up" /></button>
              )}
            </div>
          ))}
        </fieldset>
        <label for="volume">{t("display_volume")} <b class="figures">{volume} %</b></label>
        <input id="volume" type="range" min={0} max={100} step={5} value={volume}
          onInput={(event) => setVolume(Number(event.currentTarget.value))} />
        <div class="dialog-acts">
          <button type="submit" class="primary" disabled={!live}>{t("save")}</button>
          <button type="button" class="quiet" onClick={onClose}>{t("cancel")}</button>
        </div>
      </form>
    </Dialog>
  );
}
