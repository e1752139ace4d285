// A machine of the lobby: its own key, enrolled with a one-time code, then acts of visitors over the device port.
import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import https from "node:https";
import { join } from "node:path";
import { siteId } from "./lobby.mjs";

export const newToken = () => randomBytes(18).toString("base64url");

/// One HTTPS request with JSON. No certificate check: the server's is its own, made for this test.
export function ask(url, { method = "GET", body, headers = {}, agent } = {}) {
  return new Promise((resolve, reject) => {
    const data = body === undefined ? undefined : JSON.stringify(body);
    const request = https.request(url, {
      method, agent, rejectUnauthorized: false,
      headers: { ...(data ? { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(data) } : {}), ...headers },
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

  return {
    id: enrolled.device_id,
    changes: (since = 0, wait = 0) =>
      ask(`${addresses.deviceUrl}/api/v1/changes?scope=site:${siteId}&since=${since}${wait ? `&wait=${wait}` : ""}`, { agent }),

    /// Leases the next number of the queue and gives it to a visitor.
    async issue({ queueId, serviceId, language, needs, token = newToken() }) {
      const leased = expect(await ask(`${addresses.deviceUrl}/api/v1/leases`, {
        method: "POST", agent, body: { request_id: randomUUID(), asks: [{ kind: "number", queue_id: queueId, count: 1 }] },
      }), "lease");
      const lease = leased.outcomes[0].lease;
      if (!lease) throw new Error(`no number: ${JSON.stringify(leased)}`);
      const page = expect(await this.changes(), "changes");
      const queue = page.changes.find((change) => change.id === queueId && change.collection === "queue").record;
      const number = `${queue.prefix}${lease.first}`;
      const payload = {
        ticket_id: randomUUID(), queue_id: queueId, lease_id: lease.id, number, number_value: lease.first,
        service_day: lease.service_day, language, needs, follow_token: token,
        ...(serviceId ? { service_id: serviceId } : {}),
      };
      const event = { id: randomUUID(), sequence: ++sequence, type: "ticket.issued", time: Date.now(), payload };
      const answers = expect(await ask(`${addresses.deviceUrl}/api/v1/events`, { method: "POST", agent, body: { events: [event] } }), "event");
      if (answers.answers[0].status !== "accepted") throw new Error(JSON.stringify(answers));
      return { id: payload.ticket_id, number, token };
    },
  };
}
