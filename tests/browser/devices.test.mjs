// The technician: a one-time code that really enrols, the list, and revoking.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { assertAccessible, assertNoSidewaysScroll, picture } from "./support/browser.mjs";
import { logIn, openDesk, waitForAnswer } from "./support/console.mjs";
import { idOf, queues, siteId, timeZone } from "./support/lobby.mjs";
import { startTogether } from "./support/together.mjs";

/// As a machine says it: an hour past the end of today (0) or of tomorrow (1), a little less by its own clock.
function dayEnd(days) {
  const soon = Date.now() - (Date.now() % 60_000);
  const local = new Date(soon).toLocaleTimeString("sv", { timeZone }).split(":").map(Number);
  return soon + (25 * 60 - local[0] * 60 - local[1] - 1 + days * 24 * 60) * 60_000;
}

describe("devices", { timeout: 180_000 }, () => {
  let server, browser, page, box;
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

  it("says of each machine whether it is connected, since when, what waits, and how its clock goes", async () => {
    const minutes = (count) => Date.now() - count * 60_000;
    const report = { version: "0.1.0", printer: "ok", outbox_waiting: 3, revision: 1, uptime_s: 60 };
    const row = page.locator("tbody tr", { hasText: "Door" });
    await row.getByText("Has not been in contact yet").waitFor();
    await server.terminal.post("/api/v1/status", report);  // of an older version
    await page.reload();
    await row.getByText("In contact", { exact: true }).waitFor();
    await server.terminal.post("/api/v1/status", { ...report, troubles: ["paper_out"], online_since: minutes(3_000),
      last_sync: minutes(0), clock_offset_ms: -42, numbers: [{ queue_id: idOf(queues[1].key), left: 7, until: dayEnd(0) }, { queue_id: idOf(queues[0].key), left: 12, until: dayEnd(0) },
        { queue_id: idOf(queues[0].key), left: 5, until: dayEnd(1) }] });
    await page.reload();
    await row.getByText(/^Connected since \d+\.\d+\.\d{4} \d+\.\d\d$/).waitFor();
    for (const words of [/^Up to date \d+\.\d\d$/, "Waiting to be sent: 3", "Clock 42 ms ahead of the server", "paper_out",
      `${queues[0].prefix} 12, ${queues[0].prefix} 5 (for tomorrow), ${queues[1].prefix} 7`]) await row.getByText(words).waitFor();
    await picture(page, "device_connected");
    await assertAccessible(page, "devices");
    await assertNoSidewaysScroll(page, "devices");
    // Ten minutes without a word.
    await page.route("**/api/v1/devices/status", async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      for (const entry of body.devices) if (entry.status_time) entry.status_time -= 600_000;
      await route.fulfill({ response: answer, json: body });
    });
    await page.reload();
    await row.getByText(/^Not connected, last heard /).waitFor();
    await picture(page, "device_not_connected");
    await page.unroute("**/api/v1/devices/status");
    assert.deepEqual(page.troubles, []);
  });

  const inWords = {
    fi: ["Tulostimesta on paperi lopussa.", "Levy on täynnä: mitään ei voi kirjoittaa.", "Sen palvelin ei nyt palvele aulaa.", "Tietokanta ei toimi (io).",
      "Tietokanta on vioittunut (corrupt).", "Keskuspalvelimen torjumia ilmoituksia, jotka odottavat: 2.", "rivejä: 7.", /Näyttö on liian pieni .* \(25 m\)/,
      "Kello on 24 h keskuspalvelinta edellä: se ei toimi", "Kello on 24 h keskuspalvelinta jäljessä: se ei ota aulaa", "lopullisesti hylkäsi: 3."],
    sv: ["Skrivaren har slut på papper.", "Disken är full: inget kan skrivas.", "Dess server betjänar inte aulan nu.", "Databasen fungerar inte (io).",
      "Databasen är skadad (corrupt).", "den centrala servern avvisade och som väntar: 2.", "respons: 7.", /Skärmen är för liten .* \(25 m\)/,
      "Klockan går 24 h före den centrala serverns: den gör ingenting", "Klockan går 24 h efter den centrala serverns: den tar ingen aula", "slutgiltigt avvisade: 3."],
    en: ["The printer is out of paper.", "Its disk is full: nothing can be written.", "Its server does not serve the lobby now.", "Its database fails (io).",
      "Its database is damaged (corrupt).", "News that the central server refused, and that wait: 2.", "feedback lost: 7.", /The panel is too small .* \(25 m\)/,
      "Its clock is 24 h ahead of the central server's: it does not act", "Its clock is 24 h behind the central server's: it takes no lobby over", "refused for good: 3."],
  };
  for (const [language, sentences] of Object.entries(inWords)) {
    it(`says in the reader's language what troubles a machine, and in the machine's words what it has no words for (${language})`, async () => {
      const codes = [{ code: "disk_full" }, { code: "not_served" }, { code: "cannot_write", values: { why: "io" } },
        { code: "damaged", values: { why: "corrupt" } }, { code: "news_set_aside", values: { count: "2" } }, { code: "news_lost", values: { count: "7" } },
        { code: "figures_too_small", values: { what: "25 m" } }, { code: "clock_ahead_refused", values: { by: "24 h" } },
        { code: "clock_behind", values: { by: "24 h" } }, { code: "acts_refused", values: { count: "3" } }, { code: "of_a_newer_version" }];
      // The last two: of a newer program, and of one that says no code.
      const troubles = [...codes.slice(0, -1).map(({ code }) => `in English: ${code}`), "the cat is on it", "it is old"];
      await server.terminal.post("/api/v1/status", { version: "0.1.0", printer: "paper_out", outbox_waiting: 0, revision: 1, uptime_s: 60,
        troubles, trouble_codes: codes });
      await page.locator(`.languages button[lang=${language}]`).click();
      await page.reload();
      const row = page.locator("tbody tr", { hasText: "Door" });
      for (const sentence of [...sentences, "the cat is on it", "it is old"]) await row.getByText(sentence).waitFor();
      assert.doesNotMatch(await row.textContent(), /in English/);
      await row.scrollIntoViewIfNeeded();
      await picture(page, `device_troubles_${language}`);
      await assertNoSidewaysScroll(page, "a machine with troubles");
      assert.deepEqual(page.troubles, []);
    });
  }

  it("says of which day numbers are by the day that the machine says, whenever that ends", async () => {
    const row = page.locator("tbody tr", { hasText: "Door" });
    const day = (days) => new Date(Date.now() + days * 86_400_000).toLocaleDateString("sv", { timeZone });
    const of = (queue, left, days, until) => ({ queue_id: idOf(queues[queue].key), left, until, service_day: day(days) });
    await server.terminal.post("/api/v1/status", { version: "0.1.0", printer: "ok", outbox_waiting: 0, revision: 1, uptime_s: 60, troubles: [],
      // Its clock goes some hours wrong.
      numbers: [of(0, 12, 0, dayEnd(0) + 9 * 3_600_000), of(0, 5, 1, dayEnd(1) - 4 * 3_600_000), of(0, 6, 4, dayEnd(4)), of(1, 7, -1, dayEnd(-1))] });
    await page.reload();
    const [, month, date] = day(4).split("-").map(Number);
    const { prefix } = queues[0];
    await row.getByText(`${prefix} 12, ${prefix} 5 (for tomorrow), ${prefix} 6 (for ${date}.${month}.)`, { exact: true }).waitFor();
    assert.deepEqual(page.troubles, []);
  });

  it("says until when numbers are held by the day, and what is the matter with the server itself", async () => {
    const row = page.locator("tbody tr", { hasText: "Door" });
    await server.terminal.post("/api/v1/status", { version: "0.1.0", printer: "ok", outbox_waiting: 0, revision: 1, uptime_s: 60,
      troubles: [], numbers: [{ queue_id: idOf(queues[0].key), left: 12, until: dayEnd(0) + 9 * 3_600_000 }] });
    for (const kind of ["record", "damaged", "cannot_write", "clock"]) {
      await page.route("**/api/v1/devices/status", async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, json: { ...await answer.json(), own_fault: { kind, message: `about ${kind}` } } });
      });
      await page.reload();
      const card = page.locator(".own-fault");
      await card.getByText("To the technician: this server needs you.").waitFor();
      await card.getByText(`about ${kind}`).waitFor();
      await row.getByText(new RegExp(`${queues[0].prefix} 12 \\(tomorrow \\d+\\.\\d\\d\\)`)).waitFor();
      await picture(page, `own_fault_${kind}`);
      await assertNoSidewaysScroll(page, "own fault");
      await page.unroute("**/api/v1/devices/status");
    }
    await assertAccessible(page, "own fault");
    await page.reload();
    await row.waitFor();
    assert.equal(await page.locator(".own-fault").count(), 0);
    assert.deepEqual(page.troubles, []);
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
    await device.post("/api/v1/status", { version: "0.1.0", printer: "ok", outbox_waiting: 0, revision: 1, uptime_s: 60, troubles: [],
      numbers: [{ queue_id: idOf(queues[0].key), left: 4, until: dayEnd(0) }] });
    await page.reload();
    await row.getByText(`${queues[0].prefix} 4`, { exact: true }).waitFor();
    await picture(page, "devices");
    await row.getByRole("button", { name: "Revoke: Second door" }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Revoke" }).click();
    await row.locator("text=revoked").waitFor();
    assert.equal(await row.getByText(`${queues[0].prefix} 4`, { exact: true }).count(), 0, "who is shut out gives no numbers");
    const refused = await device.changes().then((answer) => answer.status, () => "closed");
    assert.ok(refused === 401 || refused === 403 || refused === "closed", `a revoked device got ${refused}`);
    assert.deepEqual(page.troubles, []);
  });

  it("moves the lobby to a server of its own, and takes it back from one that is out of service", async () => {
    const desk = await browser.page(server.url);
    await openDesk(desk, "clerk1", "1", "en");
    await waitForAnswer(page);
    await page.fill("#device-name", "Lobby box");
    await page.getByLabel("The lobby's own server").check();
    await page.getByRole("button", { name: "Create a code" }).click();
    box = await server.enrol(await page.locator(".code").textContent());
    await page.keyboard.press("Escape");
    const who = page.locator("section", { has: page.locator("#site-server") });
    await who.getByText("Lobby box: Has not been in contact yet").waitFor();
    await who.getByText("Lobby box has not been heard of for two minutes").waitFor();
    await page.getByRole("button", { name: "Move to Lobby box nevertheless" }).click();
    await page.getByText("Only when you know that Lobby box will be there soon").waitFor();
    await picture(page, "site_server_silent");
    await page.keyboard.press("Escape");
    // While its own clock is wrong, the central server serves nobody, and does not say that it does.
    await page.route("**/api/v1/devices/status", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...await answer.json(), own_fault: { kind: "clock", message: "about the clock" } } });
    });
    await page.reload();
    await who.getByText("Nobody: this central server has the lobby, but its clock is wrong and it does not act.").waitFor();
    await picture(page, "own_clock_central");
    await page.unroute("**/api/v1/devices/status");
    await page.reload();
    await who.getByText("The central server.", { exact: true }).waitFor();
    await box.post("/api/v1/status", { version: "0.1.0", printer: "none", outbox_waiting: 7, revision: 1, uptime_s: 60,
      online_since: Date.now(), last_sync: Date.now(), clock_offset_ms: 2_000, troubles: ["2 news set aside"],
      trouble_codes: [{ code: "news_set_aside", values: { count: "2" } }] });
    await who.getByText(/^Lobby box: Connected since .* · Waiting to be sent: 7 · Clock 2 s behind the server/).waitFor();
    await who.getByText("To note: News that the central server refused, and that wait: 2.").waitFor();
    await page.getByRole("button", { name: "Move to Lobby box", exact: true }).click();
    await page.getByText("turn those that use the central server to Lobby box, or they stand still").waitFor();
    await picture(page, "site_server_move");
    await page.locator("dialog[open]").getByRole("button", { name: "Move" }).click();
    await who.getByText("The lobby is moving to Lobby box.").waitFor();
    await picture(page, "site_server_moving");
    // At the desk of a server that does not act one is told where to go, and nothing is asked again and again.
    const elsewhere = "This server does not serve the lobby now. It is served by: Lobby box. Log in there to call visitors.";
    await desk.getByRole("note").filter({ hasText: elsewhere }).waitFor();
    await desk.keyboard.press("Space");
    await desk.locator(".status", { hasText: elsewhere }).waitFor();
    await assertAccessible(desk, "desk elsewhere");
    await picture(desk, "desk_elsewhere");
    const [mini] = await Promise.all([desk.context().waitForEvent("page"), desk.keyboard.press("m")]);
    await mini.setViewportSize({ width: 360, height: 240 });
    await mini.getByRole("alert").filter({ hasText: elsewhere }).waitFor({ state: "attached" });
    assert.ok(await mini.evaluate(() => document.documentElement.scrollHeight <= innerHeight), "the small window is taller than itself");
    await mini.keyboard.press("Space");
    await mini.locator(".status", { hasText: elsewhere }).waitFor();
    await picture(mini, "mini_elsewhere");
    await mini.close();
    // Its clock is so wrong that it does not act.
    const clock = { code: "clock_ahead_refused", values: { by: "24 h" } };
    await page.route("**/api/v1/devices/status", async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      for (const { status } of body.devices) {
        if (!status?.troubles?.includes("2 news set aside")) continue;
        status.troubles.push("its clock is off");
        status.trouble_codes = [...status.troubles.slice(1).map(() => ({ code: "" })), clock];
      }
      await route.fulfill({ response: answer, json: body });
    });
    await page.reload();
    await who.getByText("Nobody: Lobby box has the lobby, but its clock is wrong and it does not act.").waitFor();
    await who.getByText("The clock of Lobby box is wrong. Set the clock of that machine").waitFor();
    await picture(page, "site_server_clock");
    await page.unroute("**/api/v1/devices/status");
    await page.reload();
    await who.getByText("The lobby is moving to Lobby box.").waitFor();
    await waitForAnswer(page);
    await page.getByRole("button", { name: "Move to the central server" }).click();
    await page.getByText("turn those that use Lobby box to the central server, or they stand still").waitFor();
    await page.locator("dialog[open]").getByRole("button", { name: "Move" }).click();
    await who.getByText("Nobody, as far as is known: Lobby box was to have the lobby and has not said that it began.").waitFor();
    await picture(page, "site_server_unheard");
    await waitForAnswer(page);
    // Heard of just now, it is not declared lost by one yes: the server wants a second.
    await page.getByRole("button", { name: "Lobby box is out of service" }).click();
    await page.getByText(/^Lobby box was last heard of .*\. What it had not sent then: 7\. .* Only when the machine is switched off/).waitFor();
    await page.locator("dialog[open]").getByRole("button", { name: "Move" }).click();
    await page.getByText(/^Lobby box was heard of just now: it runs, and calls people\. Go and look at it, and switch it off first\./).waitFor();
    assert.ok(await page.locator("dialog[open]").getByRole("button", { name: "Move" }).isDisabled());
    await page.getByLabel("I know that Lobby box is switched off.").check();
    await picture(page, "site_server_lost_alive");
    await page.locator("dialog[open]").getByRole("button", { name: "Move" }).click();
    await who.getByText("The central server.").waitFor();
    await desk.getByRole("note").filter({ hasText: elsewhere }).waitFor({ state: "hidden" });
    await who.getByText("Lobby box was declared out of service and has not told yet what it did.").waitFor();
    await who.getByText("Waiting to be sent when last heard: 7").waitFor();
    await picture(page, "site_server_untold");
    await waitForAnswer(page);
    await page.getByRole("button", { name: "Move to Lobby box all the same" }).click();
    await page.getByText("Only when Lobby box never comes back").waitFor();
    await page.locator("dialog[open]").getByRole("button", { name: "Move" }).click();
    await who.getByText("The lobby is moving to Lobby box.").waitFor();
    assert.deepEqual(page.troubles, []);
  });

  it("says at a lobby's own server how its line is and who decides, and at the central one where the others are heard", async () => {
    const who = page.locator("section", { has: page.locator("#site-server") });
    const row = (name) => page.locator("tbody tr", { hasText: name });
    await row("Door").getByText("Speaks with Lobby box: see that server's console").waitFor();
    const line = { device_id: "", online: false, since: Date.now() - 3_600_000, why: "Couldn't connect to server",
      status: { version: "0.1.0", printer: "none", outbox_waiting: 214, revision: 1, uptime_s: 60, troubles: [],
        last_sync: Date.now() - 3_600_000, clock_offset_ms: 0 } };
    await page.route("**/api/v1/devices/status", async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      line.device_id = body.devices.find((entry) => entry.status?.troubles?.includes("2 news set aside")).device_id;
      await route.fulfill({ response: answer, json: { ...body, line } });
    });
    await page.reload();
    await who.getByText(/^Central server: Not connected since .* \(Couldn't connect to server\) · .* · Waiting to be sent: 214 · /).waitFor();
    await row("Lobby box").getByText("This server", { exact: true }).waitFor();
    assert.equal(await who.getByRole("button").count(), 0);
    await picture(page, "box_without_line");
    await assertAccessible(page, "a box's devices");
    await page.unroute("**/api/v1/devices/status");
    assert.deepEqual(page.troubles, []);
  });

  it("names what could not be read when the lobby moved, until the next move", async () => {
    const who = page.locator("section", { has: page.locator("#site-server") });
    const move = await server.as("technician").then((technician) => (fields) => technician("site.move", { site_id: siteId, ...fields }));
    await move({ box_is_lost: true, although_heard: true });
    server.rot("slot", idOf("slot"));
    await move({ device_id: box.id, forget_lost: true });
    const named = `stayed with the server that gave it: slot ${idOf("slot")}. Everything else moved.`;
    await who.getByText(named).waitFor();
    await page.reload();
    await who.getByText(named).waitFor();
    // The server says of itself too that it has such a record.
    await page.locator(".own-fault").getByText("A record of its own cannot be read.").waitFor();
    await picture(page, "site_left_behind");
    await assertAccessible(page, "left behind");
    await assertNoSidewaysScroll(page, "left behind");
    await move({ box_is_lost: true, although_heard: true });
    await who.getByText(named).waitFor({ state: "hidden" });
    assert.deepEqual(page.troubles, []);
  });
});
