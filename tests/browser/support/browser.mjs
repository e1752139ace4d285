// Debian's Chromium, driven by playwright-core; a page that reports what it should not do; axe; screenshots.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { holdBack } from "./late.mjs";
import { timeZone } from "./lobby.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = join(process.env.VUORO_BUILD_DIR, "browser");
mkdirSync(pictures, { recursive: true });

const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--autoplay-policy=user-gesture-required",
];

/// One Chromium with a fresh profile. Ended by close().
export async function openBrowser() {
  const profile = mkdtempSync(join(tmpdir(), "vuoro-browser-"));
  const browser = await chromium.launch({
    executablePath: process.env.VUORO_CHROMIUM || "/usr/bin/chromium",
    args: [...flags, `--disk-cache-dir=${profile}`],
    env: { ...process.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile },
  });
  return {
    /// A page in a profile of its own: another clerk, another phone. Troubles are collected in page.troubles.
    async page(url, options = {}) {
      const context = await browser.newContext({
        baseURL: url, ignoreHTTPSErrors: true, viewport: { width: 1366, height: 768 }, locale: "fi-FI",
        timezoneId: timeZone, reducedMotion: "reduce", ...options,
      });
      context.setDefaultTimeout(20_000);
      await holdBack(context);
      const page = await context.newPage();
      page.troubles = [];
      page.on("pageerror", (error) => page.troubles.push(String(error)));
      page.on("console", (message) => {
        // A refused or lost request is part of many tests; anything else in the console is a fault.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
          page.troubles.push(message.text());
        }
      });
      return page;
    },
    async close() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

export async function picture(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/// Fails with every finding of axe: WCAG 2.0 to 2.2, A and AA, and best practice.
export async function assertAccessible(page, where) {
  await page.evaluate(axeSource);
  const findings = await page.evaluate(async () => {
    const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const result = await globalThis.axe.run(document, { runOnly: rules });
    return result.violations.map((entry) => `${entry.id}: ${entry.nodes.map((node) => node.target.join(" ")).join(" | ")}`);
  });
  assert.deepEqual(findings, [], `axe on ${where}`);
}

export async function assertNoSidewaysScroll(page, where) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wider <= 0, `${where} is ${wider} px wider than the window`);
}
