// A number by phone: from the code on the lobby's wall to the follow page.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, picture } from "./support/browser.mjs";
import { ask, newToken } from "./support/device.mjs";
import { idOf, records } from "./support/lobby.mjs";
import { startTogether } from "./support/together.mjs";

const phone = { viewport: { width: 320, height: 568 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: "sv-FI" };
const larger = { ...phone, viewport: { width: 390, height: 844 } };

describe("joining by phone", { timeout: 220_000 }, () => {
  let server, browser, address;

  const site = (fields) => records().filter((entry) => entry.collection === "site")
    .map((entry) => ({ ...entry, record: { ...entry.record, ...fields } }));
  /// Lets phones join, and reads the wall as a display does: from the feed.
  const allow = async () => {
    await server.import(site({ phone_join: true, follow_url: `${server.url}/t/` }));
    const code = await server.nextChange("join_code", (record) => record.url.startsWith(server.url));
    return new URL(code.url).pathname;
  };

  before(async () => {
    [server, browser] = await startTogether();
    address = await allow();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("gives a number and goes on to the follow page, with no second number for the same phone", async () => {
    const page = await browser.page(server.url, phone);
    const files = [];
    page.on("response", (response) => {
      if (!response.url().includes("/api/")) files.push(response);
    });
    await page.goto(address);
    await page.locator(".option").first().waitFor();
    const bytes = (await Promise.all(files.map((file) => file.body()))).reduce((sum, body) => sum + body.length, 0);
    assert.ok(bytes > 20_000 && bytes < 60_000, `${bytes} bytes`);
    assert.equal(files[0].headers()["cache-control"], "no-store");
    assert.equal(await page.getAttribute("html", "lang"), "sv", "the phone's own language");
    assert.ok(await page.getByRole("button", { name: "Ta ett könummer" }).isDisabled(), "first a queue");
    await page.getByText("Polisens tillståndstjänster").tap();
    await page.getByText("Behöver du hjälp?").tap();
    await page.getByText("Rullstol").tap();
    await assertAccessible(page, "join");
    await assertNoSidewaysScroll(page, "join");
    // The first answer is lost: the number is given once all the same.
    let sent = 0;
    await page.route("**/api/v1/join", async (route) => {
      if (sent++ > 0) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole("button", { name: "Ta ett könummer" }).tap();
    await page.getByText("Ingen förbindelse. Försök igen.").waitFor();
    await page.getByRole("button", { name: "Ta ett könummer" }).tap();
    await page.locator(".number", { hasText: "P400" }).waitFor();
    assert.match(page.url(), /\/t\/[A-Za-z0-9_-]{24}$/);
    const ticket = await server.nextChange("ticket", (record) => record.number === "P400");
    assert.equal(ticket.origin, "phone");
    assert.equal(ticket.language, "sv");
    assert.deepEqual(ticket.needs, ["wheelchair"]);

    await page.goto(address);
    await page.getByText("Du har redan könummer P400.").waitFor();
    await assertAccessible(page, "join, a number already");
    await picture(page, "join_mine");
    await page.getByRole("link", { name: "Visa mitt könummer" }).tap();
    await page.locator(".number", { hasText: "P400" }).waitFor();
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

  it("says which queues are closed, in every language, on small and larger phones", async () => {
    const clerk = await server.as("supervisor");
    await clerk("queue.close_today", { queue_id: idOf("kela") });
    for (const [size, options] of [["320", phone], ["390", larger]]) {
      const page = await browser.page(server.url, options);
      await page.goto(address);
      await page.locator(".closed li").waitFor();
      for (const language of ["fi", "sv", "en", "ru", "ar"]) {
        await page.locator(".language select").selectOption(language);
        await page.locator(`html[lang=${language}]`).waitFor();
        assert.equal(await page.locator(".option input[type=radio]").count(), 3);
        await assertNoSidewaysScroll(page, `join ${language} ${size}`);
        await assertAccessible(page, `join ${language} ${size}`);
        await picture(page, `join_${language}_${size}`);
      }
      await page.context().close();
    }
  });

  it("says in three languages that a code is old, and gives nothing for it", async () => {
    const page = await browser.page(server.url, phone);
    const answer = await page.goto(`/j/${newToken()}`);
    assert.equal(answer.status(), 410);
    for (const said of ["Koodi on vanhentunut", "Koden är för gammal", "The code is too old"]) {
      await page.locator(".over", { hasText: said }).waitFor();
    }
    await assertAccessible(page, "join, old code");
    await picture(page, "join_old");
    await page.context().close();
    const refused = await ask(`${server.url}/api/v1/join`, { method: "POST", body: {
      id: idOf("wish"), code: newToken(), queue_id: idOf("tax"), language: "fi", follow_token: newToken(),
    } });
    assert.equal(refused.status, 410);
  });

  it("lets a school class join at once, and slows down a flood from the same address", async () => {
    const code = address.split("/").pop();
    const join = (round) => ask(`${server.url}/api/v1/join`, { method: "POST", body: {
      id: idOf(`pupil ${round}`), code, queue_id: idOf("advice"), language: "fi", follow_token: newToken(),
    } });
    const given = await Promise.all(Array.from({ length: 30 }, (_, round) => join(round)));
    assert.equal(given.filter((answer) => answer.status === 200).length, 30);
    assert.equal(new Set(given.map((answer) => answer.body.number)).size, 30, "each its own number");
    const flood = await Promise.all(Array.from({ length: 40 }, (_, round) => join(100 + round)));
    assert.ok(flood.some((answer) => answer.status === 429 && Number(answer.headers["retry-after"]) > 0));
  });
});
