// The editor of counter profiles, by a supervisor who has no mouse.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, picture } from "./support/browser.mjs";
import { logIn, waitForAnswer, waitForFocusOn } from "./support/console.mjs";
import { startTogether } from "./support/together.mjs";

describe("profiles", { timeout: 180_000 }, () => {
  let server, browser, page;
  const counter = (name) => page.locator("section[aria-labelledby=over-counters] tbody tr", { hasText: `Tiski ${name}` });
  before(async () => {
    [server, browser] = await startTogether();
    page = await browser.page(server.url);
    await logIn(page, "supervisor");
    await page.goto("/#/overview");
    await page.locator(".overview").waitFor();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("makes a profile with the keyboard alone, changes its order, and deletes it", async () => {
    const dialog = page.locator("dialog[open]");
    const row = page.locator("section[aria-labelledby=over-profiles] tbody tr", { hasText: "Iltapäivä" });
    const press = async (locator, key = "Enter") => {
      await locator.focus();
      await page.keyboard.press(key);
    };
    await press(page.getByRole("button", { name: "Uusi profiili" }));
    await dialog.waitFor();
    await press(dialog.getByRole("button", { name: "Tallenna" }));
    await dialog.getByText("Kirjoita nimi ainakin yhdellä kielellä.").waitFor();
    await dialog.getByLabel("Nimi suomeksi").focus();
    await page.keyboard.type("Iltapäivä");
    await press(dialog.getByRole("button", { name: "Kela" }));
    await waitForFocusOn(page, "Kela: oma vai autettava");
    await page.keyboard.type("A");  // the option that begins so: helped
    await press(dialog.getByRole("button", { name: "Tallenna" }));
    await dialog.getByText("Profiilissa on oltava ainakin yksi oma jono.").waitFor();
    await press(dialog.getByRole("button", { name: "Verohallinto" }));
    await press(dialog.getByRole("button", { name: "Neuvonta" }));
    await press(dialog.getByRole("button", { name: "Siirrä Neuvonta aiemmaksi" }));
    await waitForFocusOn(page, "Siirrä Neuvonta aiemmaksi");  // the focus goes along
    await page.keyboard.press("Enter");
    await press(dialog.getByLabel("Jono kerrallaan: seuraava jono vasta, kun edellinen on tyhjä"), "Space");
    await dialog.getByLabel("Ennen omia asiakkaita, kun tavoite on ylittynyt (min)").fill("-1");
    await press(dialog.getByRole("button", { name: "Tallenna" }));
    await dialog.getByText("Minuuttien on oltava 0–1440.").waitFor();
    await dialog.getByLabel("Ennen omia asiakkaita, kun tavoite on ylittynyt (min)").fill("10");
    await assertAccessible(page, "profile editor");
    await picture(page, "overview_profile");
    await page.setViewportSize({ width: 683, height: 384 });
    await assertNoSidewaysScroll(page, "profile editor at 200 %");
    await picture(page, "overview_profile_200");
    await page.setViewportSize({ width: 1366, height: 768 });
    await press(dialog.getByRole("button", { name: "Tallenna" }));
    await dialog.waitFor({ state: "detached" });
    await row.getByText("Neuvonta → Verohallinto").waitFor();
    await row.getByText("auttaa: Kela, ennen omia 10 min tavoitteen jälkeen").waitFor();
    await counter("2").getByRole("combobox").selectOption({ label: "Iltapäivä" });
    await row.locator("td", { hasText: /^2$/ }).waitFor();
    await row.scrollIntoViewIfNeeded();
    await picture(page, "overview_profiles");

    await waitForAnswer(page);
    await press(row.getByRole("button", { name: "Muokkaa: Iltapäivä" }));
    await press(dialog.getByRole("button", { name: "Poista: Neuvonta" }));
    await press(dialog.getByRole("button", { name: "Tallenna" }));
    await dialog.waitFor({ state: "detached" });
    await row.getByText("Neuvonta").waitFor({ state: "detached" });
    await counter("2").getByText("Kela · Verohallinto").waitFor();
    await press(row.getByRole("button", { name: "Poista: Iltapäivä" }));
    await press(dialog.getByRole("button", { name: "Poista" }));
    await row.waitFor({ state: "detached" });
    await counter("2").getByText("Neuvonta · Kela").waitFor();
    assert.deepEqual(page.troubles, []);
  });
});
