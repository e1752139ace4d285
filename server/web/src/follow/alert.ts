// Sound and vibration. A browser allows sound only after a touch, so the visitor turns it on once.

let audio: AudioContext | undefined;

type WithWebkit = Window & { webkitAudioContext?: typeof AudioContext };

/// Call from a touch. Plays the sound once, so that the visitor knows it.
export function turnOn(): void {
  const Context = window.AudioContext || (window as WithWebkit).webkitAudioContext;
  if (Context && !audio) audio = new Context();
  if (audio && audio.state === "suspended") void audio.resume();
  void keepAwake();
  ring();
}

export function ring(): void {
  if (navigator.vibrate) navigator.vibrate([300, 150, 300, 150, 500]);
  if (!audio) return;
  const start = audio.currentTime + 0.02;
  [659.3, 523.3, 784].forEach((hertz, index) => tone(hertz, start + index * 0.28));
}

function tone(hertz: number, at: number): void {
  if (!audio) return;
  const source = audio.createOscillator();
  const gain = audio.createGain();
  source.frequency.value = hertz;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.5, at + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.6);
  source.connect(gain);
  gain.connect(audio.destination);
  source.start(at);
  source.stop(at + 0.65);
}

interface WakeLockHolder {
  wakeLock?: { request: (kind: "screen") => Promise<unknown> };
}

/// A sleeping screen would stop the page; where the phone allows it, the screen stays on.
async function keepAwake(): Promise<void> {
  try {
    const lock = (navigator as unknown as WakeLockHolder).wakeLock;
    if (lock) await lock.request("screen");
  } catch {
    // The phone decides; the page works without.
  }
}
