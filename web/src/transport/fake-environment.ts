/** A world without network, clock or chance, for tests of the link: sockets that the test opens, speaks through and cuts. */
import type { Socket, World } from "./desk-connection";

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
  says(message: unknown): void {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }
  cut(code = 1006): void {
    this.onclose?.({ code });
  }
}

export class FakeWorld implements World {
  sockets: FakeSocket[] = [];
  isOnline = true;
  dice = 0.5;
  #now = 0;
  #due: { at: number; act: () => void }[] = [];

  open(url: string): FakeSocket {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  }
  now = (): number => this.#now;
  chance = (): number => this.dice;
  online = (): boolean => this.isOnline;
  after = (ms: number, act: () => void): (() => void) => {
    const entry = { at: this.#now + ms, act };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((each) => each !== entry);
    };
  };
  /** Let time pass; what falls due happens, in order, also what is only then arranged. */
  pass(ms: number): void {
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
  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }
}
