// A number given at the desk comes out of a terminal's printer; the desk reads what became of it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { picture } from "./support/browser.mjs";
import { openDesk } from "./support/console.mjs";
import { startTogether } from "./support/together.mjs";

describe("printing a number of the desk", { timeout: 180_000 }, () => {
  let server, browser, page;
  before(async () => {
    [server, browser] = await startTogether();
    page = await browser.page(server.url);
    await openDesk(page, "clerk1", "1", "en");
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /// The terminal's job that waits, as its own feed tells it.
  async function jobAtTerminal() {
    for (let since = 0; ;) {
      const answer = await server.terminal.changes(since, 20);
      assert.equal(answer.status, 200, answer.text);
      since = answer.body.revision;
      const change = (answer.body.changes || []).find((entry) => entry.collection === "print_job" && entry.record?.state === "waiting");
      if (change) return change.record;
    }
  }
  const tell = (job, outcome, why = "") =>
    server.terminal.event("ticket.printed", { print_job_id: job.id, outcome, why });

  it("asks for the chosen terminal, says when it was printed, and why it was not", async () => {
    await page.keyboard.press("a");
    const dialog = page.locator("dialog[open]");
    await dialog.getByRole("button", { name: "Give the number" }).click();
    await dialog.locator(".given-number").waitFor();
    assert.match(await dialog.locator("#print-where").textContent(), /Door/);
    await dialog.getByRole("button", { name: "Print", exact: true }).click();
    const first = await jobAtTerminal();
    assert.equal(first.device_id, server.terminal.id);
    assert.ok(first.follow_token);
    await dialog.locator("text=Door prints the number in a moment.").waitFor();
    await tell(first, "nothing", "paper_out");
    await dialog.locator("text=Door: the paper has run out.").waitFor();
    await picture(page, "print_no_paper");
    await dialog.getByRole("button", { name: "Print", exact: true }).click();
    const second = await jobAtTerminal();
    assert.notEqual(second.id, first.id);
    await tell(second, "printed");
    await dialog.locator("text=The number was printed: Door.").waitFor();
    await picture(page, "print_printed");
    assert.deepEqual(page.troubles, []);
  });
});
