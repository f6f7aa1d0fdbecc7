/**
 * The estimated server clock, and the one-second tick of every running timer.
 *
 * A message can only be late, never early. Among the last messages, the one with the largest offset was the least
 * delayed, so its offset is used.
 */

const SAMPLE_COUNT = 12;

export class ServerClock {
  #offsets: number[] = [];
  #offset = 0;
  readonly #local: () => number;

  constructor(local: () => number = Date.now) {
    this.#local = local;
  }

  /** Take a sample from the server's time in a message. */
  observe(now: string): void {
    const offset = Date.parse(now) - this.#local();
    if (Number.isNaN(offset)) return;
    this.#offsets = [...this.#offsets, offset].slice(-SAMPLE_COUNT);
    this.#offset = Math.max(...this.#offsets);
  }

  /** Milliseconds since 1970 on the server's clock. */
  now(): number {
    return this.#local() + this.#offset;
  }
}

/**
 * A timer that calls its listeners once a second of the server's clock, and runs only while it has listeners.
 *
 * It ticks at the part of a second at which its first listener came. The desks of a remote-desktop host share its
 * cores; they must not all draw at the full second.
 */
export class SecondTicker {
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #phaseMs = 0;
  readonly #clock: ServerClock;

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  subscribe = (listener: () => void): (() => void) => {
    if (!this.#listeners.size) this.#phaseMs = this.#clock.now() % 1000;
    this.#listeners.add(listener);
    this.#timer ??= this.#schedule();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  };

  #schedule(): ReturnType<typeof setTimeout> {
    return setTimeout(
      () => {
        this.#timer = this.#schedule();
        for (const listener of [...this.#listeners]) listener();
      },
      1000 - ((this.#clock.now() - this.#phaseMs) % 1000) + 2,
    );
  }
}

export const serverClock = new ServerClock();
export const secondTicker = new SecondTicker(serverClock);
