/**
 * The one WebSocket to the desk: opens it, notices its silence, comes back by itself and asks for what it missed.
 *
 * Owns the link only. It does not know what a call is: messages go out as they came. It reads no clock and no chance
 * but those that it is given.
 */
import type { DeskMessage } from "../api/types";

/** The server says something every 5 s; after this much silence the link is dead, whatever the socket says. */
export const SILENCE_MS = 12_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

export type Link =
  | { phase: "connecting" }
  | { phase: "live" }
  /** `retryAt`: milliseconds by the local clock. */
  | { phase: "waiting"; retryAt: number; tries: number; detail: string }
  | { phase: "offline" }
  | { phase: "ended"; detail: string };

/** What is used of a WebSocket. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  close(code?: number): void;
}

/** What the link takes from the world. */
export interface World {
  open(url: string): Socket;
  now(): number;
  /** Between 0 and 1. */
  chance(): number;
  after(ms: number, act: () => void): () => void;
  online(): boolean;
}

export interface Listener {
  onLink(link: Link): void;
  onMessage(message: DeskMessage): void;
  /** The server would not even open the socket: perhaps the session is over. */
  onRefused(): void;
}

/** Half of the wait is certain and half is chance, so that a thousand desks do not come back at the same instant. */
export function waitMs(tries: number, chance: number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
  return Math.round(whole / 2 + (whole / 2) * chance);
}

export function parse(data: unknown): DeskMessage | null {
  if (typeof data !== "string") return null;
  try {
    const message: unknown = JSON.parse(data);
    const known = ["snapshot", "changes", "heartbeat", "bye"];
    return known.includes((message as { type: string }).type) ? (message as DeskMessage) : null;
  } catch {
    return null;
  }
}

export class DeskConnection {
  #socket: Socket | null = null;
  #cancel: (() => void) | null = null;
  #seq = "";
  #tries = 0;
  #wanted = false;
  #farewell = "";
  readonly #url: string;
  readonly #world: World;
  readonly #listener: Listener;

  constructor(url: string, world: World, listener: Listener) {
    this.#url = url;
    this.#world = world;
    this.#listener = listener;
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#tries = 0;
    this.#open();
  }

  stop(): void {
    this.#wanted = false;
    this.#leave();
  }

  /** Try at once: the network is back, or a person asked. */
  nudge(): void {
    if (this.#wanted && !this.#socket) this.#open();
  }

  /** The browser says that there is no network: waiting for silence would only be slower. */
  lost(): void {
    if (!this.#wanted) return;
    this.#leave();
    this.#listener.onLink({ phase: "offline" });
  }

  #open(): void {
    this.#leave();
    if (!this.#world.online()) return this.#listener.onLink({ phase: "offline" });
    this.#farewell = "";
    this.#listener.onLink({ phase: "connecting" });
    const socket = this.#world.open(this.#seq ? `${this.#url}?after=${encodeURIComponent(this.#seq)}` : this.#url);
    let heard = false;
    socket.onmessage = ({ data }) => {
      heard = true;
      this.#hear(data);
    };
    socket.onclose = ({ code }) => this.#closed(code, heard);
    this.#socket = socket;
    this.#watch();
  }

  #hear(data: unknown): void {
    const message = parse(data);
    if (!message) return this.#startAnew();
    this.#watch();
    if (message.type === "bye") return this.#bye(message.code, message.detail);
    this.#seq = message.seq;
    this.#tries = 0;
    this.#listener.onMessage(message);
    this.#listener.onLink({ phase: "live" });
  }

  #bye(code: string, detail: string): void {
    this.#farewell = detail;
    if (code === "session_ended") this.#end(detail);
  }

  #end(detail: string): void {
    this.stop();
    this.#listener.onLink({ phase: "ended", detail });
  }

  /** Something that is no message of ours: what is known may be wrong, so ask for everything. */
  #startAnew(): void {
    this.#seq = "";
    this.#retry();
  }

  #closed(code: number, heard: boolean): void {
    if (code === 4401) return this.#end(this.#farewell);
    if (!heard) this.#listener.onRefused();
    if (this.#wanted) this.#retry();
  }

  #retry(): void {
    this.#leave();
    const wait = waitMs(this.#tries, this.#world.chance());
    this.#tries += 1;
    this.#listener.onLink({
      phase: "waiting", retryAt: this.#world.now() + wait, tries: this.#tries, detail: this.#farewell,
    });
    this.#cancel = this.#world.after(wait, () => this.#open());
  }

  #watch(): void {
    this.#cancel?.();
    this.#cancel = this.#world.after(SILENCE_MS, () => this.#retry());
  }

  #leave(): void {
    this.#cancel?.();
    this.#cancel = null;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }
}

/** The real world. */
export const browser: World = {
  open: (url) => new WebSocket(url) as unknown as Socket,
  now: Date.now,
  chance: Math.random,
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  online: () => navigator.onLine,
};

export const deskUrl = (): string => `${location.origin.replace(/^http/, "ws")}/api/v1/desk`;
