// The lobby of the tests: one site, four queues, three counters.
import { createHash } from "node:crypto";

/// The same name always gives the same id.
export function idOf(name) {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const siteId = idOf("site");
const text = (fi, sv, en) => ({ fi, sv, en });
const always = { weekly: [{ days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "00:00", to: "24:00" }] };

export const queues = [
  { key: "advice", prefix: "A", name: text("Neuvonta", "Rådgivning", "Advice") },
  { key: "kela", prefix: "K", name: text("Kela", "FPA", "Kela") },
  { key: "tax", prefix: "V", name: text("Verohallinto", "Skatteförvaltningen", "Tax Administration") },
  { key: "police", prefix: "P", name: text("Poliisin lupapalvelut", "Polisens tillståndstjänster", "Police licence services") },
];

const counters = [
  { key: "1", location: text("Tiski 1, ala-aula", "Disk 1, nedre aulan", "Desk 1, ground floor lobby"), queues: ["advice", "tax"] },
  { key: "2", location: text("Tiski 2, ala-aula", "Disk 2, nedre aulan", "Desk 2, ground floor lobby"), queues: ["advice", "kela"] },
  { key: "3", location: text("Tiski 3, ylä-aula", "Disk 3, övre aulan", "Desk 3, upper lobby"), queues: ["police"] },
];

/// A time zone in which it is between noon and one o'clock now: the slots of the next hours are today's at whatever
/// hour the tests run, and no midnight passes under them. These zones have their sign the other way round.
export const timeZone = (() => {
  const offset = new Date().getUTCHours() - 12;
  return `Etc/GMT${offset < 0 ? "" : "+"}${offset}`;
})();

/// For content.import.
export function records() {
  const out = [];
  const put = (collection, record) => out.push({ collection, record });
  put("site", {
    id: siteId, name: text("Kokeilun yhteispalvelupiste", "Provets samserviceställe", "Trial Joint Service Point"),
    time_zone: timeZone, languages: ["fi", "sv", "en"], jobs: ["ticket"], hours: always, follow_url: "", source_key: "site",
  });
  queues.forEach((queue, order) => put("queue", {
    id: idOf(queue.key), site_id: siteId, name: queue.name, prefix: queue.prefix, number_first: 100 * (order + 1),
    number_last: 100 * (order + 1) + 99, target_wait_minutes: 15, hours: always, order, source_key: queue.key,
    waiting_area: text("Odota aulassa.", "Vänta i aulan.", "Please wait in the lobby."),
  }));
  for (const counter of counters) {
    put("counter", {
      id: idOf(`counter ${counter.key}`), site_id: siteId, name: counter.key, location: counter.location,
      queue_ids: counter.queues.map(idOf), open: false, staff_name: "", source_key: counter.key,
    });
  }
  put("slot", {
    id: idOf("slot"), site_id: siteId, service_id: idOf("advice-service"), start: Date.now() + 10 * 60_000, minutes: 30, capacity: 2,
    taken: 0, leased: 0,
  });
  put("service", {
    id: idOf("advice-service"), name: text("Asumisen neuvonta", "Boenderådgivning", "Housing advice"), queue_id: idOf("advice"),
    appointment: true, expertise: "standard", source: "test", source_key: "advice-service",
  });
  return out;
}

export { siteId };
