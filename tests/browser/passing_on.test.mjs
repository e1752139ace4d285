// What goes on after the first matter: errands, a visitor kept for somebody, a number given at the desk, pauses, absence.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, picture } from "./support/browser.mjs";
import { callNext, finish, openDesk, pressSettled, waitForCalls, waitForNobody, waitForState, waitForVisitor, waitingRow } from "./support/console.mjs";
import { idOf } from "./support/lobby.mjs";
import { startTogether } from "./support/together.mjs";

describe("passing on", { timeout: 180_000 }, () => {
  let server, browser, first, second;
  const said = (page, text) => page.locator(".status", { hasText: text }).waitFor();
  const dialog = (page) => page.locator("dialog[open]");
  const choose = (page, name) => dialog(page).getByRole("button", { name }).click();

  before(async () => {
    [server, browser] = await startTogether();
    // More than are shown at once: then one is found by a word.
    const service = (name) => ({ collection: "service", record: {
      id: idOf(name), name: { fi: name }, queue_id: idOf("tax"), expertise: "standard", source: "more", source_key: name,
    } });
    await server.import([...Array(24).keys()].map((n) => service(`Palvelu ${n}`)).concat(service("Passihakemus")));
    [first, second] = await Promise.all([browser.page(server.url), browser.page(server.url)]);
    await Promise.all([openDesk(first, "clerk1", "1"), openDesk(second, "clerk2", "2")]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("adds an errand, and the same number goes on to its queue", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await callNext(first, ticket.number);
    await first.keyboard.press("e");
    await picture(first, "desk_errands");
    await choose(first, /Kela/);
    await first.locator(".fact", { hasText: "Sen jälkeen" }).getByText("Kela").waitFor();
    await pressSettled(first, "f");
    await said(first, `${ticket.number} odottaa seuraavaa asiaansa jonossa Kela.`);
    await waitForNobody(first);
    await callNext(second, ticket.number);
    await finish(second);
  });

  it("finds an errand among many by typing, and no letter of the word chooses another", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await callNext(first, ticket.number);
    await first.keyboard.press("e");
    await first.waitForSelector("dialog[open] #errand-find");
    await first.keyboard.type("passi");
    assert.equal(await first.inputValue("#errand-find"), "passi");
    await first.locator("dialog[open] .target").getByText("Passihakemus").waitFor();
    await first.waitForFunction(() => document.querySelectorAll("dialog[open] .target").length === 1);
    await picture(first, "desk_errand_found");
    await first.keyboard.press("Enter");
    await first.locator(".fact", { hasText: "Sen jälkeen" }).getByText("Passihakemus").waitFor();
    await pressSettled(first, "f");
    await waitForNobody(first);
    await callNext(first, ticket.number);
    await finish(first);
  });

  it("keeps a visitor for a colleague, and only there is the number offered", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await waitingRow(first, ticket.number).locator(".more").click();
    await choose(first, /Varaa toiselle/);
    await picture(first, "desk_keep");
    await choose(first, /Clerk Two missä/);
    await waitingRow(first, ticket.number).waitFor({ state: "detached" });
    await waitingRow(second, ticket.number).locator(".tag", { hasText: "varattu sinulle" }).waitFor();
    await pressSettled(first, "Space");
    await said(first, "Kukaan ei odota.");
    await callNext(second, ticket.number);
    await finish(second);
  });

  it("transfers to a counter in two keystrokes, and says why one waits", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await callNext(first, ticket.number);
    await first.keyboard.press("t");
    await dialog(first).waitFor();
    await first.keyboard.press("a");
    await waitForNobody(first);
    await waitingRow(second, ticket.number).locator(".tag", { hasText: "varattu tälle tiskille" }).waitFor();
    await callNext(second, ticket.number);
    await finish(second);
  });

  it("moves a visitor earlier, and the list says so", async () => {
    const one = await server.issue({ queue: "advice" });
    const two = await server.issue({ queue: "advice" });
    await waitingRow(first, two.number).locator(".more").click();
    await choose(first, /Kiirehdi 10/);
    await waitingRow(first, two.number).getByText("kiirehditty 10 min").waitFor();
    await callNext(first, two.number);
    await finish(first);
    await callNext(first, one.number);
    await finish(first);
  });

  it("gives a number to somebody who cannot use the terminal", async () => {
    await first.keyboard.press("a");
    await dialog(first).waitFor();
    await first.getByLabel("ruotsi").check();
    await first.getByLabel("pyörätuoli").check();
    await dialog(first).getByRole("button", { name: "Anna numero" }).click();
    await first.locator(".given-number").waitFor();
    await first.locator("svg[role=img] path").waitFor({ state: "attached" });
    await assertAccessible(first, "a given number");
    await picture(first, "desk_given");
    const number = await first.locator(".given-number").textContent();
    await choose(first, "Valmis");
    await waitingRow(second, number).getByText("SV · saapui").waitFor();
    await waitingRow(second, number).locator(".tag", { hasText: "pyörätuoli" }).waitFor();
    await callNext(first, number);
    await finish(first);
  });

  it("proposes a no-show after the last call, and Space does it and goes on", async () => {
    const gone = await server.issue({ queue: "advice" });
    const next = await server.issue({ queue: "advice" });
    await callNext(first, gone.number);
    for (const calls of ["2 / 3", "3 / 3"]) {
      await first.keyboard.press("r");
      await waitForCalls(first, calls);
    }
    await first.locator(".proposal", { hasText: "Kutsuttu 3 kertaa." }).waitFor();
    await picture(first, "desk_absent");
    // A second press right after a call would be a slip.
    await first.waitForFunction((from) => Date.now() - from > 1_500, await first.evaluate(() => Date.now()));
    await first.keyboard.press("Space");
    await waitForVisitor(first, next.number);
    await first.locator("section[aria-labelledby=aside-title] li", { hasText: gone.number }).getByText("ei saapunut").waitFor();
    await finish(first);
  });

  it("pauses with one key, is seen by others, and calling ends the pause", async () => {
    const ticket = await server.issue({ queue: "advice" });
    await waitingRow(first, ticket.number).waitFor();
    await first.keyboard.press("h");
    await waitForState(first, "paused");
    await picture(first, "desk_paused");
    await second.locator("section[aria-labelledby=colleagues-title] li", { hasText: "Clerk One" }).getByText("tauolla").waitFor();
    await first.keyboard.press("Space");
    await waitForVisitor(first, ticket.number);
    await finish(first);
    assert.deepEqual([...first.troubles, ...second.troubles], []);
  });
});
