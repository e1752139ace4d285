// What the wall shows, how it is set, and what is announced.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, picture } from "./support/browser.mjs";
import { logIn, openDesk, waitForVisitor, waitingRow } from "./support/console.mjs";
import { startServer } from "./support/server.mjs";

describe("displays", { timeout: 180_000 }, () => {
  let server, browser, page, other;
  before(async () => {
    [server, browser] = await Promise.all([startServer({ display: true }), openBrowser()]);
    page = await browser.page(server.url);
    other = await browser.page(server.url);
    await logIn(page, "clerk1");
    await page.goto("/#/displays");
    await logIn(other, "clerk2");
    await other.goto("/#/displays");
    await page.locator(".display h2", { hasText: "Wall" }).waitFor();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("draws what the display shows now", async () => {
    const ticket = await server.issue({ queue: "advice" });
    const clerk = await browser.page(server.url);
    await openDesk(clerk, "supervisor", "1");
    await waitingRow(clerk, ticket.number).waitFor();
    await page.locator(".wall-queue", { hasText: "Neuvonta" }).locator("b", { hasText: "1" }).waitFor();
    await clerk.keyboard.press("Space");
    await waitForVisitor(clerk, ticket.number);
    await page.locator(".wall-call", { hasText: ticket.number }).locator("text=Tiski 1").waitFor();
    await picture(page, "displays");
    await clerk.context().close();
  });

  it("sets layout, languages and volume, and another clerk sees it", async () => {
    await page.getByRole("button", { name: /^Asetukset/ }).click();
    await page.getByLabel("Kutsut ja tiedotteet").check();
    for (const name of ["suomi", "ruotsi"]) {
      const box = page.locator(".spoken", { hasText: name }).getByRole("checkbox");
      await box.check();
    }
    await page.getByRole("button", { name: "Siirrä ruotsi aiemmaksi" }).click();
    await page.locator("#volume").fill("35");
    await picture(page, "display_settings");
    await page.getByRole("button", { name: "Tallenna" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    await other.locator(".display-foot", { hasText: "Kutsut ja tiedotteet" }).waitFor();
    await other.locator(".display-foot", { hasText: "35 %" }).waitFor();
    await other.locator(".wall-body[data-layout=calls_and_announcements]").waitFor();
  });

  it("tests the sound", async () => {
    const change = server.nextChange("device", (record) => record.display.chime_tests > 0);
    await page.getByRole("button", { name: /^Testaa ääni/ }).click();
    await page.locator(".status", { hasText: "Äänitesti lähetetty näytölle Wall." }).waitFor();
    assert.equal((await change).display.volume, 35, "the settings stay");
  });

  it("announces in three languages, edits and deletes", async () => {
    await page.getByRole("button", { name: "Uusi tiedote" }).click();
    await page.getByRole("button", { name: "Tallenna" }).click();
    await page.locator(".problem", { hasText: "Kirjoita teksti ainakin yhdellä kielellä." }).waitFor();
    await page.fill("#note-fi", "Palvelu ".repeat(60));
    await page.locator("#note-room-fi", { hasText: "480 / 400 merkkiä" }).waitFor();
    await page.getByRole("button", { name: "Tallenna" }).click();
    await page.locator(".problem", { hasText: "Teksti on liian pitkä. Siinä saa olla enintään 400 merkkiä." }).waitFor();
    await page.fill("#note-fi", "Palvelu päättyy tänään kello 15.");
    await page.fill("#note-sv", "Servicen slutar i dag klockan 15.");
    await page.fill("#note-en", "Service ends today at 15.");
    await page.getByLabel("Tärkeä").check();
    await page.getByLabel("Vain valituilla näytöillä").check();
    await page.locator("dialog").getByLabel("Wall").check();
    await picture(page, "announcement_editor");
    await page.getByRole("button", { name: "Tallenna" }).click();
    await other.locator(".announcements li", { hasText: "Palvelu päättyy tänään" }).waitFor();
    await other.locator(".wall-note", { hasText: /Servicen slutar|Palvelu päättyy/ }).waitFor();

    await page.getByRole("button", { name: /^Muokkaa: Palvelu/ }).click();
    await page.fill("#note-from", "2020-01-01T09:00");
    await page.fill("#note-to", "2020-01-01T08:00");
    await page.getByRole("button", { name: "Tallenna" }).click();
    await page.locator(".problem", { hasText: "Päättymisajan on oltava alkamisajan jälkeen." }).waitFor();
    await page.fill("#note-to", "2020-01-02T08:00");
    await page.getByRole("button", { name: "Tallenna" }).click();
    await other.locator(".announcements li", { hasText: "päättynyt" }).waitFor();
    await other.locator(".wall-note").waitFor({ state: "detached" });

    await page.getByRole("button", { name: /^Poista: Palvelu/ }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Poista" }).click();
    await other.locator(".announcements", { hasText: "Ei tiedotteita." }).waitFor();
  });

  it("made no errors in the browser", () => {
    assert.deepEqual(page.troubles, []);
    assert.deepEqual(other.troubles, []);
  });
});
