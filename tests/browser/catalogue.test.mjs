// A message missing in one language, or one whose places differ, must fail the build.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

const web = join(process.env.VUORO_SOURCE_DIR, "server", "web");

describe("message catalogue", () => {
  let copy;
  before(() => {
    copy = mkdtempSync(join(tmpdir(), "vuoro-catalogue-"));
    cpSync(join(web, "src"), join(copy, "src"), { recursive: true });
    for (const name of ["tsconfig.json", "tsconfig.follow.json"]) cpSync(join(web, name), join(copy, name));
    symlinkSync(join(web, "node_modules"), join(copy, "node_modules"));
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  function check(project, file, change) {
    const path = join(copy, "src", file);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, change(text));
    const tsc = join(copy, "node_modules", "typescript", "bin", "tsc");
    const result = spawnSync(process.execPath, [tsc, "--noEmit", "-p", join(copy, project)], { encoding: "utf8" });
    writeFileSync(path, text);
    return result;
  }

  it("misses no key of the console", () => {
    const result = check("tsconfig.json", "console/i18n/sv.ts", (text) => text.replace(/ {2}act_recall: .*\n/, ""));
    assert.notEqual(result.status, 0);
    assert.match(result.stdout, /act_recall/);
  });
  it("has the same places in every language", () => {
    const result = check("tsconfig.json", "console/i18n/en.ts", (text) => text.replace("{number} called again.", "Called again."));
    assert.notEqual(result.status, 0);
    assert.match(result.stdout, /en\.ts/);
  });
  it("misses no key of the follow page", () => {
    const result = check("tsconfig.follow.json", "follow/texts/sv.ts", (text) => text.replace('  called: "Nu är det din tur",\n', ""));
    assert.notEqual(result.status, 0);
    assert.match(result.stdout, /'called'/);
  });
});
