// The server goes away and comes back: the console says so, recovers by itself, and nothing happens twice.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { picture } from "./support/browser.mjs";
import { finish, openDesk, pressSettled, waitForVisitor, waitingRow } from "./support/console.mjs";
import { startTogether } from "./support/together.mjs";

describe("recovery", { timeout: 220_000 }, () => {
  const pass = (route) => route.continue();
  let server, browser, page, onCommand = pass, onChanges = pass;
  before(async () => {
    [server, browser] = await startTogether();
    page = await browser.page(server.url);
    // Before the page is there: a document that is already open may send one more request past a new route.
    await page.route("**/api/v1/commands", (route) => onCommand(route));
    await page.route("**/api/v1/changes?scope=site:*", (route) => onChanges(route));
    await openDesk(page, "clerk1", "1");
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("says that the connection is lost, keeps the last state, and comes back without a reload", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await waitingRow(page, ticket.number).waitFor();
    await page.evaluate(() => { window.sameDocument = true; });
    await server.kill();
    await page.locator(".banner", { hasText: "Yhteys palvelimeen katkesi kello" }).waitFor();
    assert.ok(await page.locator(".act-next").isDisabled());
    await page.locator(".off", { hasText: "Toiminnot eivät ole käytössä" }).waitFor();
    assert.equal(await waitingRow(page, ticket.number).count(), 1, "the last state stays");
    await picture(page, "desk_lost");

    await server.start();
    await page.locator(".banner").waitFor({ state: "detached" });
    await pressSettled(page, "Space");
    await waitForVisitor(page, ticket.number);
    assert.equal(await page.evaluate(() => window.sameDocument), true);
    await finish(page);
  });

  it("sends an act again whose answer was lost, and it has its effect once", async () => {
    const one = await server.issue({ queue: "advice" });
    const two = await server.issue({ queue: "advice" });
    await waitingRow(page, two.number).waitFor();
    const ids = [];
    onCommand = async (route) => {
      ids.push(route.request().postDataJSON().id);
      if (ids.length > 1) return route.continue();
      const answer = await route.fetch();  // the server acts,
      assert.equal(answer.status(), 200);
      await server.kill();                 // and dies before its answer arrives
      await server.start();
      return route.abort("connectionreset");
    };
    await page.keyboard.press("Space");
    await waitForVisitor(page, one.number);
    await page.locator(".status", { hasText: `Kutsuttu ${one.number}.` }).waitFor();
    onCommand = pass;
    assert.ok(ids.length >= 2, "it was sent again");
    assert.equal(new Set(ids).size, 1, "with the same id");
    await waitingRow(page, two.number).waitFor();
    const calls = await page.locator(".fact", { hasText: "Kutsuja" }).locator("dd").textContent();
    assert.equal(calls, "1 / 3");
    await page.locator(".banner").waitFor({ state: "detached" });  // keys are taken again
    await finish(page);
  });

  it("sends an act again that never reached the server", async () => {
    const [ticket] = [await page.locator(".waiting tbody th").first().textContent()];
    let sent = 0;
    onCommand = (route) => (++sent === 1 ? route.abort("connectionrefused") : route.continue());
    await page.keyboard.press("Space");
    await waitForVisitor(page, ticket);
    assert.ok(sent >= 2);
    onCommand = pass;
    await finish(page);
  });

  it("says at once that the server's disk is full, and does not ask again", async () => {
    let sent = 0;
    onCommand = (route) => {
      ++sent;
      return route.fulfill({ status: 503, json: { error: { code: "disk_full", message: "database or disk is full" } } });
    };
    await page.keyboard.press("Space");
    await page.locator(".status[data-kind=problem]", { hasText: "sen levy on täynnä tai viallinen" }).waitFor();
    assert.equal(sent, 1);
    onCommand = pass;
  });

  it("says at once that the server's clock is wrong and nothing was done; not so when an answer was lost before", async () => {
    const wrong = { status: 503, json: { error: { code: "unavailable", kind: "clock", message: "the clock" } } };
    const words = page.locator(".status[data-kind=problem]", { hasText: "Mitään ei tehty: tämän palvelimen kello on väärässä" });
    let sent = 0;
    onCommand = (route) => (++sent, route.fulfill(wrong));
    await pressSettled(page, "Space");
    await words.waitFor();
    assert.equal(sent, 1);
    onCommand = (route) => (++sent === 2 ? route.abort() : route.fulfill(wrong));
    await pressSettled(page, "Space");
    await page.locator(".status[data-kind=problem]", { hasText: "Ei tiedetä, ehtikö toiminto perille" }).waitFor({ timeout: 40_000 });
    assert.ok(sent > 3, "asked again");
    onCommand = pass;
  });

  it("says soon that a frozen server does not answer, holds the keys, and the act happens once", async (test) => {
    const one = await server.issue({ queue: "advice" });
    const two = await server.issue({ queue: "advice" });
    await waitingRow(page, two.number).waitFor();
    server.freeze();
    const started = Date.now();
    const after = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
    await page.keyboard.press("Space");
    await page.locator(".under-way", { hasText: "Lähetetään" }).waitFor();
    test.diagnostic(`under way after ${after()}`);
    await page.locator(".status", { hasText: "Palvelin ei ole vielä vastannut" }).waitFor();
    test.diagnostic(`no answer yet after ${after()}`);
    await page.keyboard.press("Space");  // before the picture: soon the link counts as lost, and then another sentence is said
    await page.locator(".status", { hasText: "Tätä näppäintä ei otettu huomioon" }).waitFor();
    await picture(page, "desk_no_answer");
    await page.locator(".banner", { hasText: "Yhteys palvelimeen katkesi kello" }).waitFor();
    await page.locator(".status", { hasText: "Yhteys on poikki kesken toiminnon" }).waitFor();
    test.diagnostic(`lost after ${after()}`);
    await picture(page, "desk_frozen");
    assert.ok(await page.locator(".act-next").isDisabled());
    await page.keyboard.press("Space");  // held back: nothing is queued up behind the first
    server.thaw();
    await page.locator(".banner").waitFor({ state: "detached" });
    await waitForVisitor(page, one.number);
    await page.locator(".status", { hasText: `Kutsuttu ${one.number}.` }).waitFor();
    assert.equal(await page.locator(".fact", { hasText: "Kutsuja" }).locator("dd").textContent(), "1 / 3");
    assert.equal(await waitingRow(page, two.number).count(), 1, "only one was called");
    for (const ticket of [one, two]) {
      if (ticket === two) await pressSettled(page, "Space").then(() => waitForVisitor(page, ticket.number));
      await finish(page);
    }
  });

  it("notices a frozen server without an act, and says when an act may have gone lost", async () => {
    const ticket = await server.issue({ queue: "advice" });
    const idle = await page.context().newPage();  // in one frozen time both: each has a bound of many seconds
    await idle.goto("/");
    for (const tab of [page, idle]) await waitingRow(tab, ticket.number).waitFor();
    server.freeze();
    await pressSettled(page, "Space");
    await Promise.all([
      idle.locator(".banner", { hasText: "Yhteys palvelimeen katkesi kello" }).waitFor({ timeout: 40_000 }),
      page.locator(".status", { hasText: "Ei tiedetä, ehtikö toiminto perille" }).waitFor({ timeout: 60_000 }),
    ]);
    server.thaw();
    await idle.locator(".banner").waitFor({ state: "detached" });
    await page.locator(".status[data-kind=problem]", { hasText: "Katso tilanteesta" }).waitFor();
    await idle.close();
  });

  it("waits as long as a server asks for that has too much to do, and then goes on by itself", async () => {
    const asked = [];
    onChanges = (route) => {
      asked.push(Date.now());
      if (asked.length > 2) return route.continue();
      return route.fulfill({ status: 503, headers: { "Retry-After": "3" }, json: { error: { code: "unavailable", message: "" } } });
    };
    await server.issue({ queue: "advice" });  // ends the question that waits
    await page.locator(".banner").waitFor();
    await page.locator(".banner").waitFor({ state: "detached" });
    onChanges = pass;
    assert.ok(asked[1] - asked[0] >= 2_900 && asked[2] - asked[1] >= 2_900, String(asked));
  });

  it("asks to log in again when the session has ended", async () => {
    await page.context().clearCookies();
    await server.issue({ queue: "advice" });
    await page.locator(".problem", { hasText: "Istuntosi on päättynyt." }).waitFor({ timeout: 40_000 });
    assert.deepEqual(page.troubles, []);
  });
});
