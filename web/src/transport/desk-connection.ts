/**
 * The WebSocket connection to the desk: it opens the socket, detects silence, reconnects and requests missed messages.
 *
 * It owns only the connection and passes messages on unchanged; it does not know what a call is. Its clock and its
 * randomness are injected.
 */
import type { DeskMessage } from "../api/types";
import { addressOf } from "../practice-mode";

/** The server sends something every 5 s; after this silence the connection is dead, whatever the socket reports. */
export const SILENCE_TIMEOUT_MS = 12_000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 15_000;

export type ConnectionState =
  | { phase: "connecting" }
  | { phase: "live" }
  /** `retryAt`: milliseconds on the local clock. */
  | { phase: "waiting"; retryAt: number; tries: number; detail: string }
  | { phase: "offline" }
  | { phase: "ended"; detail: string };

/** The used part of a WebSocket. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  close(code?: number): void;
}

/** The dependencies of the connection on its environment. */
export interface Environment {
  open(url: string): Socket;
  now(): number;
  /** Return a number between 0 and 1. */
  random(): number;
  schedule(ms: number, act: () => void): () => void;
  online(): boolean;
}

export interface ConnectionListener {
  onStateChange(link: ConnectionState): void;
  onMessage(message: DeskMessage): void;
  /** Called when the server refuses to open the socket; the session may be over. */
  onRefused(): void;
}

/** Return the wait. Half of it is random, so that a thousand desks do not reconnect at the same moment. */
export function retryDelayMs(tries: number, chance: number): number {
  const wait = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** tries);
  return Math.round(wait / 2 + (wait / 2) * chance);
}

export function parseMessage(data: unknown): DeskMessage | null {
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
  #started = false;
  #byeDetail = "";
  readonly #url: string;
  readonly #environment: Environment;
  readonly #listener: ConnectionListener;

  constructor(url: string, environment: Environment, listener: ConnectionListener) {
    this.#url = url;
    this.#environment = environment;
    this.#listener = listener;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#tries = 0;
    this.#open();
  }

  stop(): void {
    this.#started = false;
    this.#closeSocket();
  }

  /** Retry at once: the network is back, or the user asked for it. */
  retryNow(): void {
    if (this.#started && !this.#socket) this.#open();
  }

  /** Close the socket when the browser reports no network, instead of waiting for silence. */
  goOffline(): void {
    if (!this.#started) return;
    this.#closeSocket();
    this.#listener.onStateChange({ phase: "offline" });
  }

  #open(): void {
    this.#closeSocket();
    if (!this.#environment.online()) return this.#listener.onStateChange({ phase: "offline" });
    this.#byeDetail = "";
    this.#listener.onStateChange({ phase: "connecting" });
    const socket = this.#environment.open(
      this.#seq ? `${this.#url}?after=${encodeURIComponent(this.#seq)}` : this.#url,
    );
    let received = false;
    socket.onmessage = ({ data }) => {
      received = true;
      this.#receive(data);
    };
    socket.onclose = ({ code }) => this.#closed(code, received);
    this.#socket = socket;
    this.#watchForSilence();
  }

  #receive(data: unknown): void {
    const message = parseMessage(data);
    if (!message) return this.#resync();
    this.#watchForSilence();
    if (message.type === "bye") return this.#bye(message.code, message.detail);
    this.#seq = message.seq;
    this.#tries = 0;
    this.#listener.onMessage(message);
    this.#listener.onStateChange({ phase: "live" });
  }

  #bye(code: string, detail: string): void {
    this.#byeDetail = detail;
    if (code === "session_ended") this.#end(detail);
  }

  #end(detail: string): void {
    this.stop();
    this.#listener.onStateChange({ phase: "ended", detail });
  }

  /** Request a full snapshot after an unreadable message, because the known state may be wrong. */
  #resync(): void {
    this.#seq = "";
    this.#retry();
  }

  #closed(code: number, received: boolean): void {
    if (code === 4401) return this.#end(this.#byeDetail);
    if (!received) this.#listener.onRefused();
    if (this.#started) this.#retry();
  }

  #retry(): void {
    this.#closeSocket();
    const wait = retryDelayMs(this.#tries, this.#environment.random());
    this.#tries += 1;
    this.#listener.onStateChange({
      phase: "waiting",
      retryAt: this.#environment.now() + wait,
      tries: this.#tries,
      detail: this.#byeDetail,
    });
    this.#cancel = this.#environment.schedule(wait, () => this.#open());
  }

  #watchForSilence(): void {
    this.#cancel?.();
    this.#cancel = this.#environment.schedule(SILENCE_TIMEOUT_MS, () => this.#retry());
  }

  #closeSocket(): void {
    this.#cancel?.();
    this.#cancel = null;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }
}

/** The browser's real environment. */
export const browserEnvironment: Environment = {
  open: (url) => new WebSocket(url) as unknown as Socket,
  now: Date.now,
  random: Math.random,
  schedule: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  online: () => navigator.onLine,
};

export const deskUrl = (): string => location.origin.replace(/^http/, "ws") + addressOf("/api/v1/desk");
