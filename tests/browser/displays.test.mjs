// What the wall shows, how it is set, and what is announced.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { assertAccessible, picture } from "./support/browser.mjs";
import { logIn, openDesk, waitForVisitor, waitingRow } from "./support/console.mjs";
import { idOf, records } from "./support/lobby.mjs";
import { startTogether } from "./support/together.mjs";

/// The server's sample picture: 6 × 4.
const smallPng = () => readFileSync(join(process.env.VUORO_SOURCE_DIR, "tests/fuzz/corpus/picture/good.png"));

describe("displays", { timeout: 180_000 }, () => {
  let server, browser, page, other;
  before(async () => {
    [server, browser] = await startTogether({ display: true });
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

  it("sets distance, quiet times, counters and night", async () => {
    await page.getByRole("button", { name: /^Asetukset/ }).click();
    await page.fill("#distance", "90");
    await page.getByRole("button", { name: "Tallenna" }).click();
    await page.locator(".problem", { hasText: "Etäisyys on 1–40 metriä." }).waitFor();
    await page.fill("#distance", "7.5");
    await page.getByRole("button", { name: "Lisää hiljainen aika" }).click();
    await page.getByLabel("Hiljainen aika 1 alkaa").fill("12:00");
    await page.getByLabel("Hiljainen aika 1 päättyy").fill("12:30");
    await page.locator("dialog[open] fieldset", { hasText: "Kaikki tiskit" }).getByLabel("2", { exact: true }).check();
    await page.getByLabel("Pimeä, kun palvelupiste on kiinni").uncheck();
    await assertAccessible(page, "display settings");
    await picture(page, "display_settings_all");
    const change = server.nextChange("device", (record) => record.display.viewing_distance_m === 7.5);
    await page.getByRole("button", { name: "Tallenna" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    const { display } = await change;
    assert.deepEqual(display.quiet, [{ from: "12:00", to: "12:30" }]);
    assert.equal(display.night_blank, false);
    assert.equal(display.volume, 35, "what was set before stays");
    // The call to counter 1 is not on this wall any more, nor in its preview.
    await page.locator(".wall-call").waitFor({ state: "detached" });
    await page.locator(".wall-nobody").waitFor();
  });

  it("asks the display for a live picture and shows it with its age", async () => {
    const asked = server.nextChange("device", (record) => record.display.picture_asks > 0);
    await page.getByRole("button", { name: /^Katso näytön kuva/ }).click();
    await asked;
    await server.wall.post("/api/v1/display-picture", smallPng());
    await page.locator("img.live-picture").waitFor();
    await page.locator(".live-head", { hasText: /Kuva otettu \d+ s sitten/ }).waitFor();
    const wide = await page.locator("img.live-picture").evaluate((image) => image.decode().then(() => image.naturalWidth));
    assert.equal(wide, 6);
    await assertAccessible(page, "live picture");
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
    await page.setInputFiles("#note-picture", { name: "note.txt", mimeType: "image/png", buffer: Buffer.from("no picture") });
    await page.locator(".problem", { hasText: "Tiedosto ei ole kuva" }).waitFor();
    await page.setInputFiles("#note-picture", { name: "pool.png", mimeType: "image/png", buffer: smallPng() });
    await page.locator(".slide-picture img").waitFor();
    await page.fill("#note-seconds", "20");
    await assertAccessible(page, "announcement with a picture");
    await picture(page, "announcement_editor");
    await page.getByRole("button", { name: "Tallenna" }).click();
    await other.locator(".announcements li", { hasText: "Palvelu päättyy tänään" }).waitFor();
    const slide = await server.nextChange("announcement", (record) => record.picture_id);
    assert.equal(slide.seconds, 20);
    const bytes = await server.wall.get(`/api/v1/pictures/${slide.picture_id}`);
    assert.equal(bytes.status, 200);
    assert.equal(bytes.headers["content-type"], "image/png");
    const again = await server.wall.get(`/api/v1/pictures/${slide.picture_id}`, { "If-None-Match": bytes.headers.etag });
    assert.equal(again.status, 304);
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

  it("tells an agency's clerk that others' calls are not in the preview", async () => {
    assert.equal(await page.getByText("Tässä ovat vain oman virastosi kutsut.").count(), 0);
    const police = records().find((entry) => entry.collection === "queue" && entry.record.id === idOf("police")).record;
    for (const key of ["kela", "police"]) {
      await server.import([{ collection: "organization", record: { id: idOf(`${key} org`), name: { fi: key }, order: 1, source: "more", source_key: key } }]);
    }
    await server.import([{ collection: "queue", record: { ...police, organization_id: idOf("police org") } }]);
    server.addStaff("agent", "Agent Cy", "kela");
    const agent = await browser.page(server.url);
    await logIn(agent, "agent");
    await agent.goto("/#/displays");
    await agent.getByText("Tässä ovat vain oman virastosi kutsut.").waitFor();
    assert.deepEqual(agent.troubles, []);
    await agent.context().close();
  });

  it("made no errors in the browser", () => {
    assert.deepEqual(page.troubles, []);
    assert.deepEqual(other.troubles, []);
  });
});
