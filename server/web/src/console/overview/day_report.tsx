// The figures of a day, counted anew by the authority whenever somebody asks.
import { useState } from "preact/hooks";
import { useApp } from "../context";
import { queuesInOrder, today } from "../desk/model";

interface Figures {
  people: number;
  errands: number;
  served: number;
  no_show: number;
  cancelled: number;
  closed: number;
  moved: number;
  open: number;
  wait_median_s?: number;
  wait_p90_s?: number;
  service_median_s?: number;
}

interface Report {
  day: string;
  total: Figures;
  queues: (Figures & { queue_id: string })[];
}

const counts = ["people", "errands", "served", "moved", "no_show", "cancelled", "closed", "open"] as const;
const times = ["wait_median_s", "wait_p90_s", "service_median_s"] as const;

export function DayReport() {
  const { t, own, lobby, live, act } = useApp();
  const now = today(lobby);
  const [day, setDay] = useState(now);
  const [report, setReport] = useState<Report | undefined>();

  const ask = async (event: Event) => {
    event.preventDefault();
    const result = await act("day.report", { site_id: lobby.siteId, day: day || now });
    if (result) setReport(result["report"] as Report);
  };
  const minutes = (seconds: number | undefined) => (seconds === undefined ? t("over_none")
    : seconds < 60 ? t("under_min") : t("min", { n: Math.round(seconds / 60) }));
  const Row = ({ name, of }: { name: string; of: Figures }) => (
    <tr>
      <th scope="row">{name}</th>
      {counts.map((key) => <td key={key} class="end figures">{of[key]}</td>)}
      {times.map((key) => <td key={key} class="end figures">{minutes(of[key])}</td>)}
    </tr>
  );
  const order = queuesInOrder(lobby).map((queue) => queue.id);
  const lines = [...(report?.queues || [])].sort((a, b) => order.indexOf(a.queue_id) - order.indexOf(b.queue_id));
  return (
    <section class="card day" aria-labelledby="day-title">
      <div class="card-head">
        <h2 id="day-title">{t("day_title")}</h2>
        <form class="day-form" onSubmit={ask}>
          <label for="day-date">{t("day_date")}</label>
          <input id="day-date" type="date" max={now} value={day} onInput={(event) => setDay(event.currentTarget.value)} />
          <button type="submit" disabled={!live}>{t(report ? "day_refresh" : "day_show")}</button>
        </form>
      </div>
      <p class="soft">{t("day_lead")}</p>
      {report && (
        <div class="scroll" tabIndex={0} role="group" aria-labelledby="day-title">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{t("now_queue")}</th>
                {counts.map((key) => <th key={key} scope="col" class="end">{t(`day_${key}`)}</th>)}
                {times.map((key) => <th key={key} scope="col" class="end">{t(`day_${key}`)}</th>)}
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => <Row key={line.queue_id} name={own(lobby.tables.queue.get(line.queue_id)?.name) || line.queue_id} of={line} />)}
              <Row name={t("day_total")} of={report.total} />
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
