// The visitor's phone: from the ticket's QR code to the counter.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, picture } from "./support/browser.mjs";
import { ask, newToken } from "./support/device.mjs";
import { idOf } from "./support/lobby.mjs";
import { startTogether } from "./support/together.mjs";

const phone = { viewport: { width: 320, height: 568 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: "de-DE" };
const larger = { ...phone, viewport: { width: 390, height: 844 } };
const languages = ["fi", "sv", "en", "ru", "ar"];
const words = {
  fi: { next: "Olet seuraava", called: "Nyt on vuorosi", parked: "Odotat sivussa", lost: "Ei yhteyttä" },
  sv: { next: "Du är nästa", called: "Nu är det din tur", parked: "Du väntar vid sidan", lost: "Ingen förbindelse" },
  en: { next: "You are next", called: "It is your turn", parked: "You are waiting aside", lost: "No connection" },
  ru: { next: "Вы следующий", called: "Ваша очередь", parked: "Вы ждёте отдельно", lost: "Нет связи" },
  ar: { next: "أنت التالي", called: "حان دورك الآن", parked: "أنت تنتظر جانبًا", lost: "لا يوجد اتصال" },
};

/// A phone that writes down how it was shaken and what it played, and lets its screen be kept on.
async function listen(page) {
  await page.addInitScript(() => {
    window.buzzes = [];
    window.tones = 0;
    navigator.vibrate = (pattern) => window.buzzes.push(pattern);
    const make = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
      ++window.tones;
      return make.call(this);
    };
    Object.defineProperty(navigator, "wakeLock", { value: { request: async () => ({ release: async () => undefined }) } });
  });
}

const say = (page) => page.locator(".news .big");
const choose = (page, language) => page.locator(".language select").selectOption(language);

describe("follow page", { timeout: 220_000 }, () => {
  let server, browser, clerk, counter;

  const newPage = async (options = phone) => {
    const page = await browser.page(server.url, options);
    await listen(page);
    return page;
  };
  const call = async (number) => {
    const { ticket } = await clerk("ticket.call_next", { counter_id: counter });
    if (number) assert.equal(ticket.number, number);
    return ticket;
  };

  before(async () => {
    [server, browser] = await startTogether();
    clerk = await server.as("clerk1");
    counter = idOf("counter 1");
    await clerk("counter.take", { counter_id: counter });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("follows a ticket to the call and to its end", async () => {
    const ahead = await server.issue({ queue: "advice" });
    const mine = await server.issue({ queue: "advice", language: "sv" });
    const page = await newPage();
    const files = [];
    page.on("response", (response) => {
      if (!response.url().includes("/api/")) files.push(response);
    });
    await page.goto(`/t/${mine.token}`);
    await page.locator(".number", { hasText: mine.number }).waitFor();
    await say(page).filter({ hasText: "1 före dig" }).waitFor();
    assert.equal(await page.getAttribute("html", "lang"), "sv", "the ticket's language");
    const bytes = (await Promise.all(files.map((file) => file.body()))).reduce((sum, body) => sum + body.length, 0);
    assert.ok(bytes > 20_000 && bytes < 60_000, `${bytes} bytes`);
    assert.equal(files.find((file) => file.url().includes("/t/")).headers()["cache-control"], "no-store");
    assert.equal(await page.evaluate(() => window.buzzes.length + window.tones), 0, "nothing before a touch");
    await page.getByRole("button", { name: "Sätt på ljudet" }).tap();
    await page.locator(".hint", { hasText: "Ljud och vibration är på. Skärmen hålls tänd." }).waitFor();
    assert.deepEqual(await page.evaluate(() => [window.buzzes.length, window.tones]), [1, 3], "the sound is made known");

    const before = await call(ahead.number);
    await say(page).filter({ hasText: "Du är nästa" }).waitFor();
    await clerk("ticket.finish", { ticket_id: before.id });
    const ticket = await call(mine.number);
    await say(page).filter({ hasText: "Nu är det din tur" }).waitFor();
    assert.equal(await page.locator(".counter").textContent(), "1");
    assert.equal(await page.locator(".location").textContent(), "Disk 1, nedre aulan");
    assert.deepEqual(await page.evaluate(() => [window.buzzes.length, window.tones]), [2, 6]);
    assert.match(await page.title(), /^Nu är det din tur/);
    await page.locator("[role=alert]", { hasText: "Kom till disken 1" }).waitFor({ state: "attached" });

    await clerk("ticket.recall", { ticket_id: ticket.id });
    await page.locator(".again", { hasText: "Du kallades på nytt" }).waitFor();
    assert.equal(await page.evaluate(() => window.buzzes.length), 3);

    await choose(page, "fi");
    await say(page).filter({ hasText: "Nyt on vuorosi" }).waitFor();
    await clerk("ticket.finish", { ticket_id: ticket.id });
    await say(page).filter({ hasText: "Asiointi on päättynyt" }).waitFor();
    assert.equal(await page.locator("footer").count(), 0, "nothing is left to do");
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

  it("lets others pass, as often as is told, and never twice for one touch", async () => {
    const mine = await server.issue({ queue: "kela", language: "en" });
    for (let i = 0; i < 6; ++i) await server.issue({ queue: "kela" });
    const page = await newPage();
    await page.goto(`/t/${mine.token}`);
    await say(page).filter({ hasText: "You are next" }).waitFor();
    await page.getByText("Nobody is serving this queue right now. Keep this page open: we tell you at once when it is your turn.").waitFor();  // nobody sits at counter 2
    await page.getByRole("button", { name: "Let others pass" }).tap();
    await page.locator(".question", { hasText: "You can do this 5 more times." }).waitFor();
    await assertAccessible(page, "delay question");
    // The first answers are lost; what was done is done once.
    let lost = 0;
    await page.route("**/delay", async (route) => {
      if (lost++ < 2) {
        await route.fetch();
        return route.abort();
      }
      return route.continue();
    });
    await page.getByRole("button", { name: "5 people" }).tap();
    await page.locator(".told", { hasText: "You let 5 people pass." }).waitFor();
    await say(page).filter({ hasText: "5 before you" }).waitFor();
    assert.equal(lost, 3);
    await page.getByRole("button", { name: "Let others pass" }).tap();
    await page.locator(".question", { hasText: "You can do this 4 more times." }).waitFor();
    assert.deepEqual(await page.locator(".question .strong").allTextContents(), ["1 people"]);
    await page.context().close();
  });

  it("leaves the queue after asking once", async () => {
    const mine = await server.issue({ queue: "kela", language: "fi" });
    const page = await newPage();
    await page.goto(`/t/${mine.token}`);
    await page.getByRole("button", { name: "Lähde jonosta" }).tap();
    await page.locator(".question", { hasText: "Tätä ei voi perua." }).waitFor();
    await assertAccessible(page, "leave question");
    await picture(page, "follow_leave");
    await page.getByRole("button", { name: "En, odotan" }).tap();
    await page.locator(".question").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Lähde jonosta" }).tap();
    await page.getByRole("button", { name: "Kyllä, lähden" }).tap();
    await say(page).filter({ hasText: "Vuoronumero on peruttu" }).waitFor();
    assert.equal(await page.getByRole("button").count(), 0);
    await page.context().close();
  });

  it("refuses what cannot be: forged ids, foreign fields, an unknown token; and too much of anything", async () => {
    const mine = await server.issue({ queue: "tax" });
    const post = (path, body) => ask(`${server.url}/api/v1/follow/${path}`, { method: "POST", body });
    const id = randomUUID();
    assert.equal((await post(`${mine.token}/delay`, { id, people: 5 })).status, 409, "nobody is behind");
    await server.issue({ queue: "tax" });
    assert.equal((await post(`${mine.token}/delay`, { id, people: 0 })).status, 400);
    assert.equal((await post(`${mine.token}/delay`, { id, people: 5 })).status, 200);
    assert.equal((await post(`${mine.token}/delay`, { id, people: 5 })).status, 200, "the repeat");
    assert.equal((await post(`${mine.token}/delay`, { id, people: 6 })).status, 409, "the id with another content");
    const flood = await Promise.all(Array.from({ length: 10 }, () => post(`${mine.token}/leave`, { id })));
    assert.ok(flood.some((answer) => answer.status === 429 && answer.headers["retry-after"]));
    assert.equal((await post(`${newToken()}/leave`, { id: randomUUID() })).status, 404);
  });

  it("shows every state in every language, on small and larger phones, without a finding", async () => {
    for (const [size, options] of [["320", phone], ["390", larger]]) {
      for (const language of languages) {
        const mine = await server.issue({ queue: "police", language });
        const page = await newPage(options);
        const supervisor = await server.as("supervisor");
        await supervisor("counter.take", { counter_id: idOf("counter 3"), take_over: true });
        await page.goto(`/t/${mine.token}`);
        await say(page).filter({ hasText: words[language].next }).waitFor();
        assert.equal(await page.getAttribute("html", "dir"), language === "ar" ? "rtl" : "ltr");
        const shot = async (state) => {
          await assertNoSidewaysScroll(page, `${state} ${language} ${size}`);
          if (size === "320") await assertAccessible(page, `${state} ${language}`);
          if (size === "390" && language === "fi") {
            await page.emulateMedia({ colorScheme: "dark" });
            await assertAccessible(page, `${state} in the dark`);
            await picture(page, `follow_${state}_dark`);
            await page.emulateMedia({ colorScheme: "light" });
          }
          await picture(page, `follow_${state}_${language}_${size}`);
        };
        await shot("waiting");
        const { ticket } = await supervisor("ticket.call_next", { counter_id: idOf("counter 3") });
        assert.equal(ticket.number, mine.number);
        await say(page).filter({ hasText: words[language].called }).waitFor();
        await shot("called");
        await supervisor("ticket.park", { ticket_id: ticket.id, minutes: 30 });
        await say(page).filter({ hasText: words[language].parked }).waitFor();
        await shot("parked");
        await page.route("**/api/v1/follow/**", (route) => route.abort());
        await supervisor("ticket.bring_back", { ticket_id: ticket.id });
        await page.locator(".lost", { hasText: words[language].lost }).waitFor();
        await shot("lost");
        await supervisor("ticket.cancel", { ticket_id: ticket.id });
        assert.deepEqual(page.troubles, []);
        await page.context().close();
      }
    }
  });

  it("says that the connection is lost, and recovers", async () => {
    const mine = await server.issue({ queue: "advice", language: "fi" });
    const page = await newPage();
    await page.goto(`/t/${mine.token}`);
    await say(page).filter({ hasText: "Olet seuraava" }).waitFor();
    await server.kill();
    await page.locator(".lost", { hasText: "Katso myös aulan näyttöä." }).waitFor();
    await server.start();
    await page.locator(".lost").waitFor({ state: "detached", timeout: 20_000 });
    await page.context().close();
  });

  it("says from when it is, where the lobby has a server of its own", async () => {
    const mine = await server.issue({ queue: "advice", language: "en" });
    const page = await newPage();
    let behind = 5_000;
    await page.route("**/api/v1/follow/**", async (route) => {
      try {
        const answer = await route.fetch();
        const view = await answer.json();
        await route.fulfill({ response: answer, json: { ...view, as_of: view.server_time - behind } });
      } catch { /* the page went away while its request waited */ }
    });
    await page.goto(`/t/${mine.token}`);
    await page.locator(".told", { hasText: "The situation at" }).waitFor();
    await assertAccessible(page, "follow page, of a lobby's own server");
    behind = 130_000;
    await page.reload();
    await page.locator(".lost", { hasText: "That is 2 min ago. Look at the display in the lobby, too." }).waitFor();
    await picture(page, "follow_behind");
    await page.context().close();
  });

  it("says that a ticket is not found, and finds it when its terminal has told of it", async () => {
    const page = await newPage();
    const token = newToken();
    await page.goto(`/t/${token}`);
    await choose(page, "en");
    await page.locator("h1", { hasText: "The queue number is not found" }).waitFor();
    await assertAccessible(page, "follow page, unknown ticket");
    const { number } = await server.issue({ queue: "police", token });
    await page.locator(".number", { hasText: number }).waitFor({ timeout: 20_000 });
    await page.context().close();
  });

  it("says in three languages that the day is over", async () => {
    const page = await newPage();
    await page.route("**/api/v1/follow/**", (route) => route.fulfill({
      status: 410, contentType: "application/json", body: JSON.stringify({ error: { code: "expired", message: "" } }),
    }));
    await page.goto(`/t/${newToken()}`);
    for (const said of ["Vuoronumero ei ole enää voimassa", "Könumret gäller inte längre", "The queue number is no longer valid"]) {
      await page.locator(".over", { hasText: said }).waitFor();
    }
    await assertAccessible(page, "follow page, over");
    await picture(page, "follow_over");
    await page.context().close();
  });

  it("is written for browsers of 2017: neither newer syntax nor newer functions are in what is served", async () => {
    const { transform } = createRequire(join(process.env.VUORO_SOURCE_DIR, "server", "web", "package.json"))("esbuild");
    const folder = join(process.env.VUORO_BUILD_DIR, "web", "assets");
    const scripts = readdirSync(folder).filter((name) => /^(follow|join)-.*\.js$/.test(name));
    assert.equal(scripts.length, 2);
    for (const name of scripts) {
      const code = readFileSync(join(folder, name), "utf8");
      const printed = async (target) => (await transform(code, { target, minifyWhitespace: true, charset: "utf8" })).code;
      assert.ok(await printed("es2017") === await printed("esnext"), `${name}: there is something to translate`);
      const newer = /\.(flat|flatMap|at|replaceAll|matchAll|finally|fromEntries|allSettled|trimStart|trimEnd|structuredClone)\(/;
      assert.doesNotMatch(code, newer, name);
    }
  });
});
