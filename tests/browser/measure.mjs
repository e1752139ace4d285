// How long from a clerk's key to a colleague's browser and to a display's feed, by two real pages of Chromium. It measures
// and prints; it judges nothing, since the time depends on the machine and what else runs on it.
// Usage: VUORO_SOURCE_DIR=… VUORO_BUILD_DIR=… node tests/browser/measure.mjs [CALLS]   (250)
import { loadavg, cpus } from "node:os";
import { openDesk, waitForNobody, waitForVisitor, waitingRow } from "./support/console.mjs";
import { idOf, siteId } from "./support/lobby.mjs";
import { startTogether } from "./support/together.mjs";

const calls = Number(process.argv[2] || 250);
const queueKey = "measured";

/// Notes in the page when a key went down, and when a number appeared in or left the list of those who wait.
function watchPage() {
  globalThis.pressed = 0;
  globalThis.left = {};
  document.addEventListener("keydown", (event) => { if (event.key === " ") globalThis.pressed = Date.now(); }, true);
  let before = new Set();
  new MutationObserver(() => {
    const now = new Set([...document.querySelectorAll(".waiting tbody th")].map((cell) => cell.textContent));
    for (const number of before) if (!now.has(number)) globalThis.left[number] = Date.now();
    before = now;
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

function told(name, values) {
  const sorted = [...values].sort((a, b) => a - b);
  const share = (part) => sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
  console.log(`${name}: p50 ${share(.5)} ms, p95 ${share(.95)} ms, most ${sorted.at(-1)} ms, of ${sorted.length} calls`);
}

const [server, browser] = await startTogether({ display: true });
try {
  await server.import([{ collection: "queue", record: {
    id: idOf(queueKey), site_id: siteId, name: { fi: "Mitattava", sv: "Mätt", en: "Measured" }, prefix: "M", number_first: 1_000,
    number_last: 9_999, target_wait_minutes: 15, hours: { weekly: [] }, order: 9, source_key: queueKey, waiting_area: {},
  } }]);
  const supervisor = await server.as("supervisor");
  for (const name of ["1", "2"]) await supervisor("counter.set_queues", { counter_id: idOf(`counter ${name}`), queue_ids: [idOf(queueKey)] });
  const clerks = await Promise.all([browser.page(server.url), browser.page(server.url)]);
  await Promise.all(clerks.map((page, index) => openDesk(page, `clerk${index + 1}`, String(index + 1))));
  for (const page of clerks) await page.evaluate(watchPage);

  // The display's feed, as its program reads it.
  const shown = new Map();
  let over = false;
  const feed = (async () => {
    let since = 0;
    while (!over) {
      const { body } = await server.wall.changes(since, since ? 5 : 0);
      const at = Date.now();
      since = body.revision;
      for (const { collection, record } of body.changes || []) {
        if (collection === "ticket" && record?.state === "called" && !shown.has(record.number)) shown.set(record.number, at);
      }
    }
  })();

  const toBrowser = [];
  const toOwn = [];
  const toDisplay = [];
  const loads = [loadavg()[0]];
  for (let call = 0; call < calls; ++call) {
    const [caller, colleague] = call % 2 ? [clerks[1], clerks[0]] : clerks;
    const { number } = await (await supervisor("ticket.issue", { queue_id: idOf(queueKey), language: "fi" })).ticket;
    await Promise.all(clerks.map((page) => waitingRow(page, number).waitFor()));
    await caller.keyboard.press("Space");
    await waitForVisitor(caller, number);
    await waitingRow(colleague, number).waitFor({ state: "detached" });
    const pressed = await caller.evaluate(() => globalThis.pressed);
    toOwn.push((await caller.evaluate((gone) => globalThis.left[gone], number)) - pressed);
    toBrowser.push((await colleague.evaluate((gone) => globalThis.left[gone], number)) - pressed);
    for (let round = 0; !shown.has(number) && round < 200; ++round) await new Promise((resolve) => setTimeout(resolve, 10));
    if (shown.has(number)) toDisplay.push(shown.get(number) - pressed);
    await caller.keyboard.press("f");
    await waitForNobody(caller);
    if (call % 50 === 49) loads.push(loadavg()[0]);
  }
  over = true;
  told("key → the clerk's own page", toOwn);
  told("key → the colleague's browser", toBrowser);
  told("key → the display's feed", toDisplay);
  console.log(`load of the machine meanwhile (${cpus().length} processors): ${loads.map((load) => load.toFixed(1)).join(", ")}`);
  await feed;
} finally {
  await browser.close();
  await server.stop();
}
