// The visitor's phone: from the ticket's QR code to the counter.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, openBrowser, picture } from "./support/browser.mjs";
import { openDesk, waitForNobody, waitForVisitor, waitingRow } from "./support/console.mjs";
import { newToken } from "./support/device.mjs";
import { startServer } from "./support/server.mjs";

const phone = { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: "de-DE" };

describe("follow page", { timeout: 180_000 }, () => {
  let server, browser, clerk;
  before(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser()]);
    clerk = await browser.page(server.url);
    await openDesk(clerk, "clerk1", "1");
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("follows a ticket to the call and to its end", async () => {
    const ahead = await server.issue({ queue: "advice" });
    const mine = await server.issue({ queue: "advice", language: "sv" });
    await waitingRow(clerk, mine.number).waitFor();
    const page = await browser.page(server.url, phone);
    const files = [];
    page.on("response", (response) => {
      if (!response.url().includes("/api/")) files.push(response.body());
    });
    await page.addInitScript(() => {
      window.buzzes = [];
      navigator.vibrate = (pattern) => window.buzzes.push(pattern);
    });
    await page.goto(`/t/${mine.token}`);
    await page.locator(".number", { hasText: mine.number }).waitFor();
    await page.locator(".news", { hasText: "1 före dig" }).waitFor();
    assert.equal(await page.getAttribute("html", "lang"), "sv", "the ticket's language");
    const bytes = (await Promise.all(files)).reduce((sum, body) => sum + body.length, 0);
    assert.ok(bytes > 20_000 && bytes < 60_000, `${bytes} bytes`);
    await assertNoSidewaysScroll(page, "waiting");
    await page.getByRole("button", { name: "Meddela med ljud och vibration" }).tap();
    await page.locator("button.alert[aria-pressed=true]").waitFor();
    await picture(page, "follow_waiting");

    await clerk.keyboard.press("Space");
    await waitForVisitor(clerk, ahead.number);
    await page.locator(".news", { hasText: "Du är nästa" }).waitFor();
    const before = await page.evaluate(() => window.buzzes.length);
    await clerk.keyboard.press("f");
    await waitForNobody(clerk);
    await clerk.keyboard.press("Space");
    await waitForVisitor(clerk, mine.number);
    await page.locator(".big", { hasText: "Nu är det din tur" }).waitFor();
    assert.equal(await page.locator(".counter").textContent(), "1");
    assert.equal(await page.evaluate(() => window.buzzes.length), before + 1);
    await assertNoSidewaysScroll(page, "called");
    await picture(page, "follow_called");

    await clerk.keyboard.press("r");
    await page.locator(".news", { hasText: "Du kallades på nytt" }).waitFor();
    assert.equal(await page.evaluate(() => window.buzzes.length), before + 2);

    await page.locator(".languages button[lang=fi]").tap();
    await page.locator(".big", { hasText: "Nyt on vuorosi" }).waitFor();
    await clerk.keyboard.press("f");
    await page.locator(".big", { hasText: "Asiointi on päättynyt" }).waitFor();
    await picture(page, "follow_finished");
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

  it("says that the connection is lost, and recovers", async () => {
    const mine = await server.issue({ queue: "tax", language: "fi" });
    const page = await browser.page(server.url, phone);
    await page.goto(`/t/${mine.token}`);
    await page.locator(".news", { hasText: "Olet seuraava" }).waitFor();
    await server.kill();
    await page.locator(".lost", { hasText: "Ei yhteyttä." }).waitFor();
    await picture(page, "follow_lost");
    await server.start();
    await page.locator(".lost").waitFor({ state: "detached", timeout: 20_000 });
    await page.context().close();
  });

  it("says that a ticket is not found, and finds it when its terminal has told of it", async () => {
    const page = await browser.page(server.url, phone);
    const token = newToken();
    await page.goto(`/t/${token}`);
    await page.locator("h1").waitFor();
    await page.locator(".languages button[lang=en]").tap();
    await page.locator("h1", { hasText: "The ticket is not found" }).waitFor();
    await assertAccessible(page, "follow page, unknown ticket");
    const { number } = await server.issue({ queue: "police", token });
    await page.locator(".number", { hasText: number }).waitFor({ timeout: 20_000 });
    await page.context().close();
  });
});
