// Every view in every language: zero findings of axe, no sideways scroll at 200 % zoom, and all of it by keyboard.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, picture } from "./support/browser.mjs";
import { finish, logIn, pressSettled, waitForNobody, waitForVisitor, waitingRow } from "./support/console.mjs";
import { startTogether } from "./support/together.mjs";

describe("accessibility", { timeout: 240_000 }, () => {
  let server, browser;
  before(async () => {
    [server, browser] = await startTogether({ display: true });
    await server.issue({ queue: "advice", service: "advice-service" });
    await server.issue({ queue: "tax", language: "en", needs: ["wheelchair"] });
    await server.issue({ queue: "advice", language: "sv" });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const language of ["fi", "sv", "en"]) {
    it(`the console has no findings (${language})`, async () => {
      const page = await browser.page(server.url);
      await page.addInitScript((code) => localStorage.setItem("vuoro.language", code), language);
      await page.goto("/");
      await page.waitForSelector("#username");
      await assertAccessible(page, "log-in");
      await picture(page, `login_${language}`);
      await logIn(page, "supervisor", language);
      await page.waitForSelector(".counter-card, .desk");
      if (await page.locator(".counter-card").count()) {
        await assertAccessible(page, "choice of counter");
        await page.locator(".counter-card").first().click();
        await page.waitForSelector(".desk");
      }
      await pressSettled(page, "Space");
      await page.waitForSelector(".now[aria-busy=false] .visitor-number");
      await assertAccessible(page, "desk");
      await picture(page, `desk_${language}`);
      // The others are built of the same parts: one language tries them.
      const dialogs = { t: "transfer", ...(language === "fi" ? { p: "parking", e: "errands", a: "a number for somebody" } : {}) };
      for (const [key, name] of Object.entries(dialogs)) {
        await page.keyboard.press(key);
        await page.waitForSelector("dialog[open]");
        await assertAccessible(page, name);
        await picture(page, `desk_${key}_${language}`);
        await page.keyboard.press("Escape");
        await page.locator("dialog[open]").waitFor({ state: "detached" });
      }
      await page.setViewportSize({ width: 683, height: 384 });
      await assertNoSidewaysScroll(page, "desk at 200 %");
      await page.setViewportSize({ width: 1366, height: 768 });
      await page.goto("/#/overview");
      await page.waitForSelector(".overview");
      await assertAccessible(page, "overview");
      await page.goto("/#/displays");
      await page.waitForSelector(".wall");
      await assertAccessible(page, "displays");
      await picture(page, `displays_${language}`);
      await page.locator(".announcements button.primary").click();
      await page.waitForSelector("dialog[open]");
      await assertAccessible(page, "announcement editor");
      await page.keyboard.press("Escape");
      await page.emulateMedia({ colorScheme: "dark" });
      await page.goto("/#/desk");
      await page.waitForSelector(".visitor-number");
      await assertAccessible(page, "desk, dark");
      await picture(page, `desk_dark_${language}`);
      await finish(page);
      assert.deepEqual(page.troubles, []);
      await page.context().close();
    });

    it(`the devices view has no findings (${language})`, async () => {
      const page = await browser.page(server.url);
      await logIn(page, "technician", language);
      await page.goto("/#/devices");
      await page.waitForSelector("table");
      await assertAccessible(page, "devices");
      await page.context().close();
    });

    it(`the follow page has no findings (${language})`, async () => {
      const ticket = await server.issue({ queue: "kela", language });
      for (const colorScheme of ["light", "dark"]) {
        const page = await browser.page(server.url, { viewport: { width: 320, height: 640 }, colorScheme });
        await page.goto(`/t/${ticket.token}`);
        await page.waitForSelector(".number");
        assert.equal(await page.getAttribute("html", "lang"), language);
        await assertAccessible(page, `follow page, ${colorScheme}`);
        await assertNoSidewaysScroll(page, "follow page");
        await page.context().close();
      }
    });
  }

  it("a clerk needs no mouse from log-in to the finished visit", async () => {
    const page = await browser.page(server.url);
    await page.goto("/");
    await page.waitForSelector("#username");
    assert.equal(await page.evaluate(() => document.activeElement.id), "username", "the first field has the focus");
    await page.keyboard.type("clerk2");
    await page.keyboard.press("Tab");
    await page.keyboard.type((await import("./support/server.mjs")).password);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".counter-card");
    const reach = async (selector) => {
      for (let step = 0; step < 40; ++step) {
        if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
        await page.keyboard.press("Tab");
      }
      assert.fail(`${selector} cannot be reached with Tab`);
    };
    await reach("li:nth-child(2) > .counter-card");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".desk");
    const ticket = await server.issue({ queue: "advice" });
    await waitingRow(page, ticket.number).waitFor();
    // The whole queue of this counter, until this visitor's turn.
    for (let visits = 0; visits < 10; ++visits) {
      await pressSettled(page, "Space");
      await page.waitForSelector(".now[aria-busy=false] .visitor-number");
      const number = await page.locator(".visitor-number").textContent();
      if (number === ticket.number) break;
      await finish(page);
    }
    await waitForVisitor(page, ticket.number);
    await reach(".act-park");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
    assert.equal(outline, "3px", "the focus is clearly visible");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]");
    await page.keyboard.press("1");
    await waitForNobody(page);
    await page.context().close();
  });
});
