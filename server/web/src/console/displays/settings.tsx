// How one display is set: layout, queues, spoken languages in order, volume.
import { useState } from "preact/hooks";
import { languages } from "../../shared/catalogue";
import { languageName, useApp } from "../context";
import { Dialog } from "../dialog";
import { Icon } from "../icons";
import { queuesInOrder } from "../desk/model";
import type { Device, DisplayLayout, DisplaySettings } from "../records";
import { QuietSpans } from "./quiet";

const layouts: DisplayLayout[] = ["calls_and_queues", "calls", "calls_and_announcements", "one_queue", "agencies"];
const distanceUsual = 5;
const distanceMax = 40;

export function DisplaySettingsDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t, own, lobby, live, act } = useApp();
  const [layout, setLayout] = useState(device.display.layout);
  const [queueIds, setQueueIds] = useState(device.display.queue_ids || []);
  const [spoken, setSpoken] = useState(device.display.languages || []);
  const [volume, setVolume] = useState(device.display.volume);
  const [counterIds, setCounterIds] = useState(device.display.counter_ids || []);
  const [quiet, setQuiet] = useState(device.display.quiet || []);
  const [distance, setDistance] = useState(String(device.display.viewing_distance_m ?? distanceUsual));
  const [night, setNight] = useState(device.display.night_blank ?? true);
  const [problem, setProblem] = useState("");
  const counters = [...lobby.tables.counter.values()].sort((a, b) => a.name.localeCompare(b.name, "fi", { numeric: true }));
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
    const metres = Number(distance.replace(",", "."));
    if (!(metres >= 1 && metres <= distanceMax)) return setProblem(t("display_distance_bad"));
    if (quiet.some((span) => !span.from || !span.to || span.from === span.to)) return setProblem(t("display_quiet_same"));
    setProblem("");
    // The counter of sound tests belongs to the server: the newest known value goes back unchanged.
    const newest = lobby.tables.device.get(device.id)?.display || device.display;
    const settings: DisplaySettings = {
      layout, queue_ids: queueIds, languages: spoken, volume, chime_tests: newest.chime_tests, counter_ids: counterIds,
      quiet, viewing_distance_m: metres, night_blank: night,
    };
    if (await act("display.configure", { device_id: device.id, settings }, () => t("saved"))) onClose();
  };

  return (
    <Dialog title={t("display_settings_of", { name: device.name })} onClose={onClose}>
      <form onSubmit={save} class="form" noValidate>
        <div role="alert" class={problem ? "problem" : "problem-none"}>{problem}</div>
        <fieldset>
          <legend>{t("display_layout")}</legend>
          {layouts.map((name) => (
            <label key={name} class="tick"><input type="radio" name="layout" checked={layout === name}
              onChange={() => setLayout(name)} />{t(`layout_${name}`)}</label>
          ))}
          {layout === "one_queue" && <p class="soft">{t("display_layout_hint_one_queue")}</p>}
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
          <legend>{t("display_counters")}</legend>
          <label class="tick"><input type="checkbox" checked={counterIds.length === 0} disabled={counterIds.length === 0}
            onChange={() => setCounterIds([])} />{t("display_counters_all")}</label>
          <div class="inline">
            {counters.map((counter) => (
              <label key={counter.id} class="tick"><input type="checkbox" checked={counterIds.includes(counter.id)}
                onChange={() => setCounterIds(toggle(counterIds, counter.id))} />
                <b class="figures">{counter.name}</b></label>
            ))}
          </div>
        </fieldset>
        <div class="field">
          <label for="distance">{t("display_distance")}</label>
          <input id="distance" class="short-number" type="number" min={1} max={distanceMax} step={0.5} value={distance}
            aria-describedby="distance-hint" onInput={(event) => setDistance(event.currentTarget.value)} />
          <p id="distance-hint" class="soft">{t("display_distance_hint")}</p>
        </div>
        <div>
          <label class="tick"><input type="checkbox" checked={night} onChange={() => setNight(!night)} />{t("display_night")}</label>
        </div>
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
        <QuietSpans spans={quiet} onChange={setQuiet} />
        <div class="dialog-acts">
          <button type="submit" class="primary" disabled={!live}>{t("save")}</button>
          <button type="button" class="quiet" onClick={onClose}>{t("cancel")}</button>
        </div>
      </form>
    </Dialog>
  );
}
