// The small window beside other programs: the same desk, kept in step, also when the big one is closed.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, picture } from "./support/browser.mjs";
import { openDesk, waitForNobody, waitForState, waitForVisitor, waitingRow } from "./support/console.mjs";
import { startTogether } from "./support/together.mjs";

describe("small window", { timeout: 180_000 }, () => {
  let server, browser, page, mini;
  before(async () => {
    [server, browser] = await startTogether();
    page = await browser.page(server.url);
    await openDesk(page, "clerk1", "1");
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
  const fits = async (where) => {
    await assertAccessible(mini, where);
    await assertNoSidewaysScroll(mini, where);
    const taller = await mini.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    assert.ok(taller <= 0, `${where} is ${taller} px taller than the window`);
  };

  it("opens with M, and calls with Space what the desk then shows", async () => {
    const ticket = await server.issue({ queue: "advice", language: "sv", needs: ["wheelchair"] });
    await waitingRow(page, ticket.number).waitFor();
    [mini] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("m")]);
    await mini.setViewportSize({ width: 360, height: 240 });
    await mini.locator(".mini-waiting", { hasText: ticket.number }).waitFor();
    await fits("the small window without a visitor");
    await mini.keyboard.press("Space");
    await waitForVisitor(mini, ticket.number);
    await waitForVisitor(page, ticket.number);
    await fits("the small window with a visitor");
    await mini.locator(".mini-facts", { hasText: "pyörätuoli" }).waitFor();
    await picture(mini, "mini_called");
  });

  it("acts with the desk's keys, transfers in two, and takes back what either window did", async () => {
    await mini.keyboard.press("s");
    await waitForState(page, "serving");
    await waitForState(mini, "serving");
    await mini.keyboard.press("t");
    await mini.locator("dialog[open]").waitFor();
    await picture(mini, "mini_transfer");
    await fits("transfer in the small window");
    await mini.keyboard.press("Escape");
    await mini.keyboard.press("f");
    await waitForNobody(page);
    await page.locator(".act-undo").waitFor();
    await page.keyboard.press("u");
    await waitForState(mini, "serving");
    await waitForState(page, "serving");  // the feed may be faster than the answer
    await page.keyboard.press("f");
    await waitForNobody(mini);
    await mini.locator(".act-undo").waitFor();
  });

  it("says that the connection is lost, holds the acts back, and lives on without the big window", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await mini.locator(".mini-waiting", { hasText: ticket.number }).waitFor();
    await page.close();
    await server.kill();
    await mini.getByText("Yhteys poikki").waitFor();
    assert.ok(await mini.locator(".act-next").isDisabled());
    await picture(mini, "mini_lost");
    await fits("the small window without a connection");
    await server.start();
    await mini.locator(".link-live").waitFor();
    await mini.keyboard.press("Space");
    await waitForVisitor(mini, ticket.number);
    assert.deepEqual(await mini.evaluate(() => [location.href.includes("?"), Object.keys(localStorage).sort()]),
      [false, ["vuoro.language"]], "nothing of a visitor in address or storage");
  });
});
