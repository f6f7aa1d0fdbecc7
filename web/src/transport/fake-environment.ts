/**
 * A fake environment without network, clock or randomness for tests of the connection; the test controls its sockets.
 */
import type { Socket, Environment } from "./desk-connection";

export class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  closedByUs = false;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
  close(): void {
    this.closedByUs = true;
  }
  deliver(message: unknown): void {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }
  drop(code = 1006): void {
    this.onclose?.({ code });
  }
}

export class FakeEnvironment implements Environment {
  sockets: FakeSocket[] = [];
  isOnline = true;
  randomValue = 0.5;
  #now = 0;
  #due: { at: number; act: () => void }[] = [];

  open(url: string): FakeSocket {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  }
  now = (): number => this.#now;
  random = (): number => this.randomValue;
  online = (): boolean => this.isOnline;
  schedule = (ms: number, act: () => void): (() => void) => {
    const entry = { at: this.#now + ms, act };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((each) => each !== entry);
    };
  };
  /** Advance the clock and run due callbacks in order, including those scheduled meanwhile. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (!next) break;
      this.#due = this.#due.filter((each) => each !== next);
      this.#now = next.at;
      next.act();
    }
    this.#now = end;
  }
  get lastSocket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }
}
