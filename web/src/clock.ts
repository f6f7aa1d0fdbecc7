/**
 * The server's clock, as far as it can be told from here, and the one beat that every ticking figure follows.
 *
 * A message is never early, only late: of the last messages, the one that makes the server's clock furthest ahead was
 * the least delayed, and it is the one believed.
 */

const SAMPLE_COUNT = 12;

export class ServerClock {
  #offsets: number[] = [];
  #offset = 0;
  readonly #local: () => number;

  constructor(local: () => number = Date.now) {
    this.#local = local;
  }

  /** Hear what time it was at the server when it wrote a message. */
  observe(now: string): void {
    const offset = Date.parse(now) - this.#local();
    if (Number.isNaN(offset)) return;
    this.#offsets = [...this.#offsets, offset].slice(-SAMPLE_COUNT);
    this.#offset = Math.max(...this.#offsets);
  }

  /** Milliseconds since 1970, by the server. */
  now(): number {
    return this.#local() + this.#offset;
  }
}

/** Calls everyone who listens once a second, on the server's second, and only while someone listens. */
export class SecondTicker {
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #clock: ServerClock;

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= this.#schedule();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  #schedule(): ReturnType<typeof setTimeout> {
    return setTimeout(
      () => {
        this.#timer = this.#schedule();
        for (const listener of [...this.#listeners]) listener();
      },
      1000 - (this.#clock.now() % 1000) + 2,
    );
  }
}

export const serverClock = new ServerClock();
export const secondTicker = new SecondTicker(serverClock);
