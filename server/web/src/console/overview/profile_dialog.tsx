// One counter profile: its names, its queues in order, and where it helps others and when.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { languages, type Language } from "../../shared/catalogue";
import { uuid7 } from "../../shared/uuid";
import { useApp } from "../context";
import { queuesInOrder } from "../desk/model";
import { Dialog } from "../dialog";
import { Icon } from "../icons";
import type { CounterProfile, ProfileQueue } from "../records";

const helpAfterUsual = 5;
const helpAfterMax = 1_440;  // k_help_after_minutes_max in core/lobby/profiles.h

/// A line while it is being edited: the minutes as they are typed.
interface Line {
  queueId: string;
  helps: boolean;
  minutes: string;
}

function lineOf(line: ProfileQueue): Line {
  return {
    queueId: line.queue_id, helps: line.help_after_minutes !== undefined,
    minutes: String(line.help_after_minutes ?? helpAfterUsual),
  };
}

export function ProfileDialog({ profile, onClose }: { profile: CounterProfile | undefined; onClose: () => void }) {
  const { t, own, lobby, live, act } = useApp();
  const [names, setNames] = useState<Partial<Record<string, string>>>(profile?.name || {});
  const [order, setOrder] = useState(profile?.order || "due");
  const [lines, setLines] = useState<Line[]>(() => (profile?.queues || []).map(lineOf));
  const [problem, setProblem] = useState("");
  const [moved, setMoved] = useState("");
  const id = useRef(profile?.id || uuid7());
  const list = useRef<HTMLOListElement>(null);
  // A row that moves takes the focus along, also where its button for moving is gone.
  const focused = useRef("");
  useLayoutEffect(() => {
    if (!focused.current) return;
    const row = list.current?.querySelector(`[data-queue="${focused.current}"]`);
    (row?.querySelector<HTMLElement>(".line-up") || row?.querySelector<HTMLElement>("select"))?.focus();
    focused.current = "";
  }, [lines]);

  const name = (queueId: string) => own(lobby.tables.queue.get(queueId)?.name);
  const put = (queueId: string, change: Partial<Line>) =>
    setLines(lines.map((line) => (line.queueId === queueId ? { ...line, ...change } : line)));
  const up = (at: number) => {
    const next = [...lines];
    const [line] = next.splice(at, 1) as [Line];
    next.splice(at - 1, 0, line);
    focused.current = line.queueId;
    setMoved(t("profile_moved", { queue: name(line.queueId), n: at }));
    setLines(next);
  };
  const add = (queueId: string) => {
    focused.current = queueId;
    setLines([...lines, { queueId, helps: false, minutes: String(helpAfterUsual) }]);
  };
  const free = queuesInOrder(lobby).filter((queue) => !lines.some((line) => line.queueId === queue.id));

  const save = async (event: Event) => {
    event.preventDefault();
    const name: Record<string, string> = {};
    for (const [code, text] of Object.entries(names)) if (text?.trim()) name[code] = text.trim();
    if (Object.keys(name).length === 0) return setProblem(t("profile_no_name"));
    if (!lines.some((line) => !line.helps)) return setProblem(t("profile_no_own"));
    const queues: ProfileQueue[] = [];
    for (const line of lines) {
      const minutes = Number(line.minutes);
      if (line.helps && !(line.minutes.trim() && Number.isInteger(minutes) && minutes >= 0 && minutes <= helpAfterMax)) {
        return setProblem(t("profile_minutes_bad", { max: helpAfterMax }));
      }
      queues.push({ queue_id: line.queueId, ...(line.helps ? { help_after_minutes: minutes } : {}) });
    }
    setProblem("");
    const record = { id: id.current, site_id: lobby.siteId, name, order, queues, source_key: profile?.source_key || "" };
    if (await act("profile.put", { profile: record }, () => t("said_profile_saved", { name: own(name) }))) onClose();
  };

  return (
    <Dialog title={profile ? t("profile_title", { name: own(profile.name) }) : t("profile_new")} onClose={onClose}>
      <form class="form" onSubmit={save} noValidate>
        <div role="alert" class={problem ? "problem" : "problem-none"}>{problem}</div>
        <div class="pair">
          {languages.map((code: Language) => (
            <div key={code} class="field">
              <label for={`profile-name-${code}`}>{t(`profile_name_${code}`)}</label>
              <input id={`profile-name-${code}`} maxLength={80} autoComplete="off" value={names[code] || ""}
                onInput={(event) => setNames({ ...names, [code]: event.currentTarget.value })} />
            </div>
          ))}
        </div>
        <fieldset>
          <legend>{t("profile_order")}</legend>
          {(["due", "listed"] as const).map((kind) => (
            <label key={kind} class="tick"><input type="radio" name="profile-order" checked={order === kind}
              onChange={() => setOrder(kind)} />{t(`order_${kind}`)}</label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{t("over_queues")}</legend>
          {lines.length === 0 && <p class="soft">{t("profile_no_queues")}</p>}
          <ol class="profile-lines" ref={list}>
            {lines.map((line, at) => (
              <li key={line.queueId} data-queue={line.queueId}>
                <span class="line-name"><b class="figures">{at + 1}.</b> {name(line.queueId)}</span>
                <select aria-label={t("profile_kind", { queue: name(line.queueId) })} value={line.helps ? "helps" : "own"}
                  onChange={(event) => put(line.queueId, { helps: event.currentTarget.value === "helps" })}>
                  <option value="own">{t("profile_own_queue")}</option>
                  <option value="helps">{t("profile_help_queue")}</option>
                </select>
                <span class="line-acts">
                  {at > 0 && (
                    <button type="button" class="small line-up" aria-label={t("profile_up", { queue: name(line.queueId) })}
                      onClick={() => up(at)}><Icon name="up" /></button>
                  )}
                  <button type="button" class="small" aria-label={`${t("remove")}: ${name(line.queueId)}`}
                    onClick={() => setLines(lines.filter((other) => other !== line))}>{t("remove")}</button>
                </span>
                {line.helps && (
                  <span class="line-help">
                    <label for={`help-${line.queueId}`}>{t("profile_help_after")}</label>
                    <input id={`help-${line.queueId}`} class="short-number" type="number" min={0} max={helpAfterMax} value={line.minutes}
                      onInput={(event) => put(line.queueId, { minutes: event.currentTarget.value })} />
                  </span>
                )}
              </li>
            ))}
          </ol>
          <div class="unseen" role="status">{moved}</div>
          {free.length > 0 && (
            <div class="inline" role="group" aria-label={t("profile_add")}>
              <span class="soft">{t("profile_add")}:</span>
              {free.map((queue) => (
                <button key={queue.id} type="button" class="small" onClick={() => add(queue.id)}>
                  <Icon name="plus" /> {own(queue.name)}</button>
              ))}
            </div>
          )}
          <p class="soft">{t("profile_help_hint")}</p>
        </fieldset>
        <div class="dialog-acts">
          <button type="submit" class="primary" disabled={!live}>{t("save")}</button>
          <button type="button" class="quiet" onClick={onClose}>{t("cancel")}</button>
        </div>
      </form>
    </Dialog>
  );
}
