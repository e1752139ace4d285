// The technician: a one-time code that really enrols, the list, and revoking.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { picture } from "./support/browser.mjs";
import { logIn } from "./support/console.mjs";
import { startTogether } from "./support/together.mjs";

describe("devices", { timeout: 180_000 }, () => {
  let server, browser, page;
  before(async () => {
    [server, browser] = await startTogether();
    page = await browser.page(server.url);
    await logIn(page, "technician", "en");
    await page.goto("/#/devices");
    await page.waitForSelector("#device-name");
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("asks for a name", async () => {
    await page.getByRole("button", { name: "Create a code" }).click();
    await page.locator(".problem", { hasText: "Give the device a name." }).waitFor();
  });

  it("makes a code with which a machine enrols, and revokes the machine", async () => {
    await page.fill("#device-name", "Second door");
    await page.getByRole("button", { name: "Create a code" }).click();
    const code = await page.locator(".code").textContent();
    await picture(page, "device_code");
    const device = await server.enrol(code);
    await page.keyboard.press("Escape");
    const row = page.locator("tbody tr", { hasText: "Second door" });
    await row.locator("text=in use").waitFor();
    assert.equal((await device.changes()).status, 200);
    await picture(page, "devices");
    await row.getByRole("button", { name: "Revoke: Second door" }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Revoke" }).click();
    await row.locator("text=revoked").waitFor();
    const refused = await device.changes().then((answer) => answer.status, () => "closed");
    assert.ok(refused === 401 || refused === 403 || refused === "closed", `a revoked device got ${refused}`);
    assert.deepEqual(page.troubles, []);
  });

  it("moves the lobby to a server of its own, and takes it back from one that is out of service", async () => {
    await page.fill("#device-name", "Lobby box");
    await page.getByLabel("The lobby's own server").check();
    await page.getByRole("button", { name: "Create a code" }).click();
    const box = await server.enrol(await page.locator(".code").textContent());
    await page.keyboard.press("Escape");
    const who = page.locator("section", { has: page.locator("#site-server") });
    await who.getByText("Lobby box has not been heard of for two minutes").waitFor();
    await page.getByRole("button", { name: "Move to Lobby box nevertheless" }).click();
    await page.getByText("Only when you know that Lobby box will be there soon").waitFor();
    await picture(page, "site_server_silent");
    await page.keyboard.press("Escape");
    await box.post("/api/v1/status", {
      version: "0.1.0", printer: "none", outbox_waiting: 0, revision: 1, uptime_s: 5, troubles: [],
    });
    await page.getByRole("button", { name: "Move to Lobby box", exact: true }).click();
    await picture(page, "site_server_move");
    await page.locator("dialog[open]").getByRole("button", { name: "Move" }).click();
    await who.getByText("The lobby is moving to Lobby box.").waitFor();
    await picture(page, "site_server_moving");
    await page.getByRole("button", { name: "Lobby box is out of service" }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Move" }).click();
    await who.getByText("The central server.").waitFor();
    await who.getByText("Lobby box was declared out of service and has not told yet what it did.").waitFor();
    await picture(page, "site_server_untold");
    await page.getByRole("button", { name: "Move to Lobby box all the same" }).click();
    await page.getByText("Only when Lobby box never comes back").waitFor();
    await page.locator("dialog[open]").getByRole("button", { name: "Move" }).click();
    await who.getByText("The lobby is moving to Lobby box.").waitFor();
    assert.deepEqual(page.troubles, []);
  });
});
