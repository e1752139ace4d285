// The expected wait as it is shown: core/lobby/call_order.cpp and wait_range.cpp read again.
import type { QueueWait } from "./records";

export interface WaitRange {
  low: number;  // minutes
  high: number;
}

const fineMinutes = 10;
const coarseStep = 5;

function rounded(seconds: number): number {
  const minutes = seconds / 60;
  return minutes <= fineMinutes ? Math.round(minutes) : Math.round(minutes / coarseStep) * coarseStep;
}

function shown(lowS: number, highS: number): WaitRange | undefined {
  if (!(lowS >= 0) || !(highS >= lowS)) return undefined;
  let low = rounded(lowS);
  let high = rounded(highS);
  if (high <= low) {
    const step = low >= fineMinutes ? coarseStep : 1;
    if (low > 0 && lowS + highS < 2 * 60 * low) low -= low > fineMinutes ? step : 1;
    else high = low + step;
  }
  return { low, high };
}

/// Of somebody with so many of the queue ahead. Nothing while too little is known.
export function expectedWait(ahead: number, waits: QueueWait[] | undefined): WaitRange | undefined {
  if (!waits || waits.length === 0) return undefined;
  const index = waits.findIndex((one) => one.ahead >= ahead);
  const next = waits[index];
  if (!next) {
    const last = waits[waits.length - 1] as QueueWait;
    const longer = (ahead + 1) / (Math.max(0, last.ahead) + 1);
    return shown(last.low_s * longer, last.high_s * longer);
  }
  const before = waits[index - 1];
  if (!before || next.ahead === ahead) return shown(next.low_s, next.high_s);
  const part = (ahead - before.ahead) / Math.max(1, next.ahead - before.ahead);
  return shown(before.low_s + (next.low_s - before.low_s) * part, before.high_s + (next.high_s - before.high_s) * part);
}
