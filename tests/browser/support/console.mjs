// Steps in the console that many tests take.
import { password } from "./server.mjs";

// The feed may show an act before its own answer is there; until then the desk takes no further key.
const settled = ".now[aria-busy=false]";

export async function logIn(page, username, language = "fi") {
  await page.addInitScript((code) => localStorage.getItem("vuoro.language") ?? localStorage.setItem("vuoro.language", code), language);
  await page.goto("/");
  await page.fill("#username", username);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("header.top");
}

/// Logs in, sits down at a counter, and waits for the desk.
export async function openDesk(page, username, counter, language = "fi") {
  await logIn(page, username, language);
  await page.locator(".counter-card", { has: page.locator(`.counter-name:text-matches("\\\\b${counter}$")`) }).click();
  await waitForDesk(page);
}

export async function waitForDesk(page) {
  await page.waitForSelector(`.desk ${settled}`);
}

/// Waits until no act of this page is under way, whatever the view: what the feed shows may be ahead of its answer.
export async function waitForAnswer(page) {
  await page.waitForSelector(".frame[data-busy=false]");
}

export function waitingRow(page, number) {
  return page.locator(".waiting tbody tr", { has: page.locator(`th:text-is("${number}")`) });
}

export function asideRow(page, number) {
  return page.locator("section[aria-labelledby=aside-title] li", { has: page.locator(`b:text-is("${number}")`) });
}

/// A key of the desk, pressed when the act before has its answer.
export async function pressSettled(page, key) {
  await page.waitForSelector(settled);
  await page.keyboard.press(key);
}

export async function waitForVisitor(page, number) {
  await page.locator(`${settled} .visitor-number:text-is("${number}")`).waitFor();
}

export async function waitForNobody(page) {
  await waitForState(page, "nobody");
}

export async function waitForState(page, state) {
  await page.locator(`${settled}[data-state=${state}]`).waitFor();
}

/// Waits until the visitor is in the list, and calls the next, who must be that one.
export async function callNext(page, number) {
  await waitingRow(page, number).waitFor();
  await pressSettled(page, "Space");
  await waitForVisitor(page, number);
}

export async function finish(page) {
  await pressSettled(page, "f");
  await waitForNobody(page);
}

/// How often the visitor in front was called, as "2 / 3".
export async function waitForCalls(page, calls) {
  await page.locator(`${settled} .fact dd`, { hasText: calls }).waitFor();
}

/// What has the focus, by its label.
export async function waitForFocusOn(page, label) {
  await page.waitForFunction((wanted) => document.activeElement?.getAttribute("aria-label") === wanted, label);
}

/// Aside for fifteen minutes.
export async function park(page) {
  await pressSettled(page, "p");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("3");
  await waitForNobody(page);
}
