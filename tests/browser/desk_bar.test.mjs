// The bar above the desk: its menu, going away from a counter, and that all of it fits.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, picture } from "./support/browser.mjs";
import { asideRow, callNext, finish, logIn, openDesk, pressSettled, waitForNobody, waitForState, waitForVisitor, waitingRow } from "./support/console.mjs";
import { idOf, siteId } from "./support/lobby.mjs";
import { startTogether } from "./support/together.mjs";

describe("desk bar", { timeout: 180_000 }, () => {
  let server, browser, page;
  const menu = () => page.locator(".menu summary");
  const dialog = () => page.locator("dialog[open]");
  before(async () => {
    [server, browser] = await startTogether({ display: true });
    page = await browser.page(server.url);
    await openDesk(page, "clerk1", "1", "en");
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("gives Space back to the desk however the menu is closed", async () => {
    const ways = [
      async () => menu().click(),
      async () => page.keyboard.press("Escape"),
      async () => page.mouse.click(700, 500),
      async () => {
        await page.getByLabel("Single-key shortcuts").click();
        await page.getByLabel("Single-key shortcuts").click();
        await menu().click();
      },
    ];
    for (const close of ways) {
      const ticket = await server.issue({ queue: "advice" });
      await waitingRow(page, ticket.number).waitFor();
      await menu().click();
      await page.locator(".menu[open]").waitFor();
      await close();
      await page.locator(".menu:not([open])").waitFor();
      await page.keyboard.press("Space");
      await waitForVisitor(page, ticket.number);
      await finish(page);
    }
  });

  it("keeps to one line when an undo stands in it, in every language and beside a profile", async () => {
    const supervisor = await server.as("supervisor");
    await supervisor("profile.put", { profile: {
      id: idOf("long profile"), site_id: siteId, order: "due", queues: [{ queue_id: idOf("advice") }], source_key: "",
      name: { fi: "Aamupäivän neuvonta ja kaikki muutkin jonot", sv: "Förmiddagens rådgivning och alla andra köer", en: "Morning advice and all the other queues" },
    } });
    await page.locator(".profile select option", { hasText: "Morning advice" }).waitFor({ state: "attached" });
    await page.selectOption(".profile select", { label: "Morning advice and all the other queues" });
    await page.locator(".status", { hasText: "have been changed" }).waitFor();
    for (const code of ["en", "fi", "sv"]) {
      await page.locator(`.languages button[lang=${code}]`).click();
      const ticket = await server.issue({ queue: "advice" });
      await callNext(page, ticket.number);
      await page.locator(".act-undo").waitFor();
      const box = await page.locator(".desk-bar").boundingBox();
      assert.ok(box.height < 60, `${code}: the bar is ${box.height} px high`);
      await assertNoSidewaysScroll(page, `the desk in ${code}`);
      await picture(page, `desk_bar_${code}`);
      await finish(page);
    }
    await page.locator(".languages button[lang=en]").click();
    await page.selectOption(".profile select", { label: "The counter's own queues" });
    await page.locator(".status", { hasText: "have been changed" }).waitFor();
    await page.locator("h1").click();
  });

  it("shows the errands' names whole", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await callNext(page, ticket.number);
    await page.keyboard.press("e");
    const name = dialog().locator(".target-name", { hasText: "Housing advice" });
    await name.waitFor();
    await picture(page, "desk_errands");
    for (const box of await dialog().locator(".target-name").all()) {
      const { width } = await box.boundingBox();
      assert.ok(width > 150, `a name has ${width} px`);
    }
    await page.keyboard.press("Escape");
    await finish(page);
  });

  it("does not close the counter over a visitor, and names the ways on", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await callNext(page, ticket.number);
    await menu().click();
    await page.getByRole("button", { name: "Stop serving at the counter" }).click();
    await dialog().locator("h2", { hasText: `${ticket.number} is still at counter 1` }).waitFor();
    await assertAccessible(page, "the dialog before going");
    await picture(page, "desk_departure");
    await page.keyboard.press("Escape");
    await waitForState(page, "called");
    await menu().click();
    await page.getByRole("button", { name: "Stop serving at the counter" }).click();
    await dialog().waitFor();
    await page.keyboard.press("2");  // back to the queue
    await page.locator(".choice").waitFor();
    await page.locator(".counter-card", { hasText: "Counter 1" }).click();
    await waitingRow(page, ticket.number).waitFor();
    await callNext(page, ticket.number);
  });

  it("does not log out over a visitor unasked; afterwards the counter is free", async () => {
    const number = await page.locator(".visitor-number").textContent();
    await pressSettled(page, "s");
    await waitForState(page, "serving");
    await page.getByRole("button", { name: "Log out" }).click();
    await dialog().locator("h2", { hasText: `${number} is still at counter 1` }).waitFor();
    await picture(page, "desk_departure_out");
    await page.keyboard.press("2");  // aside
    await page.waitForSelector("#username");
    await openDesk(page, "clerk2", "1", "en");
    await asideRow(page, number).waitFor();
    await waitForNobody(page);
  });

  it("may leave the visitor at the counter for a colleague", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await callNext(page, ticket.number);
    await page.getByRole("button", { name: "Log out" }).click();
    await dialog().getByRole("button", { name: /^3 Log out, the visitor stays/ }).click();
    await page.waitForSelector("#username");
    await logIn(page, "clerk1", "en");
    await page.locator(".counter-card", { hasText: "Clerk Two serves here" }).click();
    await dialog().getByRole("button", { name: "Take over" }).click();
    await waitForVisitor(page, ticket.number);
    await finish(page);
  });

  it("says to a role that may not see it that it does not see whether a display is in contact", async () => {
    const editor = await browser.page(server.url);
    await logIn(editor, "editor", "en");
    await editor.locator(".display", { hasText: "Your role does not see whether the display is in contact" }).waitFor();
    await editor.context().close();
  });

  it("made no errors in the browser", () => assert.deepEqual(page.troubles, []));
});
