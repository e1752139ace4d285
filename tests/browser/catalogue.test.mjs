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

  // The compiler takes some ten seconds a time: all that is wrong with a project is tried at once.
  function check(project, changes) {
    const before = changes.map(([file]) => readFileSync(join(copy, "src", file), "utf8"));
    changes.forEach(([file, from, to], i) => {
      assert.match(before[i], from);
      writeFileSync(join(copy, "src", file), before[i].replace(from, to));
    });
    const tsc = join(copy, "node_modules", "typescript", "bin", "tsc");
    const result = spawnSync(process.execPath, [tsc, "--noEmit", "-p", join(copy, project)], { encoding: "utf8" });
    changes.forEach(([file], i) => writeFileSync(join(copy, "src", file), before[i]));
    return result;
  }

  it("misses no key of the console, and has the same places in every language", () => {
    const result = check("tsconfig.json", [
      ["console/i18n/sv.ts", / {2}act_recall: .*\n/, ""],
      ["console/i18n/en.ts", /\{number\} called again\./, "Called again."],
    ]);
    assert.notEqual(result.status, 0);
    assert.match(result.stdout, /sv\.ts[^]*act_recall/);
    assert.match(result.stdout, /en\.ts/);
  });
  it("misses no key of the follow page", () => {
    const result = check("tsconfig.follow.json", [["follow/texts/sv.ts", /  called: "Nu är det din tur",\n/, ""]]);
    assert.notEqual(result.status, 0);
    assert.match(result.stdout, /'called'/);
  });
});
