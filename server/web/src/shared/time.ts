// Dates and times as written in Finland in every language: 5.3.2026, 9.15, in the site's time zone.

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function partsOf(ms: number, timeZone: string): Parts {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone, hour12: false, year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric",
    });
    formats.set(timeZone, format);
  }
  const parts: Record<string, number> = {};
  for (const part of format.formatToParts(new Date(ms))) parts[part.type] = Number(part.value);
  const at = (name: keyof Parts) => parts[name] || 0;
  return { year: at("year"), month: at("month"), day: at("day"), hour: at("hour") % 24, minute: at("minute"), second: at("second") };
}

const two = (value: number) => (value < 10 ? `0${value}` : String(value));

export function clock(ms: number, timeZone: string): string {
  const at = partsOf(ms, timeZone);
  return `${at.hour}.${two(at.minute)}`;
}

export function clockWithSeconds(ms: number, timeZone: string): string {
  return `${clock(ms, timeZone)}.${two(partsOf(ms, timeZone).second)}`;
}

export function dateAndClock(ms: number, timeZone: string): string {
  const at = partsOf(ms, timeZone);
  return `${at.day}.${at.month}.${at.year} ${clock(ms, timeZone)}`;
}

/// The day in the site's zone, "2026-03-05".
export function dayOf(ms: number, timeZone: string): string {
  const at = partsOf(ms, timeZone);
  return `${at.year}-${two(at.month)}-${two(at.day)}`;
}

/// "2026-02-28" → "2026-03-01"
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/// For <input type="datetime-local">: "2026-03-05T09:15" in the site's zone.
export function toInput(ms: number, timeZone: string): string {
  const at = partsOf(ms, timeZone);
  return `${dayOf(ms, timeZone)}T${two(at.hour)}:${two(at.minute)}`;
}

/// The moment that a clock in the site's zone shows so. In the hour that does not exist in spring, the hour after.
export function fromInput(text: string, timeZone: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number];
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  let guess = asUtc;
  for (let round = 0; round < 2; ++round) {
    const at = partsOf(guess, timeZone);
    guess += asUtc - Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute);
  }
  return guess;
}

/// "0:07", "12:40", "1:02:03": a running timer.
export function timer(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
