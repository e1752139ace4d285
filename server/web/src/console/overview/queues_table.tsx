// Every queue: who waits, how long, how long a newcomer will wait, against the target; open and closed for today.
import { useState } from "preact/hooks";
import { useApp } from "../context";
import { Confirm } from "../dialog";
import { Icon } from "../icons";
import type { Health, QueueFigures } from "./figures";

export function QueuesTable({ figures }: { figures: QueueFigures[] }) {
  const { t, own, live, act } = useApp();
  const [closing, setClosing] = useState<QueueFigures | undefined>();
  const close = ({ queue }: QueueFigures) =>
    void act("queue.close_today", { queue_id: queue.id }, () => t("said_closed", { queue: own(queue.name) }));
  return (
    <section class="card" aria-labelledby="over-queues">
      <div class="card-head"><h2 id="over-queues">{t("over_queues")}</h2></div>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="over-queues">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{t("now_queue")}</th>
              <th scope="col" class="end">{t("over_waiting")}</th>
              <th scope="col" class="end">{t("over_longest")}</th>
              <th scope="col" class="end">{t("over_expected")}</th>
              <th scope="col" class="end">{t("over_target")}</th>
              <th scope="col" class="end">{t("over_open_counters")}</th>
              <th scope="col">{t("over_state")}</th>
              <th scope="col"><span class="unseen">{t("col_act")}</span></th>
            </tr>
          </thead>
          <tbody>
            {figures.map((entry) => (
              <tr key={entry.queue.id}>
                <th scope="row"><b class="figures prefix">{entry.queue.prefix}</b> {own(entry.queue.name)}</th>
                <td class="end figures">{entry.waiting}</td>
                <td class="end figures">{entry.waiting === 0 ? t("over_none") : <Minutes ms={entry.longestMs} />}</td>
                <td class="end figures">{entry.nobodyServes ? <span class="soft">{t("over_none")}</span> : entry.expected ? t("over_range", { low: entry.expected.low, high: entry.expected.high })
                  : <span class="soft">{t("over_unknown")}</span>}</td>
                <td class="end figures">{t("min", { n: entry.queue.target_wait_minutes })}</td>
                <td class="end figures">{entry.counters}</td>
                <td><State entry={entry} /></td>
                <td class="end row-acts">
                  {entry.full && !entry.closed && (
                    <button type="button" class="small" disabled={!live} onClick={() => void act("queue.reopen",
                      { queue_id: entry.queue.id }, () => t("said_lifted", { queue: own(entry.queue.name) }))}>{t("over_lift")}</button>
                  )}
                  {entry.closed ? (
                    <button type="button" class="small" disabled={!live} aria-label={`${t("queue_reopen")}: ${own(entry.queue.name)}`}
                      onClick={() => void act("queue.reopen", { queue_id: entry.queue.id },
                        () => t("said_reopened", { queue: own(entry.queue.name) }))}>{t("queue_reopen")}</button>
                  ) : (
                    <button type="button" class="small" disabled={!live} aria-label={`${t("queue_close")}: ${own(entry.queue.name)}`}
                      onClick={() => setClosing(entry)}>{t("queue_close")}</button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {closing && (
        <Confirm title={t("queue_close_title", { queue: own(closing.queue.name) })}
          text={t("queue_close_lead", { n: closing.waiting })} yes={t("queue_close_yes")}
          onClose={() => setClosing(undefined)} onYes={() => close(closing)} />
      )}
    </section>
  );
}

function Minutes({ ms }: { ms: number }) {
  const { t } = useApp();
  const minutes = Math.floor(ms / 60_000);
  return <>{minutes > 0 ? t("min", { n: minutes }) : t("under_min")}</>;
}

const words: Record<Health, "state_ok" | "state_coming" | "state_missed" | "state_nobody"> = {
  ok: "state_ok", coming: "state_coming", missed: "state_missed", nobody: "state_nobody",
};

function State({ entry }: { entry: QueueFigures }) {
  const { t } = useApp();
  return (
    <span class="states">
      <span class={entry.health === "nobody" && entry.waiting === 0 ? "tag" : `tag tag-${entry.health}`}>
        <Icon name={entry.health === "ok" ? "check" : "warning"} />{t(words[entry.health])}</span>
      {entry.closed && <span class="tag">{t("queue_closed")}</span>}
      {entry.full && <span class="tag">{t("state_full")}</span>}
    </span>
  );
}
