// What a machine said of its connection when it was last heard, in words.
import { clock, dateAndClock, dayOf } from "../shared/time";
import type { Text } from "./context";
import { inContactMs, type DeviceStatus } from "./devices_status";
import type { Lobby } from "./lobby";

/// A line each: connected or not and since when, and what else the machine says. The first line stands by itself.
/// @param shutOut  its certificate is revoked: it is heard no more, whatever it said last
export function connectionWords(entry: DeviceStatus | undefined, t: Text, lobby: Lobby, shutOut = false): string[] {
  const heard = entry?.status_time;
  if (!heard) return [t("display_not_seen")];
  const now = lobby.now();
  const at = (ms: number): string =>
    dayOf(ms, lobby.timeZone) === dayOf(now, lobby.timeZone) ? clock(ms, lobby.timeZone) : dateAndClock(ms, lobby.timeZone);
  const { online_since: since, last_sync: inStep, outbox_waiting: waiting, clock_offset_ms: offset } = entry.status || {};
  if (shutOut) return [t("device_not_connected", { time: at(heard) })];
  const words = [now - heard >= inContactMs ? t("device_not_connected", { time: at(heard) })
    : since ? t("device_connected", { time: at(since) }) : t("display_seen_now")];
  if (inStep) words.push(t("device_in_step", { time: at(inStep) }));
  if (waiting !== undefined) words.push(t("device_waiting", { n: waiting }));
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
