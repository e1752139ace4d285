// Logging in: what is said when it does not succeed, and that nothing personal stays behind.
import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { picture } from "./support/browser.mjs";
import { logIn, waitForDesk } from "./support/console.mjs";
import { idOf, records } from "./support/lobby.mjs";
import { password } from "./support/server.mjs";
import { startTogether } from "./support/together.mjs";

describe("log-in", { timeout: 220_000 }, () => {
  let server, browser;
  before(async () => {
    [server, browser] = await startTogether();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const sentences = {
    fi: "Käyttäjätunnus tai salasana on väärin. Tarkista molemmat ja yritä uudelleen.",
    sv: "Fel användarnamn eller lösenord. Kontrollera båda och försök igen.",
    en: "The user name or the password is wrong. Check both and try again.",
  };
  for (const [language, sentence] of Object.entries(sentences)) {
    it(`says a wrong password plainly (${language})`, async () => {
      const page = await browser.page(server.url);
      await page.goto("/");
      await page.locator(`.languages button[lang=${language}]`).click();
      await page.fill("#username", "clerk1");
      await page.fill("#password", "not the password");
      await page.keyboard.press("Enter");
      await page.locator(".problem", { hasText: sentence }).waitFor();
      assert.equal(await page.getAttribute("html", "lang"), language);
      assert.equal(await page.getAttribute("#password", "aria-invalid"), "true");
      await picture(page, `login_wrong_${language}`);
      assert.deepEqual(page.troubles, []);
      await page.context().close();
    });
  }

  it("asks for what is missing", async () => {
    const page = await browser.page(server.url);
    await page.goto("/");
    await page.click("button[type=submit]");
    await page.locator(".problem", { hasText: "Kirjoita käyttäjätunnus ja salasana." }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "username");
    await page.context().close();
  });

  it("says how long to wait after too many attempts", async () => {
    const page = await browser.page(server.url);
    await page.goto("/");
    for (let attempt = 0; attempt < 12; ++attempt) {
      await page.fill("#username", "nobody-at-all");
      await page.fill("#password", `guess ${attempt}`);
      const [answer] = await Promise.all([page.waitForResponse("**/api/v1/login"), page.keyboard.press("Enter")]);
      if (answer.status() === 429) break;
      await page.locator("button[type=submit][aria-disabled=false]").waitFor();
    }
    await page.locator(".problem", { hasText: /Liian monta yritystä\. Yritä uudelleen \d+ sekunnin kuluttua\./ }).waitFor();
    await page.context().close();
  });

  const disk = {
    fi: "Tämä palvelin ei voi tallentaa mitään: sen levy on täynnä tai viallinen.",
    sv: "Den här servern kan inte spara något: dess disk är full eller trasig.",
    en: "This server cannot write: its disk is full or broken.",
  };
  for (const [language, sentence] of Object.entries(disk)) {
    it(`says that the server cannot write, and lets in when it can again (${language})`, async () => {
      const page = await browser.page(server.url);
      await page.goto("/");
      await page.locator(`.languages button[lang=${language}]`).click();
      await page.fill("#username", "clerk1");
      await page.fill("#password", password);
      renameSync(server.database, `${server.database}.away`);
      await page.keyboard.press("Enter");
      await page.locator(".problem", { hasText: sentence }).waitFor();
      await picture(page, `login_cannot_write_${language}`);
      renameSync(`${server.database}.away`, server.database);
      await page.keyboard.press("Enter");
      await page.locator(".counter-card").first().waitFor();
      await page.context().close();
    });
  }

  for (const [kind, sentence] of Object.entries({
    cannot_write: "Tämä palvelin ei voi nyt tallentaa, sillä sen levy on täynnä tai viallinen",
    clock: "Tämän palvelimen kello on väärässä, eikä se tee mitään ennen kuin kello on asetettu",
  })) {
    it(`tells the desk of a server that can do nothing before a key is pressed (${kind})`, async () => {
      const page = await browser.page(server.url);
      await logIn(page, "clerk1");
      await page.locator(".counter-card").first().waitFor();
      const note = page.getByRole("note").filter({ hasText: sentence });
      assert.equal(await note.count(), 0);
      if (kind === "clock") {
        await page.route("**/healthz", (route) => route.fulfill({ status: 503,
          json: { error: { code: "unavailable", message: "the clock", kind } } }));
      } else {
        renameSync(server.database, `${server.database}.away`);
      }
      await page.reload();
      await note.waitFor();
      await picture(page, `desk_${kind}`);
      if (kind === "clock") await page.unroute("**/healthz");
      else renameSync(`${server.database}.away`, server.database);
      await page.reload();
      await page.locator(".counter-card").first().waitFor();
      await note.waitFor({ state: "detached" });
      await page.context().close();
    });
  }

  it("shows each role its own views", async () => {
    const views = { clerk1: ["Palvelutiski", "Vuoronäytöt"], technician: ["Vuoronäytöt", "Laitteet"], editor: ["Vuoronäytöt"] };
    for (const [username, expected] of Object.entries(views)) {
      const page = await browser.page(server.url);
      await logIn(page, username);
      await page.waitForSelector("main h1");
      assert.deepEqual(await page.locator("nav a").allTextContents(), expected, username);
      await page.context().close();
    }
  });

  it("fetches everything anew when somebody's organisations change", async () => {
    const page = await browser.page(server.url);
    await logIn(page, "clerk1");
    await page.locator(".counter-card").first().waitFor();
    await page.route("**/api/v1/session", async (route) => {
      const answer = await route.fetch();
      const session = await answer.json();
      session.user.organizations = [idOf("an organisation")];
      await route.fulfill({ response: answer, json: session });
    });
    await page.waitForRequest((request) => /scope=site:.*since=0&snapshot=1/.test(request.url()), { timeout: 60_000 });
    await page.locator(".counter-card").first().waitFor();
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

  it("offers an agency's clerk only what the server lets them do", async () => {
    const queueOf = (key) => records().find((entry) => entry.collection === "queue" && entry.record.id === idOf(key)).record;
    for (const key of ["kela", "police"]) {
      await server.import([
        { collection: "organization", record: { id: idOf(`${key} org`), name: { fi: key }, order: 1, source: "more", source_key: key } },
        { collection: "queue", record: { ...queueOf(key), organization_id: idOf(`${key} org`) } },
      ]);
    }
    server.addStaff("agent", "Agent Cy", "kela");
    const page = await browser.page(server.url);
    await logIn(page, "agent");
    const others = page.locator(".counter-card", { hasText: "Toisen viraston jonot" });
    await others.waitFor();
    assert.match(await others.textContent(), /Poliisi/);
    assert.ok(await others.isDisabled());
    await picture(page, "counter_choice_agency");
    await page.locator(".counter-card", { hasText: "Kela" }).click();
    await waitForDesk(page);
    // Another agency's visitor is not seen, so it is not said that there is none.
    await server.issue({ queue: "police" });
    const elsewhere = await server.as("clerk1");
    await elsewhere("counter.take", { counter_id: idOf("counter 3") });
    await elsewhere("ticket.call_next", { counter_id: idOf("counter 3") });
    const colleagues = page.locator("section[aria-labelledby=colleagues-title] li");
    await colleagues.filter({ hasText: "Clerk One" }).getByText("palvelee", { exact: true }).waitFor();
    await colleagues.filter({ hasText: "Tiski 1" }).getByText("suljettu").waitFor();
    const queues = page.locator("section[aria-labelledby=queues-title] li");
    assert.equal(await queues.filter({ hasText: "Kela" }).getByRole("button").count(), 1);
    assert.equal(await queues.filter({ hasText: "Poliisi" }).getByRole("button").count(), 0);
    assert.match(await queues.last().textContent(), /Poliisi/);
    await page.keyboard.press("a");
    await page.waitForSelector("dialog[open] #give-what");
    const offered = await page.locator("#give-what option").allTextContents();
    assert.ok(offered.some((name) => name.startsWith("K · ")));
    assert.ok(!offered.some((name) => name.startsWith("P · ")));
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

  it("offers the choice of site when there are several", async () => {
    const site = records().find((entry) => entry.collection === "site").record;
    const name = { fi: "Toinen palvelupiste", sv: "Andra serviceställe", en: "Second service point" };
    const page = await browser.page(server.url);
    await logIn(page, "supervisor");
    await page.locator(".counter-card").first().waitFor();
    assert.equal(await page.getByLabel("Palvelupiste").count(), 0, "nothing to choose");
    await server.import([{ collection: "site", record: { ...site, id: idOf("second site"), name, source_key: "second" } }]);
    await page.reload();
    await page.getByLabel("Palvelupiste").selectOption({ label: "Toinen palvelupiste" });
    await page.getByText("Palvelupisteeseen ei ole vielä määritelty tiskejä.").waitFor();
    await page.reload();
    await page.getByText("Palvelupisteeseen ei ole vielä määritelty tiskejä.").waitFor();
    await page.context().close();
  });

  it("keeps nothing personal, and remembers the language", async () => {
    const page = await browser.page(server.url);
    await logIn(page, "clerk1", "sv");
    await page.locator(".languages button[lang=en]").click();
    await page.reload();
    await page.locator("h1", { hasText: "Choose a counter" }).waitFor();
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie + location.href);
    assert.equal(await page.evaluate(() => localStorage.getItem("vuoro.language")), "en");
    for (const secret of ["clerk1", "Clerk One", password]) assert.ok(!kept.includes(secret), `${secret} is kept in the browser`);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForSelector("#username");
    await page.reload();
    await page.waitForSelector("#username");
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });
});
