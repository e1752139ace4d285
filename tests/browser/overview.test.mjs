// A supervisor's view of the lobby: queues against their targets, counters opened, paused, moved and closed, the day.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, picture } from "./support/browser.mjs";
import { callNext, finish, logIn, openDesk, waitForAnswer, waitingRow } from "./support/console.mjs";
import { idOf, siteId } from "./support/lobby.mjs";
import { startTogether } from "./support/together.mjs";

describe("overview", { timeout: 180_000 }, () => {
  let server, browser, page, clerk;
  const queue = (name) => page.locator("section[aria-labelledby=over-queues] tbody tr", { hasText: name });
  const counter = (name) => page.locator("section[aria-labelledby=over-counters] tbody tr", { hasText: `Tiski ${name}` });
  const alert = (text) => page.locator(".alert", { hasText: text }).waitFor();

  before(async () => {
    [server, browser] = await startTogether();
    [clerk, page] = await Promise.all([browser.page(server.url), browser.page(server.url)]);
    await openDesk(clerk, "clerk1", "1");
    await logIn(page, "supervisor");
    await page.goto("/#/overview");
    await page.locator(".overview").waitFor();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("shows who waits, who serves whom, and a queue that nobody serves, in words", async () => {
    await alert("Kaikki jonot pysyvät tavoitteessaan.");
    await queue("Kela").getByText("kukaan ei palvele").waitFor();  // nobody waits, and nobody would come
    await queue("Verohallinto").getByText("tavoitteessa").waitFor();
    const ticket = await server.issue({ queue: "advice" });
    await callNext(clerk, ticket.number);
    await counter("1").getByText(ticket.number).waitFor();
    await server.issue({ queue: "police" });
    await alert("Poliisin lupapalvelut: 1 odottaa, mutta yksikään tiski ei palvele jonoa.");
    await assertAccessible(page, "overview");
    await picture(page, "overview");
  });

  it("moves a counter to other queues, by list and by profile", async () => {
    await server.import([{ collection: "counter_profile", record: {
      id: idOf("profile"), site_id: siteId, name: { fi: "Aamun ruuhka", sv: "Morgonrusning", en: "Morning rush" },
      order: "due", queues: [{ queue_id: idOf("kela") }, { queue_id: idOf("advice"), help_after_minutes: 5 }], source_key: "rush",
    } }]);
    await counter("1").getByRole("button", { name: "Jonot: Tiski 1" }).click();
    await page.locator("dialog[open]").getByLabel("P · Poliisin lupapalvelut").check();
    await picture(page, "overview_queues");
    await assertAccessible(page, "queues of a counter");
    await page.locator("dialog[open]").getByRole("button", { name: "Tallenna" }).click();
    await alert("Kaikki jonot pysyvät tavoitteessaan.");
    await waitingRow(clerk, "P400").waitFor();
    await waitForAnswer(page);
    await counter("1").getByRole("combobox").selectOption({ label: "Aamun ruuhka" });
    await counter("1").getByText("Neuvonta · Kela").waitFor();
    await waitingRow(clerk, "P400").waitFor({ state: "detached" });
    await waitForAnswer(page);
    await counter("1").getByRole("combobox").selectOption("");
    await waitingRow(clerk, "P400").waitFor();
    await waitForAnswer(page);
  });

  it("opens, pauses and closes a counter", async () => {
    await counter("3").getByRole("button", { name: "Avaa: Tiski 3" }).click();
    await counter("3").getByText("auki, ei palvelijaa").waitFor();
    await waitForAnswer(page);
    await counter("3").getByRole("button", { name: "Sulje: Tiski 3" }).click();
    await counter("3").getByText("suljettu").waitFor();
    await waitForAnswer(page);
    await counter("1").getByRole("button", { name: "Sulje: Tiski 1" }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Sulje", exact: true }).click();
    await page.locator(".status[data-kind=problem]", { hasText: "Tiskillä 1 on asiakas." }).waitFor();
    await finish(clerk);
    await counter("1").getByRole("button", { name: "Tauolle: Tiski 1" }).click();
    await counter("1").getByText("tauolla").waitFor();
    await clerk.locator(".now[data-state=paused]").waitFor();
    await waitForAnswer(page);
    await counter("1").getByRole("button", { name: "Sulje: Tiski 1" }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Sulje", exact: true }).click();
    await clerk.waitForSelector(".choice");
    await waitForAnswer(page);
  });

  it("closes a queue for today, opens it again, and counts the day", async () => {
    await queue("Kela").getByRole("button", { name: "Sulje: Kela" }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Sulje täksi päiväksi" }).click();
    await queue("Kela").getByText("suljettu täksi päiväksi").waitFor();
    await waitForAnswer(page);
    await queue("Kela").getByRole("button", { name: "Avaa: Kela" }).click();
    await queue("Kela").getByText("suljettu täksi päiväksi").waitFor({ state: "detached" });
    await waitForAnswer(page);

    await page.getByRole("button", { name: "Näytä päivän luvut" }).click();
    const total = page.locator(".day tbody tr", { hasText: "Yhteensä" }).locator("td");
    await total.first().waitFor();
    assert.deepEqual((await total.allTextContents()).slice(0, 8), ["2", "2", "1", "0", "0", "0", "0", "1"],
      "people, errands, served, moved, no-show, left, closed, under way");
    await page.locator(".day").scrollIntoViewIfNeeded();
    await assertAccessible(page, "the day in figures");
    await picture(page, "overview_day");
    await page.setViewportSize({ width: 683, height: 384 });
    await assertNoSidewaysScroll(page, "overview at 200 %");
    assert.deepEqual([...page.troubles, ...clerk.troubles], []);
  });
});
