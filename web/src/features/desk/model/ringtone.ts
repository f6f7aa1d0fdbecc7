/** The ringtone: two notes, repeated. Web Audio generates it, so there is no file to load. */

const NOTES_HZ = [659, 523];
const NOTE_S = 0.35;
const RING_INTERVAL_MS = 2_400;
const LOUDNESS = 0.18;

let context: AudioContext | null = null;
let notesToPlay = 0;

/**
 * Prepare the sound before a call rings: a page's first audio context blocks it for up to a tenth of a second. It is
 * suspended while nothing sounds, because a running one computes silence all day.
 */
export function prepareRinging(): void {
  if (context || !("AudioContext" in globalThis)) return;
  context = new AudioContext();
  suspend(context);
}

/** Play the two notes once; a browser stays silent until the user interacts with the page. */
export function chime(): void {
  prepareRinging();
  if (!context) return;
  void context.resume().catch(() => undefined);
  for (const [index, hertz] of NOTES_HZ.entries()) scheduleNote(context, hertz, context.currentTime + index * NOTE_S);
}

function suspend(sound: AudioContext): void {
  void sound.suspend().catch(() => undefined);
}

/** Ring until the returned function is called. */
export function startRinging(): () => void {
  chime();
  const timer = setInterval(chime, RING_INTERVAL_MS);
  return () => clearInterval(timer);
}

function scheduleNote(into: AudioContext, hertz: number, at: number): void {
  const tone = into.createOscillator();
  const volume = into.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
  tone.connect(volume).connect(into.destination);
  notesToPlay += 1;
  tone.onended = () => {
    notesToPlay -= 1;
    if (notesToPlay === 0) suspend(into);
  };
  tone.start(at);
  tone.stop(at + NOTE_S);
}
