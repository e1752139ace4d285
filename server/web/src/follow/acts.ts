// Letting others pass, and leaving. Each act has an id of its own: however often it is sent, it happens once.
import { request } from "../shared/request";
import { uuid7 } from "../shared/uuid";

export type Outcome = "done" | "refused" | "slower" | "failed";

const tries = 4;
const boundMs = 8_000;

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/// @return failed: nobody answered; whether it happened is seen when the connection is back
export async function act(token: string, what: "delay" | "leave", fields: Record<string, unknown>): Promise<Outcome> {
  const body: Record<string, unknown> = { id: uuid7() };
  for (const name of Object.keys(fields)) body[name] = fields[name];
  for (let round = 1; ; ++round) {
    const answer = await request(`/api/v1/follow/${token}/${what}`, { method: "POST", body, timeoutMs: boundMs });
    if (answer && answer.status === 200) return "done";
    if (answer && answer.status === 429) return "slower";
    if (answer && answer.status < 500) return "refused";
    if (round === tries) return "failed";
    await later(500 * Math.pow(2, round));
  }
}
