// The server goes away and comes back: the console says so, recovers by itself, and nothing happens twice.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, picture } from "./support/browser.mjs";
import { openDesk, waitForNobody, waitForVisitor, waitingRow } from "./support/console.mjs";
import { startServer } from "./support/server.mjs";

describe("recovery", { timeout: 180_000 }, () => {
  const pass = (route) => route.continue();
  let server, browser, page, onCommand = pass;
  before(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser()]);
    page = await browser.page(server.url);
    // Before the page is there: a document that is already open may send one more request past a new route.
    await page.route("**/api/v1/commands", (route) => onCommand(route));
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
    await page.keyboard.press("Space");
    await waitForVisitor(page, ticket.number);
    assert.equal(await page.evaluate(() => window.sameDocument), true);
    await page.keyboard.press("f");
    await waitForNobody(page);
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
    await page.keyboard.press("f");
    await waitForNobody(page);
  });

  it("sends an act again that never reached the server", async () => {
    const [ticket] = [await page.locator(".waiting tbody th").first().textContent()];
    let sent = 0;
    onCommand = (route) => (++sent === 1 ? route.abort("connectionrefused") : route.continue());
    await page.keyboard.press("Space");
    await waitForVisitor(page, ticket);
    assert.ok(sent >= 2);
    onCommand = pass;
    await page.keyboard.press("f");
    await waitForNobody(page);
  });

  it("asks to log in again when the session has ended", async () => {
    await page.context().clearCookies();
    await server.issue({ queue: "advice" });
    await page.locator(".problem", { hasText: "Istuntosi on päättynyt." }).waitFor({ timeout: 40_000 });
    assert.deepEqual(page.troubles, []);
  });
});
