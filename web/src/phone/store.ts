/**
 * The phone within the browser as a living thing: Twilio's library, which is fetched when it is wanted, its pass from our
 * server, and whoever listens. What becomes of the state is `state.ts`'s.
 */
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
  /** Which beginning is the last: what an earlier one still waits for is not for this one. */
  #startSerial = 0;

  constructor() {
    addEventListener("pagehide", () => this.#onPageHide());
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Become the advisor's phone: the microphone first, then the pass, then Twilio. */
  async start(): Promise<void> {
    const turn = ++this.#startSerial;
    this.#apply({ type: "begun" });
    const trouble = await microphoneTrouble();
    if (turn !== this.#startSerial) return;
    if (trouble) return this.#apply({ type: "stopped", trouble });
    try {
      const [{ Device }, token] = await Promise.all([import("@twilio/voice-sdk"), fetchToken()]);
      if (turn === this.#startSerial)
        this.#register(new Device(token, { logLevel: "silent", tokenRefreshMs: RENEW_BEFORE_MS }));
    } catch {
      if (turn === this.#startSerial) this.#apply({ type: "stopped", trouble: "no_pass" });
    }
  }

  answer = (): void => this.#call?.accept();

  /** While it rings nobody is refused so: only the talk ends. */
  hangUp = (): void => this.#call?.disconnect();

  /** Be no phone any more. */
  async stop(): Promise<void> {
    const was = this.#destroyDevice();
    this.#apply({ type: "ended" });
    if (was) await api.DELETE("/api/v1/me/phone-token").catch(() => undefined); // it goes by itself within the hour
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

  /** Put Twilio's library away; whether there was something to put away. */
  #destroyDevice(): boolean {
    this.#startSerial++;
    const device = this.#device;
    this.#device = this.#call = null;
    device?.destroy();
    return device !== null;
  }

  /** The page goes: nobody is to be rung here, and there is no time to wait for an answer. */
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

/** Whether the microphone can be used, asked before anybody is rung here; empty when it can. */
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
