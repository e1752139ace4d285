// The lobby at a glance for a supervisor: what needs a hand, the queues against their targets, the counters, the day.
import { hasRole, useApp, useNow } from "../context";
import { Icon } from "../icons";
import { CountersTable } from "./counters_table";
import { DayReport } from "./day_report";
import { figuresOf, type QueueFigures } from "./figures";
import { ProfilesTable } from "./profiles";
import { QueuesTable } from "./queues_table";

export function OverviewView() {
  const { t, lobby, live, session } = useApp();
  useNow(15_000);
  // A manager reads the day's figures; the lobby of the moment is the supervisor's.
  const runs = hasRole(session.user.roles, "supervisor");
  const figures = figuresOf(lobby);
  return (
    <div class="page overview">
      <h1>{t("nav_overview")}</h1>
      {runs && <p class="lead">{t("over_lead")}</p>}
      {!live && <p class="off" role="note">{t("acts_off")}</p>}
      {runs && (
        <>
          <Alerts figures={figures} />
          <QueuesTable figures={figures} />
          <CountersTable />
          <ProfilesTable />
        </>
      )}
      <DayReport />
    </div>
  );
}

/// In words and with an icon; spoken when an alert comes, not at every minute of a growing wait.
function Alerts({ figures }: { figures: QueueFigures[] }) {
  const { t, own } = useApp();
  const sentences = figures.flatMap((entry) => {
    const queue = own(entry.queue.name);
    const target = entry.queue.target_wait_minutes;
    const out: { key: string; text: string }[] = [];
    if (entry.nobodyServes && entry.waiting > 0) out.push({ key: "nobody", text: t("over_alert_nobody", { queue, n: entry.waiting }) });
    if (entry.health === "missed") {
      out.push({ key: "missed", text: t("over_alert_missed", { queue, target, longest: t("min", { n: Math.floor(entry.longestMs / 60_000) }) }) });
    } else if (entry.health === "coming") {
      out.push({ key: "coming", text: t("over_alert_coming", { queue, target, n: Math.max(1, entry.late) }) });
    }
    if (entry.full) out.push({ key: "full", text: t("over_full", { queue }) });
    return out.map((one) => ({ ...one, key: `${entry.queue.id} ${one.key}` }));
  });
  return (
    <section class="alerts" aria-labelledby="alerts-title">
      <h2 id="alerts-title" class="unseen">{t("over_alerts")}</h2>
      <ul aria-live="polite" aria-relevant="additions">
        {sentences.map((one) => <li key={one.key} class="alert"><Icon name="warning" /><span>{one.text}</span></li>)}
        {sentences.length === 0 && <li key="calm" class="alert alert-calm"><Icon name="check" /><span>{t("over_calm")}</span></li>}
      </ul>
    </section>
  );
}
