/**
 * The sound of a recording with its two sides apart: the caller is its left channel, the advisor its right one. Without
 * it, an audio element plays the recording as it is; it is made when a side is muted for the first time.
 */
import { type MutedSides, sideGains } from "../../model/player";

type Gains = ReturnType<typeof sideGains>;
const ROUTES: readonly (readonly [keyof Gains, number, number])[] = [
  ["callerLeft", 0, 0],
  ["callerRight", 0, 1],
  ["advisorLeft", 1, 0],
  ["advisorRight", 1, 1],
];

export class SideMixer {
  readonly #context = new AudioContext();
  readonly #gains = new Map<keyof Gains, GainNode>();

  /** Take over the sound of an element, for good: the browser allows it once for each element. */
  constructor(element: HTMLAudioElement) {
    const splitter = this.#context.createChannelSplitter(2);
    const merger = this.#context.createChannelMerger(2);
    for (const [name, from, to] of ROUTES) {
      const gain = this.#context.createGain();
      splitter.connect(gain, from);
      gain.connect(merger, 0, to);
      this.#gains.set(name, gain);
    }
    this.#context.createMediaElementSource(element).connect(splitter);
    merger.connect(this.#context.destination);
  }

  mute(muted: MutedSides): void {
    for (const [name, value] of Object.entries(sideGains(muted))) {
      const gain = this.#gains.get(name as keyof Gains);
      if (gain) gain.gain.value = value;
    }
    void this.#context.resume();
  }

  close(): void {
    void this.#context.close();
  }
}
