// Sound, vibration and a screen that stays on. A browser allows sound only after a touch, so the visitor turns it on.

let audio: AudioContext | undefined;
let on = false;
let repeats: ReturnType<typeof setTimeout> | undefined;

type WithWebkit = Window & { webkitAudioContext?: typeof AudioContext };
interface Sentinel {
  release: () => Promise<void>;
}
interface WakeLockHolder {
  wakeLock?: { request: (kind: "screen") => Promise<Sentinel> };
}
let awake: Sentinel | undefined;

/// What this phone does when the visitor is called.
export interface Alerting {
  on: boolean;
  sound: boolean;
  buzz: boolean;
  screen: boolean;   // stays on
  stopped: boolean;  // the phone has put the sound to sleep; a touch wakes it
}

const ringMs = 7_000;
const ringsMax = 4;

export function alerting(): Alerting {
  return {
    on, sound: !!audio, buzz: typeof navigator.vibrate === "function", screen: !!awake,
    stopped: on && !!audio && audio.state !== "running",
  };
}

/// Call from a touch. Rings once, so that the visitor knows the sound. `changed` is told when the phone changes its mind.
export function turnOn(changed: () => void): void {
  on = true;
  const Context = window.AudioContext || (window as WithWebkit).webkitAudioContext;
  if (Context && !audio) {
    audio = new Context();
    audio.onstatechange = changed;
    document.addEventListener("touchend", resume);
    document.addEventListener("click", resume);
    document.addEventListener("visibilitychange", () => {
      if (on && document.visibilityState === "visible") {
        resume();
        void keepAwake(changed);
      }
    });
  }
  resume();
  void keepAwake(changed);
  ringOnce();
}

export function turnOff(): void {
  on = false;
  hush();
  if (awake) void awake.release().catch(() => undefined);
  awake = undefined;
}

function resume(): void {
  // Old Safari's resume() gives no promise.
  if (on && audio && audio.state !== "running") {
    const resumed = audio.resume() as Promise<void> | undefined;
    if (resumed) resumed.catch(() => undefined);
  }
}

/// The call: some times over, until hush().
export function ring(): void {
  if (!on) return;
  hush();
  let rings = 0;
  const again = () => {
    ringOnce();
    if (++rings < ringsMax) repeats = setTimeout(again, ringMs);
  };
  again();
}

export function hush(): void {
  if (repeats !== undefined) clearTimeout(repeats);
  repeats = undefined;
}

/// The turn is near: short and low.
export function nudge(): void {
  if (!on) return;
  vibrate([200]);
  tones([523.3]);
}

function ringOnce(): void {
  vibrate([300, 150, 300, 150, 500]);
  tones([659.3, 523.3, 784]);
}

function vibrate(pattern: number[]): void {
  if (typeof navigator.vibrate === "function") navigator.vibrate(pattern);
}

function tones(hertz: number[]): void {
  if (!audio) return;
  const context = audio;
  const start = context.currentTime + 0.02;
  hertz.forEach((height, index) => {
    const at = start + index * 0.28;
    const source = context.createOscillator();
    const gain = context.createGain();
    source.frequency.value = height;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(0.5, at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.6);
    source.connect(gain);
    gain.connect(context.destination);
    source.start(at);
    source.stop(at + 0.65);
  });
}

/// A sleeping screen would stop the page; where the phone allows it, the screen stays on.
async function keepAwake(changed: () => void): Promise<void> {
  try {
    const lock = (navigator as unknown as WakeLockHolder).wakeLock;
    if (!lock) return;
    const held = await lock.request("screen");
    if (!on) return void held.release();
    awake = held;
  } catch {
    awake = undefined;  // The phone decides; the page works without.
  }
  changed();
}
