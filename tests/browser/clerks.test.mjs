// Several clerks at once: the same visitor wanted twice, a server that goes in the middle, a page that slept over night.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { picture } from "./support/browser.mjs";
import { finish, openDesk, waitForNobody, waitForState, waitForVisitor, waitingRow } from "./support/console.mjs";
import { idOf, siteId, timeZone } from "./support/lobby.mjs";
import { startTogether } from "./support/together.mjs";

describe("several clerks", { timeout: 180_000 }, () => {
  const pass = (route) => route.continue();
  const onCommand = new Map();  // by page: what happens to the acts it sends
  let server, browser, first, second, third;
  const problem = (page, text) => page.locator(".status[data-kind=problem]", { hasText: text }).waitFor();
  const numberOf = (page) => page.locator(".visitor-number").textContent();

  async function clerk(username, counter) {
    const page = await browser.page(server.url);
    await page.route("**/api/v1/commands", (route) => (onCommand.get(page) || pass)(route));
    await openDesk(page, username, counter);
    return page;
  }
  before(async () => {
    [server, browser] = await startTogether();
    await server.import([{ collection: "counter", record: {
      id: idOf("counter 4"), site_id: siteId, name: "4", location: { fi: "Tiski 4" }, queue_ids: [idOf("advice")],
      open: false, staff_name: "", source_key: "4",
    } }]);
    [first, second, third] = await Promise.all([clerk("clerk1", "1"), clerk("clerk2", "2"), clerk("supervisor", "4")]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("says who was faster when two want the same visitor, and changes nothing", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await waitingRow(second, ticket.number).waitFor();
    // The second call is on its way while the first one is answered.
    onCommand.set(second, async (route) => {
      onCommand.delete(second);
      await waitingRow(first, ticket.number).waitFor();
      await first.keyboard.press("Space");
      await waitForVisitor(first, ticket.number);
      await route.continue();
    });
    await waitingRow(second, ticket.number).getByRole("button", { name: /^Kutsu/ }).click();
    await problem(second, `${ticket.number} on jo tiskillä 1 (Clerk One).`);
    await picture(second, "desk_clash");
    await waitForNobody(second);
    await first.locator(".fact dd", { hasText: "1 / 3" }).waitFor();
    await finish(first);
  });

  it("gives everybody another visitor when all press Space and the server goes in the middle", async () => {
    const pages = [first, second, third];
    const tickets = [];
    for (let i = 0; i < 4; ++i) tickets.push(await server.issue({ queue: "advice" }));
    await Promise.all(pages.map((page) => waitingRow(page, tickets[3].number).waitFor()));
    const ids = new Map(pages.map((page) => [page, []]));
    // The first clerk's act is done, the second's never arrives, and the third's comes while the server starts again.
    let restarted;
    for (const page of pages) {
      onCommand.set(page, async (route) => {
        ids.get(page).push(route.request().postDataJSON().id);
        if (ids.get(page).length > 1) return route.continue().catch(() => {});
        if (page === first) {
          assert.equal((await route.fetch()).status(), 200);
          await server.kill();
          restarted = server.start();
        }
        return route.abort("connectionreset");
      });
    }
    await Promise.all(pages.map((page) => page.keyboard.press("Space")));
    await Promise.all(pages.map((page) => waitForState(page, "called")));
    await restarted;
    const called = await Promise.all(pages.map(numberOf));
    assert.equal(new Set(called).size, 3, `each another one: ${called}`);
    for (const page of pages) {
      assert.equal(new Set(ids.get(page)).size, 1, "sent again with the same id");
      await page.locator(".fact dd", { hasText: "1 / 3" }).waitFor();
      await page.locator(".banner").waitFor({ state: "detached" });
    }
    onCommand.clear();
    const left = tickets.find((ticket) => !called.includes(ticket.number));
    await Promise.all(pages.map((page) => waitingRow(page, left.number).waitFor()));
    for (const page of pages) await finish(page);
  });

  it("a page that slept over night says so, and nothing is changed", async () => {
    const yesterday = new Date(Date.now() - 24 * 3_600_000).toLocaleDateString("sv", { timeZone });
    const old = await server.issue({ queue: "advice", day: yesterday });
    const record = await server.nextChange("ticket", (ticket) => ticket.number === old.number && ticket.service_day === yesterday);
    assert.equal(record.state, "expired");
    // What this page knows of that ticket stands where it stood yesterday evening.
    const page = await browser.page(server.url);
    await page.route("**/api/v1/changes?scope=site**", async (route) => {
      const answer = await route.fetch().catch(() => undefined);
      if (!answer) return route.abort().catch(() => {});
      const body = await answer.json();
      for (const change of body.changes || []) {
        if (change.id === record.id) Object.assign(change.record, { state: "serving", counter_id: idOf("counter 4"), called_at: Date.now() - 12 * 3_600_000 });
      }
      return route.fulfill({ response: answer, json: body }).catch(() => {});
    });
    await third.locator(".menu summary").click();
    await third.getByRole("button", { name: "Lopeta palvelu tiskillä" }).click();
    await third.waitForSelector(".choice");
    await openDesk(page, "supervisor", "4");
    await waitForVisitor(page, old.number);
    await page.keyboard.press("f");
    await problem(page, `${old.number} on aiemmalta päivältä, eikä se ole enää voimassa. Mitään ei muutettu.`);
    await picture(page, "desk_yesterday");
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

  it("shows and calls a visitor whose number says tomorrow, like anybody: a machine's clock was ahead", async () => {
    const tomorrow = new Date(Date.now() + 24 * 3_600_000).toLocaleDateString("sv", { timeZone });
    const ticket = await server.issue({ queue: "advice", day: tomorrow });
    await waitingRow(first, ticket.number).waitFor();
    await waitingRow(first, ticket.number).getByRole("button", { name: /^Kutsu/ }).click();
    await waitForVisitor(first, ticket.number);
    await finish(first);
  });

  it("a counter that somebody took over is no longer acted on", async () => {
    await first.locator(".menu summary").click();
    await second.locator(".menu summary").click();
    await second.getByRole("button", { name: "Vaihda tiskiä" }).click();
    // The first clerk calls in the very moment in which the counter is taken over.
    onCommand.set(first, async (route) => {
      onCommand.delete(first);
      await second.locator(".counter-card", { hasText: "Clerk One palvelee täällä" }).click();
      await second.locator("dialog[open]").getByRole("button", { name: "Ota haltuun" }).click();
      await second.locator(".desk h1", { hasText: "Tiski 1" }).waitFor();
      await route.continue();
    });
    await first.locator(".act-next").click();
    await problem(first, "Tiski 1 ei ole enää sinun.");
    await first.waitForSelector(".choice");
    assert.deepEqual([first, second, third].flatMap((page) => page.troubles), []);
  });
});
