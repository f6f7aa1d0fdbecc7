/**
 * The desk as a living thing: one connection, one state, whoever listens.
 *
 * While the page is seen, listeners are told at most once a frame; while it is hidden at once, for then there are no
 * frames and a call may be ringing.
 */
import type { DeskMessage } from "../api/contracts";
import { type ServerClock, serverClock } from "../clock";
import { browser, DeskConnection, deskUrl, type World } from "../transport/desk-connection";
import { type DeskEvent, type DeskState, INITIAL, reduce } from "./state";

export class DeskStore {
  state: DeskState = INITIAL;
  readonly connection: DeskConnection;
  /** Called when the server refuses the socket; the session may be over. */
  onRefused: () => void = () => {};
  #listeners = new Set<() => void>();
  #told = true;
  readonly #clock: ServerClock;

  constructor(url: string, world: World, clock: ServerClock) {
    this.#clock = clock;
    this.connection = new DeskConnection(url, world, {
      onLink: (link) => this.#apply({ type: "link", link }),
      onMessage: (message) => this.#hear(message),
      onRefused: () => this.onRefused(),
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Forget everything: another person signs in at this browser. */
  reset(): void {
    this.connection.stop();
    this.state = INITIAL;
    this.#tell();
  }

  #hear(message: DeskMessage): void {
    if ("now" in message) this.#clock.hear(message.now);
    this.#apply({ type: "message", message });
  }

  #apply(event: DeskEvent): void {
    const next = reduce(this.state, event);
    if (next === this.state) return;
    this.state = next;
    this.#tellSoon();
  }

  #tellSoon(): void {
    if (document.hidden) return this.#tell();
    if (!this.#told) return;
    this.#told = false;
    requestAnimationFrame(() => this.#tell());
  }

  #tell(): void {
    this.#told = true;
    for (const listener of [...this.#listeners]) listener();
  }
}

export const desk = new DeskStore(deskUrl(), browser, serverClock);
