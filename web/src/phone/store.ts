/** The browser phone: Twilio's library, loaded on demand, the token from our server, and the listeners. */
import type { Call, Device } from "@twilio/voice-sdk";
import { unwrap, api } from "../api/client";
import { accountQuery, queryClient } from "../api/queries";
import { PHONE_OFF, type PhoneEvent, type PhoneState, reduce, type PhoneTrouble } from "./state";

const START_TIMEOUT_MS = 10_000;
const RENEW_BEFORE_MS = 5 * 60_000;
const RENEW_RETRY_MS = 30_000;

class PhoneStore {
  state: PhoneState = PHONE_OFF;
  #listeners = new Set<() => void>();
  #device: Device | null = null;
  #call: Call | null = null;
  /** The serial number of the last start; results of earlier starts are ignored. */
  #startSerial = 0;

  constructor() {
    addEventListener("pagehide", () => this.#onPageHide());
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Start the phone: check the microphone, then fetch the token, then register with Twilio. */
  async start(): Promise<void> {
    const serial = ++this.#startSerial;
    this.#apply({ type: "begun" });
    const trouble = await microphoneTrouble();
    if (serial !== this.#startSerial) return;
    if (trouble) return this.#apply({ type: "stopped", trouble });
    try {
      const [{ Device }, token] = await Promise.all([import("@twilio/voice-sdk"), fetchToken()]);
      if (serial === this.#startSerial)
        this.#register(new Device(token, { logLevel: "silent", tokenRefreshMs: RENEW_BEFORE_MS }));
    } catch {
      if (serial === this.#startSerial) this.#apply({ type: "stopped", trouble: "no_pass" });
    }
  }

  answer = (): void => this.#call?.accept();

  /** Hang up the conversation. A ringing call cannot be rejected this way. */
  hangUp = (): void => this.#call?.disconnect();

  /** Stop being the advisor's phone. */
  async stop(): Promise<void> {
    const hadDevice = this.#destroyDevice();
    this.#apply({ type: "ended" });
    if (hadDevice) await api.DELETE("/api/v1/me/phone-token").catch(() => undefined); // expires within the hour
    refreshAccount();
  }

  #register(device: Device): void {
    this.#device = device;
    device.on("registered", () => this.#apply({ type: "registered" }));
    device.on("unregistered", () => this.#apply({ type: "unregistered" }));
    device.on("error", ({ code }: { code: number }) => this.#fail(code));
    device.on("incoming", (call: Call) => this.#ring(call));
    device.on("tokenWillExpire", () => void this.#renew(device));
    device.register().catch((error: { code?: number }) => this.#fail(error.code ?? 0));
    setTimeout(() => device === this.#device && this.#apply({ type: "slow" }), START_TIMEOUT_MS);
    refreshAccount();
  }

  #ring(call: Call): void {
    this.#call = call;
    call.on("accept", () => this.#apply({ type: "answered" }));
    call.on("error", ({ code }: { code: number }) => this.#fail(code));
    for (const end of ["disconnect", "cancel", "reject"]) {
      call.on(end, () => {
        if (call === this.#call) this.#call = null;
        this.#apply({ type: "over" });
      });
    }
    this.#apply({ type: "rang" });
  }

  async #renew(device: Device): Promise<void> {
    try {
      const token = await fetchToken();
      if (device === this.#device) device.updateToken(token);
      this.#apply({ type: "renewed" });
    } catch {
      if (device !== this.#device) return;
      this.#apply({ type: "not_renewed" });
      setTimeout(() => device === this.#device && void this.#renew(device), RENEW_RETRY_MS);
    }
  }

  #fail(code: number): void {
    this.#apply({ type: "failed", code });
    if (this.state.phase === "off") this.#destroyDevice();
  }

  /** Destroy Twilio's device; return whether there hadDevice one. */
  #destroyDevice(): boolean {
    this.#startSerial++;
    const device = this.#device;
    this.#device = this.#call = null;
    device?.destroy();
    return device !== null;
  }

  /** Turn the phone off when the page closes, without waiting for the response. */
  #onPageHide(): void {
    if (!this.#destroyDevice()) return;
    this.#apply({ type: "ended" });
    void fetch("/api/v1/me/phone-token", { method: "DELETE", keepalive: true, headers: { "X-Atencion": "1" } }).catch(
      () => undefined,
    );
  }

  #apply(event: PhoneEvent): void {
    this.state = reduce(this.state, event);
    this.#listeners.forEach((listener) => listener());
  }
}

const fetchToken = async (): Promise<string> => (await unwrap(api.POST("/api/v1/me/phone-token"))).token;
const refreshAccount = () => void queryClient.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true });

/** Return the trouble with the microphone, checked before a call can ring here; empty if it works. */
async function microphoneTrouble(): Promise<PhoneTrouble> {
  if (!navigator.mediaDevices) return "insecure";
  try {
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    sound.getTracks().forEach((track) => track.stop());
    return "";
  } catch (error) {
    return error instanceof DOMException && error.name === "NotAllowedError" ? "microphone" : "no_microphone";
  }
}

export const phone = new PhoneStore();
