/** The keys that an advisor sends to a menu at the other side: what is a key, and their order on the way. */

export const KEYPAD: readonly string[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
/** Most keys of one request. */
export const MAX_KEYS = 32;

/** Return the keypad's key of a keyboard event, also of the numeric pad; null for any other. */
export const keypadKey = (event: Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey">): string | null =>
  KEYPAD.includes(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey ? event.key : null;

/** Return pressed keys as they are shown: only the last one is legible, because they may be a PIN. */
export const shownKeys = (keys: string): string => "•".repeat(Math.max(0, keys.length - 1)) + keys.slice(-1);

/** Sends keys in the order in which they are pressed; those pressed while a request is in flight share the next one. */
export class KeySender {
  #waiting = "";
  #busy = false;
  readonly #send: (keys: string) => Promise<unknown>;

  constructor(send: (keys: string) => Promise<unknown>) {
    this.#send = send;
  }

  /** Press a key. After a failure, the keys that waited are dropped: a menu must not get the rest of a number. */
  press(key: string): void {
    this.#waiting += key;
    if (!this.#busy) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#waiting) {
        const keys = this.#waiting.slice(0, MAX_KEYS);
        this.#waiting = this.#waiting.slice(MAX_KEYS);
        await this.#send(keys);
      }
    } catch {
      this.#waiting = ""; // the mutation shows the error
    } finally {
      this.#busy = false;
    }
  }
}
