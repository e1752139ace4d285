// The real server on free ports with a state folder of its own, and a terminal of it that gives numbers.
import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, enrolDevice, expect } from "./device.mjs";
import { idOf, queues, records, siteId } from "./lobby.mjs";

export const password = "correct horse battery";

const staff = [
  ["clerk1", "Clerk One", "clerk"],
  ["clerk2", "Clerk Two", "clerk"],
  ["supervisor", "Super Visor", "clerk,supervisor"],
  ["technician", "Tech Nician", "technician"],
  ["editor", "Edi Tor", "editor"],
];

const build = process.env.VUORO_BUILD_DIR;
const program = join(build, "server", "vuoro-server");
const startBoundMs = 20_000;

/// @param display  also enrol a display named "Wall"
export async function startServer({ display = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "vuoro-web-test-"));
  const state = join(folder, "state");
  const addresses = { url: "", deviceUrl: "" };
  let ports = { public: 0, device: 0 };
  let child;
  let log = "";

  const run = (args, input) => execFileSync(program, ["--state", state, ...args], { input, stdio: "pipe", timeout: startBoundMs });
  for (const [name, shown, roles] of staff) {
    run(["staff", "add", "--username", name, "--display-name", shown, "--roles", roles, "--password-stdin"], `${password}\n`);
  }

  async function start() {
    const portFile = join(folder, "ports.json");
    rmSync(portFile, { force: true });
    child = spawn(program, ["--state", state, "--web", join(build, "web"), "--public-port", String(ports.public),
      "--device-port", String(ports.device), "--port-file", portFile], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => { log = (log + data).slice(-8_000); });
    const found = await appears(portFile, child);
    if (!found) throw new Error(`the server did not start:\n${log}`);
    const open = JSON.parse(readFileSync(portFile, "utf8"));
    ports = { public: open.public_port, device: open.device_port };
    addresses.url = `https://127.0.0.1:${ports.public}`;
    addresses.deviceUrl = `https://127.0.0.1:${ports.device}`;
    await answers(`${addresses.url}/healthz`);
  }

  /// Ended at once, as by a power cut; the same ports are taken again at the next start.
  async function kill() {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  /// Standing still: its sockets take what is sent, and nothing is answered until thaw().
  const freeze = () => child.kill("SIGSTOP");
  const thaw = () => child.kill("SIGCONT");

  async function session(username) {
    const answer = await ask(`${addresses.url}/api/v1/login`, { method: "POST", body: { username, password } });
    const { csrf } = expect(answer, "log-in");
    const cookie = answer.headers["set-cookie"][0].split(";")[0];
    return (type, fields) => ask(`${addresses.url}/api/v1/commands`, {
      method: "POST", headers: { Cookie: cookie, "X-CSRF-Token": csrf }, body: { id: randomUUID(), type, ...fields },
    }).then((found) => expect(found, type));
  }

  try {
    await start();
    const editor = await session("editor");
    await editor("content.import", { source: "test", records: records(), prune: false });
    const technician = await session("technician");
    const code = async (role, name) => (await technician("device.code", { site_id: siteId, role, name })).code;
    const terminal = await enrolDevice(addresses, await code("terminal", "Door"), folder);
    const wall = display ? await enrolDevice(addresses, await code("display", "Wall"), folder) : undefined;

    return {
      get url() { return addresses.url; },
      database: join(state, "vuoro.db"),
      /// From now on the server cannot read this record of its own.
      rot: (collection, id) => execFileSync(join(build, "tests", "rot_record"), [join(state, "vuoro.db"), collection, id], { stdio: "pipe" }),
      /// The display, when there is one.
      wall,
      start,
      kill,
      freeze,
      thaw,
      /// Somebody of the staff without a browser. @return (type, fields) → the command's answer
      as: session,
      /// Somebody whose organisation must be there already. @param organization  its key
      addStaff: (name, shown, organization) => run(["staff", "add", "--username", name, "--display-name", shown,
        "--roles", "clerk", "--organizations", organization, "--password-stdin"], `${password}\n`),
      /// Puts more records in place.
      import: (more) => editor("content.import", { source: "more", records: more, prune: false }),
      /// The machine named "Door": its feed and its events.
      terminal,
      enrol: (given) => enrolDevice(addresses, given, folder),
      /// A visitor takes a number. @return {number, token}
      issue: ({ queue, service, language = "fi", ...more }) => terminal.issue({
        queue: { id: idOf(queue), prefix: queues.find((entry) => entry.key === queue).prefix },
        serviceId: service ? idOf(service) : undefined, language, ...more,
      }),
      /// Somebody books the one slot there is. @return the appointment's id, for the check-in
      book: () => terminal.book({ slotId: idOf("slot"), serviceId: idOf("advice-service"), language: "fi" }),
      /// Waits on the device's feed for a record of a collection that fulfils `wanted`.
      async nextChange(collection, wanted) {
        let since = 0;
        for (let round = 0; round < 20; ++round) {
          const page = expect(await terminal.changes(since, since ? 10 : 0), "changes");
          since = page.revision;
          const found = page.changes.find((change) => change.collection === collection && !change.deleted && wanted(change.record));
          if (found) return found.record;
        }
        throw new Error(`no such change of ${collection}`);
      },
      async stop() {
        if (child.exitCode === null && child.signalCode === null) await kill();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    if (child) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${error.message}\n${log}`);
  }
}

/// @return false when the process ended first or the time is over
function appears(file, child) {
  return new Promise((resolve) => {
    const done = (found) => {
      clearTimeout(timer);
      watcher.close();
      child.off("exit", ended);
      resolve(found);
    };
    const ended = () => done(false);
    const whole = () => {
      try {
        return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).public_port > 0;
      } catch {
        return false;
      }
    };
    const watcher = watch(join(file, ".."), () => { if (whole()) done(true); });
    const timer = setTimeout(() => done(false), startBoundMs);
    child.once("exit", ended);
    if (whole()) done(true);
  });
}

/// The port file comes when the ports are open; the first answer shows that the rest stands too.
async function answers(url) {
  const health = await ask(url);
  if (health.status !== 200) throw new Error(`${url}: ${health.status}`);
}
