// Announcements: the list, and the editor in three languages.
import { useState } from "preact/hooks";
import { languages } from "../../shared/catalogue";
import { dateAndClock, fromInput, toInput } from "../../shared/time";
import { uuid7 } from "../../shared/uuid";
import { hasRole, useApp } from "../context";
import { Confirm, Dialog } from "../dialog";
import type { Announcement, Device, Severity } from "../records";
import { pictureAddress, uploadPicture } from "./pictures";
import { inForce } from "./preview";

/// What can be read from a wall in passing.
const textMax = 400;
const secondsUsual = 10;

export function Announcements({ displays }: { displays: Device[] }) {
  const { t, own, lobby, live, act, session } = useApp();
  const mayWrite = hasRole(session.user.roles, "clerk", "supervisor", "editor");
  const [editing, setEditing] = useState<Announcement | undefined>();
  const [deleting, setDeleting] = useState<Announcement | undefined>();
  const list = [...lobby.tables.announcement.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  const fresh = (): Announcement => ({ id: uuid7(), site_id: lobby.siteId, text: {}, severity: "info" });

  const when = (entry: Announcement): string => {
    const state = inForce(entry, lobby.now());
    if (state === "over") return t("note_over");
    if (state === "later") return t("note_later", { time: dateAndClock(entry.from || 0, lobby.timeZone) });
    return entry.to === undefined ? t("note_now")
      : `${t("note_now")}, ${t("note_until", { time: dateAndClock(entry.to, lobby.timeZone) })}`;
  };
  const where = (entry: Announcement): string => {
    const ids = entry.display_ids || [];
    if (ids.length === 0) return t("note_everywhere");
    return ids.map((id) => lobby.tables.device.get(id)?.name || "–").join(", ");
  };

  return (
    <section class="card announcements" aria-labelledby="notes-title">
      <div class="card-head">
        <div>
          <h2 id="notes-title">{t("notes_title")}</h2>
          <p class="soft">{t("notes_lead")}</p>
        </div>
        {mayWrite && <button type="button" class="primary" disabled={!live} onClick={() => setEditing(fresh())}>{t("note_new")}</button>}
      </div>
      {list.length === 0 ? <p class="empty">{t("notes_none")}</p> : (
        <ul class="rows">
          {list.map((entry) => (
            <li key={entry.id} data-over={inForce(entry, lobby.now()) === "over"}>
              <span class={`tag tag-${entry.severity}`}>{t(`severity_${entry.severity}`)}</span>
              <span class="row-main">{own(entry.text)}<span class="soft">{when(entry)} · {where(entry)}</span></span>
              {mayWrite && <button type="button" class="small" disabled={!live} onClick={() => setEditing(entry)}
                aria-label={`${t("note_edit")}: ${own(entry.text)}`}>{t("note_edit")}</button>}
              {mayWrite && <button type="button" class="small" disabled={!live} onClick={() => setDeleting(entry)}
                aria-label={`${t("remove")}: ${own(entry.text)}`}>{t("remove")}</button>}
            </li>
          ))}
        </ul>
      )}
      {editing && <Editor entry={editing} displays={displays} onClose={() => setEditing(undefined)} />}
      {deleting && (
        <Confirm title={t("note_delete_title")} text={own(deleting.text)} yes={t("remove")} onClose={() => setDeleting(undefined)}
          onYes={() => void act("announcement.delete", { announcement_id: deleting.id }, () => t("note_deleted"))} />
      )}
    </section>
  );
}

function Editor({ entry, displays, onClose }: { entry: Announcement; displays: Device[]; onClose: () => void }) {
  const { t, lobby, live, act, session } = useApp();
  const zone = lobby.timeZone;
  const [text, setText] = useState<Record<string, string>>(entry.text || {});
  const [severity, setSeverity] = useState<Severity>(entry.severity);
  const [from, setFrom] = useState(entry.from === undefined ? "" : toInput(entry.from, zone));
  const [to, setTo] = useState(entry.to === undefined ? "" : toInput(entry.to, zone));
  const [only, setOnly] = useState((entry.display_ids || []).length > 0);
  const [ids, setIds] = useState(entry.display_ids || []);
  const [picture, setPicture] = useState(entry.picture_id || "");
  const [seconds, setSeconds] = useState(String(entry.seconds ?? secondsUsual));
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState("");

  const choose = async (file: File | undefined) => {
    if (!file) return;
    setSending(true);
    setProblem("");
    const sent = await uploadPicture(entry.site_id, session.csrf, file);
    setSending(false);
    if (sent.kind === "done") setPicture(sent.id);
    else setProblem(t(`note_picture_${sent.kind}`));
  };

  const save = async (event: Event) => {
    event.preventDefault();
    const written: Record<string, string> = Object.fromEntries(Object.entries(text).map(([code, value]) => [code, value.trim()]).filter(([, value]) => value));
    const start = from ? fromInput(from, zone) : undefined;
    const end = to ? fromInput(to, zone) : undefined;
    if (Object.keys(written).length === 0) return setProblem(t("note_empty"));
    if (Object.values(written).some((value) => value.length > textMax)) return setProblem(t("note_too_long", { n: textMax }));
    if (start !== undefined && end !== undefined && end <= start) return setProblem(t("note_order"));
    if (only && ids.length === 0) return setProblem(t("note_no_display"));
    const stay = Number(seconds);
    if (picture && !(Number.isInteger(stay) && stay >= 5 && stay <= 120)) return setProblem(t("note_seconds_bad"));
    setProblem("");
    const announcement: Announcement = { id: entry.id, site_id: entry.site_id, text: written, severity };
    if (start !== undefined) announcement.from = start;
    if (end !== undefined) announcement.to = end;
    if (only) announcement.display_ids = ids;
    if (picture) {
      announcement.picture_id = picture;
      announcement.seconds = stay;
    }
    if (await act("announcement.put", { announcement }, () => t("note_saved"))) onClose();
  };

  return (
    <Dialog title={entry.text && Object.keys(entry.text).length > 0 ? t("note_edit") : t("note_new")} onClose={onClose}>
      <form onSubmit={save} class="form" noValidate>
        <div role="alert" class={problem ? "problem" : "problem-none"}>{problem}</div>
        {languages.map((code) => (
          <div key={code} class="field">
            <label for={`note-${code}`}>{t(`note_text_${code}`)}</label>
            <textarea id={`note-${code}`} lang={code} rows={2} value={text[code] || ""}
              aria-describedby={`note-room-${code}`} aria-invalid={(text[code] || "").length > textMax}
              onInput={(event) => setText({ ...text, [code]: event.currentTarget.value })} />
            <span id={`note-room-${code}`} class="soft figures">{t("note_room", { n: (text[code] || "").length, max: textMax })}</span>
          </div>
        ))}
        <div class="field">
          <label for="note-picture">{t("note_picture")}</label>
          <p id="note-picture-hint" class="soft">{t("note_picture_hint")}</p>
          <div class="slide-picture">
            {picture && <img src={pictureAddress(picture)} alt="" />}
            <input id="note-picture" type="file" accept="image/png,image/jpeg" disabled={sending || !live}
              aria-describedby="note-picture-hint" onChange={(event) => void choose(event.currentTarget.files?.[0])} />
            {picture && <button type="button" class="small" onClick={() => setPicture("")}>{t("note_picture_remove")}</button>}
            <span class="soft" role="status">{sending && t("note_picture_wait")}</span>
          </div>
        </div>
        {picture && <div class="field">
          <label for="note-seconds">{t("note_seconds")}</label>
          <input id="note-seconds" class="short-number" type="number" min={5} max={120} step={1} value={seconds}
            onInput={(event) => setSeconds(event.currentTarget.value)} />
        </div>}
        <fieldset class="inline">
          <legend>{t("note_severity")}</legend>
          {(["info", "warning"] as const).map((kind) => (
            <label key={kind} class="tick"><input type="radio" name="severity" checked={severity === kind}
              onChange={() => setSeverity(kind)} />{t(`severity_${kind}`)}</label>
          ))}
        </fieldset>
        <div class="pair">
          <div class="field">
            <label for="note-from">{t("note_from")}</label>
            <input id="note-from" type="datetime-local" value={from} aria-describedby="note-when"
              onInput={(event) => setFrom(event.currentTarget.value)} />
          </div>
          <div class="field">
            <label for="note-to">{t("note_to")}</label>
            <input id="note-to" type="datetime-local" value={to} aria-describedby="note-when"
              onInput={(event) => setTo(event.currentTarget.value)} />
          </div>
        </div>
        <p id="note-when" class="soft">{t("note_when_hint")}</p>
        <fieldset>
          <legend>{t("note_where")}</legend>
          <label class="tick"><input type="radio" name="where" checked={!only} onChange={() => setOnly(false)} />{t("note_everywhere")}</label>
          <label class="tick"><input type="radio" name="where" checked={only} disabled={displays.length === 0}
            onChange={() => setOnly(true)} />{t("note_only")}</label>
          {only && displays.map((device) => (
            <label key={device.id} class="tick indent"><input type="checkbox" checked={ids.includes(device.id)}
              onChange={() => setIds(ids.includes(device.id) ? ids.filter((id) => id !== device.id) : [...ids, device.id])} />
              {device.name}</label>
          ))}
        </fieldset>
        <div class="dialog-acts">
          <button type="submit" class="primary" disabled={!live || sending}>{t("save")}</button>
          <button type="button" class="quiet" onClick={onClose}>{t("cancel")}</button>
        </div>
      </form>
    </Dialog>
  );
}
