// A machine of the lobby: its own key, enrolled with a one-time code, then acts of visitors over the device port.
import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import https from "node:https";
import { join } from "node:path";

export const newToken = () => randomBytes(18).toString("base64url");

/// Eight characters that are not mistaken for each other.
const newCode = () => Array.from(randomBytes(8), (byte) => "34679ACDEFHJKMNPRTWXY"[byte % 21]).join("");

const answerBoundMs = 40_000;  // beyond the longest waiting request

/// One HTTPS request with JSON. No certificate check: the server's is its own, made for this test.
export function ask(url, { method = "GET", body, headers = {}, agent } = {}) {
  return new Promise((resolve, reject) => {
    const raw = Buffer.isBuffer(body);
    const data = body === undefined || raw ? body : JSON.stringify(body);
    const request = https.request(url, {
      method, agent, rejectUnauthorized: false,
      headers: { ...(data ? { "Content-Type": raw ? "application/octet-stream" : "application/json", "Content-Length": Buffer.byteLength(data) } : {}), ...headers },
    }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => { text += part; });
      response.on("end", () => {
        let json;
        try {
          json = text ? JSON.parse(text) : undefined;
        } catch {
          json = undefined;
        }
        resolve({ status: response.statusCode, headers: response.headers, body: json, text });
      });
    });
    request.setTimeout(answerBoundMs, () => request.destroy(new Error(`${method} ${url}: no answer`)));
    request.on("error", reject);
    request.end(data);
  });
}

export function expect(answer, what) {
  if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${answer.text}`);
  return answer.body;
}

/// @param addresses  {url, deviceUrl} of the running server; read at each request, since a restart may change them
export async function enrolDevice(addresses, code, folder) {
  const name = randomUUID();
  const keyFile = join(folder, `${name}.key`);
  const csrFile = join(folder, `${name}.csr`);
  execFileSync("openssl", ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
    "-keyout", keyFile, "-out", csrFile, "-subj", "/CN=test"], { stdio: "ignore" });
  const enrolled = expect(await ask(`${addresses.url}/api/v1/enrol`, {
    method: "POST", body: { code, csr_pem: readFileSync(csrFile, "utf8") },
  }), "enrol");
  const agent = new https.Agent({
    cert: enrolled.certificate_pem, key: readFileSync(keyFile), rejectUnauthorized: false, keepAlive: false,
  });
  let sequence = 0;

  const post = (path, body, what) => ask(`${addresses.deviceUrl}${path}`, { method: "POST", agent, body }).then((found) => expect(found, what));
  const changes = (since = 0, wait = 0) =>
    ask(`${addresses.deviceUrl}/api/v1/changes?scope=site:${enrolled.site_id}&since=${since}${wait ? `&wait=${wait}` : ""}`, { agent });

  async function lease(wish) {
    const answer = await post("/api/v1/leases", { request_id: randomUUID(), asks: [{ count: 1, ...wish }] }, "lease");
    if (!answer.outcomes[0].lease) throw new Error(`no lease: ${JSON.stringify(answer)}`);
    return answer.outcomes[0].lease;
  }

  async function send(type, payload) {
    const event = { id: randomUUID(), sequence: ++sequence, type, time: Date.now(), payload };
    const answers = await post("/api/v1/events", { events: [event] }, type);
    if (answers.answers[0].status !== "accepted") throw new Error(JSON.stringify(answers));
  }

  return {
    id: enrolled.device_id,
    changes,
    /// Any event of this machine; the next sequence is taken.
    event: send,
    /// Bytes or JSON, by the device port.
    post: (path, body) => post(path, body, path),
    get: (path, headers = {}) => ask(`${addresses.deviceUrl}${path}`, { agent, headers }),

    /// Leases the next number of the queue and gives it to a visitor; with an appointment it is a check-in.
    /// @param day  of an earlier service day: a number that was printed without a connection and is told too late
    async issue({ queue, serviceId, appointmentId, language, needs = [], token = newToken(), day }) {
      const leased = await lease({ kind: "number", queue_id: queue.id });
      const number = `${queue.prefix}${leased.first}`;
      await send("ticket.issued", {
        ticket_id: randomUUID(), queue_id: queue.id, lease_id: leased.id, number, number_value: leased.first,
        service_day: day || leased.service_day, language, needs, follow_token: token,
        ...(serviceId ? { service_id: serviceId } : {}), ...(appointmentId ? { appointment_id: appointmentId } : {}),
      });
      return { number, token };
    },

    /// Books a place of a slot.
    async book({ slotId, serviceId, language }) {
      const leased = await lease({ kind: "slot", slot_id: slotId });
      const appointmentId = randomUUID();
      await send("appointment.booked", {
        appointment_id: appointmentId, slot_id: slotId, service_id: serviceId, lease_id: leased.id,
        code: newCode(), language,
      });
      return appointmentId;
    },
  };
}
