/**
 * The desk with its side effects: one connection, one state, and the listeners.
 *
 * While the page is visible, listeners are called at once for the first change in a frame, because it may be a ringing
 * call, and in the next frame for all others. While it is hidden, they are always called at once, because there are no
 * frames.
 */
import type { DeskMessage } from "../api/types";
import { type ServerClock, serverClock } from "../clock";
import { browserEnvironment, DeskConnection, deskUrl, type Environment } from "../transport/desk-connection";
import { type DeskEvent, type DeskState, INITIAL_STATE, reduce } from "./desk-state";

export class DeskStore {
  state: DeskState = INITIAL_STATE;
  readonly connection: DeskConnection;
  /** Called when the server refuses the socket; the session may be over. */
  onRefused: () => void = () => {};
  #listeners = new Set<() => void>();
  #frameRequested = false;
  #notifyDue = false;
  readonly #clock: ServerClock;

  constructor(url: string, environment: Environment, clock: ServerClock) {
    this.#clock = clock;
    this.connection = new DeskConnection(url, environment, {
      onStateChange: (link) => this.#apply({ type: "link", link }),
      onMessage: (message) => this.#receive(message),
      onRefused: () => this.onRefused(),
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Clear the state before another user signs in. */
  reset(): void {
    this.connection.stop();
    this.state = INITIAL_STATE;
    this.#notify();
  }

  #receive(message: DeskMessage): void {
    if ("now" in message) this.#clock.observe(message.now);
    this.#apply({ type: "message", message });
  }

  #apply(event: DeskEvent): void {
    const next = reduce(this.state, event);
    if (next === this.state) return;
    this.state = next;
    this.#scheduleNotify();
  }

  #scheduleNotify(): void {
    if (document.hidden) return this.#notify();
    this.#notifyDue = true;
    if (!this.#frameRequested) this.#onFrame();
  }

  /** Notify listeners of pending changes, and again in the next frame while there are more. */
  #onFrame = (): void => {
    this.#frameRequested = this.#notifyDue;
    if (!this.#notifyDue) return;
    this.#notify();
    requestAnimationFrame(this.#onFrame);
  };

  #notify(): void {
    this.#notifyDue = false;
    for (const listener of [...this.#listeners]) listener();
  }
}

export const desk = new DeskStore(deskUrl(), browserEnvironment, serverClock);
