// What a machine said of its connection when it was last heard, in words.
import { clock, dateAndClock, dayAfter, dayOf, partsOf } from "../shared/time";
import type { Text } from "./context";
import { inContactMs, silenceMaxMs, type CentralLine, type DeviceStatus, type HeldNumbers } from "./devices_status";
import { whoElseActs, type Lobby } from "./lobby";
import type { Device } from "./records";

/// "13.20", with its date unless that is today.
function moment(ms: number, lobby: Lobby): string {
  return dayOf(ms, lobby.timeZone) === dayOf(lobby.now(), lobby.timeZone) ? clock(ms, lobby.timeZone) : dateAndClock(ms, lobby.timeZone);
}

/// "13.20" today, "tomorrow 0.59", otherwise with its date: until when something holds.
function momentAhead(ms: number, t: Text, lobby: Lobby): string {
  const tomorrow = dayAfter(dayOf(lobby.now(), lobby.timeZone));
  return dayOf(ms, lobby.timeZone) === tomorrow ? t("tomorrow_at", { time: clock(ms, lobby.timeZone) }) : moment(ms, lobby);
}

const dayEndMinutes = 61;  // a block holds an hour past its day (server/limits.h, k_block_grace), by the machine's own clock

/// Until when something is held, " (13.20)"; nothing where that is the end of the day, and " (for tomorrow)" a day later.
export function heldUntil(ms: number, t: Text, lobby: Lobby): string {
  const { hour, minute } = partsOf(ms, lobby.timeZone);
  if (hour * 60 + minute > dayEndMinutes) return ` (${momentAhead(ms, t, lobby)})`;
  const tomorrow = dayAfter(dayOf(lobby.now(), lobby.timeZone));
  return dayOf(ms, lobby.timeZone) > tomorrow ? ` (${t("held_tomorrow")})` : "";
}

/// Of which day they are, " (for tomorrow)" or " (for 9.3.)"; nothing for today's. Undefined for those of a day that
/// is over.
export function heldFor(numbers: HeldNumbers, t: Text, lobby: Lobby): string | undefined {
  const day = numbers.service_day;
  if (!day) return heldUntil(numbers.until, t, lobby);  // of an older program: its end says it
  const today = dayOf(lobby.now(), lobby.timeZone);
  if (day <= today) return day < today ? undefined : "";
  const [, month, date] = day.split("-").map(Number);
  return ` (${day === dayAfter(today) ? t("held_tomorrow") : t("held_day", { day: `${date}.${month}.` })})`;
}

/// A line each: connected or not and since when, and what else the machine says. The first line stands by itself.
/// @param shutOut  its certificate is revoked: it is heard no more, whatever it said last
/// @param lost     a server that was declared out of service: what it last said is not all that it did
export function connectionWords(entry: DeviceStatus | undefined, t: Text, lobby: Lobby, shutOut = false, lost = false): string[] {
  const heard = entry?.status_time;
  if (!heard) return [t("display_not_seen")];
  const now = lobby.now();
  const since = entry.status?.online_since;
  if (shutOut) return [t("device_not_connected", { time: moment(heard, lobby) })];
  const gone = now - heard >= inContactMs;
  return [gone ? t("device_not_connected", { time: moment(heard, lobby) })
    : since ? t("device_connected", { time: moment(since, lobby) }) : t("display_seen_now"), ...saidOfItself(entry.status, t, lobby, gone || lost)];
}

/// How a lobby's own server is connected to the central one, as it knows itself.
export function lineWords(line: CentralLine, t: Text, lobby: Lobby): string[] {
  const time = moment(line.since, lobby);
  const first = line.online ? t("device_connected", { time }) : t("line_not_connected", { time });
  return [line.why ? `${first} (${line.why})` : first, ...saidOfItself(line.status, t, lobby)];
}

/// Where a machine of a lobby that another server serves is to be looked for; undefined when it is heard of here.
export function servedElsewhere(device: Device, entry: DeviceStatus | undefined, t: Text, lobby: Lobby): string | undefined {
  const authority = whoElseActs(lobby);
  if (!authority || device.role === "site_server" || device.revoked) return undefined;
  return (entry?.status_time || 0) > authority.since ? undefined : t("device_at_box", { name: authority.holder_name || t("central_server") });
}

/// What is known of a server that is to be declared out of service, and since when.
/// @param alive  our server says that it runs
export function lifeWords(name: string, entry: DeviceStatus | undefined, t: Text, lobby: Lobby, alive = false): string {
  const heard = entry?.status_time;
  if (alive) return t("move_lost_alive", { name });
  if (!heard) return t("move_lost_never", { name });
  return t("move_lost_silent", { name, time: moment(heard, lobby), n: entry.status?.outbox_waiting ?? 0 });
}

/// Whatever runs is heard of once a minute.
export function lives(entry: DeviceStatus | undefined, lobby: Lobby): boolean {
  return !!entry?.status_time && lobby.now() - entry.status_time <= silenceMaxMs;
}

/// @param then  it was so when it was last heard
function saidOfItself(status: DeviceStatus["status"], t: Text, lobby: Lobby, then = false): string[] {
  const words: string[] = [];
  const { last_sync: inStep, outbox_waiting: waiting, clock_offset_ms: offset } = status || {};
  if (inStep) words.push(t("device_in_step", { time: moment(inStep, lobby) }));
  if (waiting !== undefined) words.push(t(then ? "device_waiting_then" : "device_waiting", { n: waiting }));
  if (offset === 0) words.push(t("device_clock_right"));
  else if (offset) words.push(t(offset > 0 ? "device_clock_behind" : "device_clock_ahead", { by: span(Math.abs(offset)) }));
  return words;
}

/// "40 ms", "12 s", "75 min", "26 h"
function span(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
