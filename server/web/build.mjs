// Checks the types, bundles the console and the follow page, and writes them with hashed names into the folder
// given by --out. The follow page has a limit of its own, since it is loaded on a visitor's data plan.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outAt = process.argv.indexOf("--out");
if (outAt < 0 || !process.argv[outAt + 1]) throw new Error("usage: build.mjs --out FOLDER");
const out = process.argv[outAt + 1];
const visitorBytesMax = 60_000;  // a page of a visitor's phone, script and style and all
const visitorsOnly = process.argv.includes("--visitors");  // leaves the console out, for work on the phone's pages

for (const project of visitorsOnly ? ["tsconfig.follow.json"] : ["tsconfig.json", "tsconfig.follow.json"]) {
  const tsc = join(here, "node_modules", "typescript", "bin", "tsc");
  execFileSync(process.execPath, [tsc, "--noEmit", "-p", join(here, project)], { stdio: "inherit" });
}

mkdirSync(join(out, "assets"), { recursive: true });
for (const name of readdirSync(join(out, "assets"))) rmSync(join(out, "assets", name), { recursive: true });

const icon = readFileSync(join(here, "src", "icon.svg"));
const iconName = `assets/icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8).toUpperCase()}.svg`;
writeFileSync(join(out, iconName), icon);

async function bundle(name, target, entryPoints) {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints,
    outdir: join(out, "assets"),
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    sourcemap: false,
    legalComments: "none",
    target,
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "utf8",
    metafile: true,
    logLevel: "warning",
  });
  const files = Object.keys(result.metafile.outputs).map((file) => join(here, file));
  const named = (ending) => {
    const file = files.find((entry) => entry.endsWith(ending));
    if (!file) throw new Error(`${name}: no ${ending} came out`);
    return "/" + relative(out, file).replaceAll("\\", "/");
  };
  const html = readFileSync(join(here, "src", `${name}.html`), "utf8")
    .replaceAll("@ICON@", `/${iconName}`)
    .replaceAll("@CSS@", named(".css"))
    .replaceAll("@JS@", named(".js"));
  writeFileSync(join(out, `${name}.html`), html);
  return files.reduce((sum, file) => sum + statSync(file).size, Buffer.byteLength(html));
}

const consoleBytes = visitorsOnly ? 0 : await bundle("index", ["chrome109", "firefox115", "safari15"],
  [{ in: "src/console/main.tsx", out: "console" }, { in: "src/console/styles/console.css", out: "console" }]);
const sizes = [];
for (const [page, script] of [["follow", "src/follow/main.tsx"], ["join", "src/follow/join/main.tsx"]]) {
  const bytes = await bundle(page, ["es2017", "chrome61", "safari11"],
    [{ in: script, out: page }, { in: "src/follow/follow.css", out: page }]);
  if (bytes > visitorBytesMax) throw new Error(`the ${page} page is ${bytes} bytes, the limit is ${visitorBytesMax}`);
  sizes.push(`${page} page ${bytes} bytes`);
}
console.log(`console ${consoleBytes} bytes, ${sizes.join(", ")}`);
