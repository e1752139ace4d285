// The state of the lobby as the change feed tells it, and the link that keeps it fresh. Views subscribe and draw.
import { pause, request } from "../shared/request";
import type { Change, ChangesPage, Collections, SiteAuthority, Ticket } from "./records";

type Name = keyof Collections;
type Tables = { [K in Name]: Map<string, Collections[K]> };
const siteNames: Name[] = ["site", "queue", "queue_status", "counter_profile", "counter", "ticket", "appointment", "announcement", "device", "print_job", "site_authority"];
const globalNames: Name[] = ["organization", "service"];

export type Link = "connecting" | "live" | "lost";

const waitS = 8;              // a server that falls silent is noticed after this and the next
const answerBoundMs = 6_000;  // beyond the wait: then the connection counts as lost
const doubtBoundMs = 3_000;   // the same when an act is without an answer already
const retryFirstMs = 400;
const retryMaxMs = 4_000;
const globalEveryMs = 60_000;  // names of services change seldom; a waiting request would cost a connection a tab

function emptyTables(): Tables {
  return {
    site: new Map(), organization: new Map(), service: new Map(), queue: new Map(), queue_status: new Map(),
    counter_profile: new Map(), counter: new Map(), ticket: new Map(), appointment: new Map(), announcement: new Map(), device: new Map(),
    print_job: new Map(),
    site_authority: new Map(),
  };
}

/// Who acts for the lobby where this server does not; undefined where it does.
export function whoElseActs(lobby: Lobby): SiteAuthority | undefined {
  const authority = lobby.tables.site_authority.get(lobby.siteId);
  return authority && (authority.state || "here") !== "here" ? authority : undefined;
}

export class Lobby {
  tables: Tables = emptyTables();
  link: Link = "connecting";
  ready = false;
  lostAt = 0;
  freshAt = 0;              // by this machine's clock
  private callsHere = new Map<string, number>();
  private offset = 0;       // server's clock minus this machine's
  private siteRevision = 0;
  private globalRevision = 0;
  private stopper = new AbortController();
  private poll: AbortController | undefined;
  private waiting = false;  // the feed's question may be answered late
  private doubted = false;
  private askedPatienceMs = 0;  // by the server, when it last refused
  private listeners = new Set<() => void>();
  private changeListeners = new Set<(change: Change) => void>();

  constructor(readonly siteId: string, private onSessionEnded: () => void) {}

  start(): void {
    void this.follow();
    void this.followGlobal();
    window.addEventListener("offline", this.suspect);
  }

  stop(): void {
    this.stopper.abort();
    this.poll?.abort();
    window.removeEventListener("offline", this.suspect);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.changeListeners.add(listener);
    return () => this.changeListeners.delete(listener);
  }

  /// The server's time now, as well as it is known.
  now(): number {
    return Date.now() + this.offset;
  }

  get timeZone(): string {
    return this.tables.site.get(this.siteId)?.time_zone || "Europe/Helsinki";
  }

  /// A request got no answer: the waiting one is dropped and asked anew, which tells whether the server is there. One
  /// that does not wait tells it anyway.
  suspect = (): void => {
    if (!this.waiting) return;
    this.doubted = true;
    this.poll?.abort();
  };

  /// Resolves when `fulfilled` holds after a change, at the latest after `ms`.
  until(fulfilled: () => boolean, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const stop = this.subscribe(() => fulfilled() && done());
      const timer = setTimeout(done, ms);
      if (fulfilled()) done();
    });
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private setLink(link: Link): void {
    if (link === this.link) return;
    if (link === "lost") this.lostAt = this.now();
    this.link = link;
    this.tell();
  }

  private async follow(): Promise<void> {
    let failures = 0;
    while (!this.stopper.signal.aborted) {
      // After a failure the first question does not wait, so that a living server is seen at once.
      const outcome = await this.askOnce(failures > 0 || !this.ready ? 0 : waitS);
      if (this.stopper.signal.aborted) return;
      if (outcome === "ended") return this.onSessionEnded();
      if (outcome === "ok") {
        failures = 0;
        continue;
      }
      if (outcome === "dropped") {
        failures = Math.max(failures, 1);
        continue;
      }
      ++failures;
      this.setLink("lost");
      const longest = Math.min(retryMaxMs, retryFirstMs * 2 ** Math.min(failures - 1, 6));
      await pause(Math.max(this.askedPatienceMs, longest * (0.5 + Math.random() / 2)));
    }
  }

  private async askOnce(wait: number): Promise<"ok" | "failed" | "dropped" | "ended"> {
    this.poll = new AbortController();
    const asking = this.ready ? (wait > 0 ? `&wait=${wait}` : "") : "&snapshot=1";
    const path = `/api/v1/changes?scope=site:${this.siteId}&since=${this.siteRevision}${asking}`;
    const boundMs = this.doubted ? doubtBoundMs : answerBoundMs;
    this.doubted = false;
    this.waiting = wait > 0 && this.ready;
    const answer = await request(path, { timeoutMs: wait * 1000 + boundMs, stop: this.poll.signal });
    this.waiting = false;
    this.askedPatienceMs = answer ? answer.retryAfterS * 1000 : 0;
    if (!answer) return this.poll.signal.aborted && wait > 0 ? "dropped" : "failed";
    if (answer.status === 401) return "ended";
    if (answer.status === 410) {
      const fresh = await this.snapshot(`site:${this.siteId}`, siteNames);
      if (fresh === undefined) return "failed";
      this.siteRevision = fresh;
    } else if (answer.status !== 200) {
      return "failed";
    } else {
      const page = answer.body as ChangesPage;
      this.siteRevision = page.revision;
      this.apply(this.tables, page, siteNames);
      this.offset = page.server_time - Date.now();
      if (page.more) return "ok";
    }
    this.ready = true;
    this.freshAt = Date.now();
    if (this.link !== "live") this.setLink("live");
    else this.tell();
    return "ok";
  }

  private apply(tables: Tables, page: ChangesPage, names: Name[]): void {
    for (const change of page.changes || []) {
      const name = names.find((candidate) => candidate === change.collection);
      if (!name) continue;
      if (name === "ticket" && tables === this.tables) this.countCalls(change);
      if (change.deleted) tables[name].delete(change.id);
      else (tables[name] as Map<string, unknown>).set(change.id, change.record);
      if (tables === this.tables) for (const listener of [...this.changeListeners]) listener(change);
    }
  }

  /// How often a called visitor was called since they last waited: a ticket's own `calls` never falls. What this page
  /// has not seen counts as little as it can have been.
  callsSinceWaiting(ticket: Ticket): number {
    const seen = this.callsHere.get(ticket.id);
    return seen || (ticket.first_called_at && ticket.called_at !== ticket.first_called_at ? 2 : 1);
  }

  private countCalls(change: Change): void {
    const before = this.tables.ticket.get(change.id);
    const ticket = change.deleted ? undefined : (change.record as Ticket);
    if (!ticket || ticket.state !== "called") return void this.callsHere.delete(change.id);
    if (!before || before.calls === ticket.calls) return;
    const earlier = before.state === "called" ? this.callsSinceWaiting(before) + ticket.calls - before.calls : 1;
    this.callsHere.set(change.id, earlier);
  }

  /// What the server cannot read at present is not gone.
  private keepUnread(fresh: Tables, page: ChangesPage, names: Name[]): void {
    for (const { collection, id } of page.unread || []) {
      const name = names.find((candidate) => candidate === collection);
      const known = name && this.tables[name].get(id);
      if (name && known && !fresh[name].has(id)) (fresh[name] as Map<string, unknown>).set(id, known);
    }
  }

  /// Loads everything beside the old data and switches at the end.
  private async snapshot(scope: string, names: Name[]): Promise<number | undefined> {
    const fresh = emptyTables();
    let revision = 0;
    for (let more = true; more;) {
      const answer = await request(`/api/v1/changes?scope=${scope}&since=${revision}&snapshot=1`, { timeoutMs: answerBoundMs });
      if (!answer || answer.status !== 200) return undefined;
      const page = answer.body as ChangesPage;
      this.apply(fresh, page, names);
      this.keepUnread(fresh, page, names);
      revision = page.revision;
      more = page.more;
    }
    const next: Tables = { ...this.tables };
    for (const name of names) (next as Record<string, unknown>)[name] = fresh[name];
    this.tables = next;
    return revision;
  }

  private async followGlobal(): Promise<void> {
    let loaded = false;
    while (!this.stopper.signal.aborted) {
      const path = `/api/v1/changes?scope=global&since=${this.globalRevision}${loaded ? "" : "&snapshot=1"}`;
      const answer = await request(path, { timeoutMs: answerBoundMs, stop: this.stopper.signal });
      let next = globalEveryMs;
      if (answer && answer.status === 200) {
        const page = answer.body as ChangesPage;
        this.globalRevision = page.revision;
        this.apply(this.tables, page, globalNames);
        loaded = loaded || !page.more;
        if (page.more) next = 0;
        else if (page.changes && page.changes.length > 0) this.tell();
      } else if (answer && answer.status === 410) {
        this.globalRevision = (await this.snapshot("global", globalNames)) ?? 0;
        this.tell();
      } else {
        next = retryMaxMs;
      }
      if (next > 0) await pause(next);
    }
  }
}
