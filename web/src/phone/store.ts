/**
 * The phone within the browser as a living thing: Twilio's library, which is fetched when it is wanted, its pass from our
 * server, and whoever listens. What becomes of the state is `state.ts`'s.
 */
import type { Call, Device } from "@twilio/voice-sdk";
import { answer, api } from "../api/client";
import { accountQuery, queryClient } from "../api/queries";
import { OFF, type PhoneEvent, type PhoneState, reduce, type Trouble } from "./state";

const SLOW_MS = 10_000;
const RENEW_BEFORE_MS = 5 * 60_000;
const RENEW_AGAIN_MS = 30_000;

class BrowserPhone {
  state: PhoneState = OFF;
  #listeners = new Set<() => void>();
  #device: Device | null = null;
  #call: Call | null = null;
  /** Which beginning is the last: what an earlier one still waits for is not for this one. */
  #turn = 0;

  constructor() {
    addEventListener("pagehide", () => this.#leave());
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Become the advisor's phone: the microphone first, then the pass, then Twilio. */
  async begin(): Promise<void> {
    const turn = ++this.#turn;
    this.#tell({ type: "begun" });
    const trouble = await microphoneTrouble();
    if (turn !== this.#turn) return;
    if (trouble) return this.#tell({ type: "stopped", trouble });
    try {
      const [{ Device }, token] = await Promise.all([import("@twilio/voice-sdk"), pass()]);
      if (turn === this.#turn) this.#register(new Device(token, { logLevel: "silent", tokenRefreshMs: RENEW_BEFORE_MS }));
    } catch {
      if (turn === this.#turn) this.#tell({ type: "stopped", trouble: "no_pass" });
    }
  }

  answer = (): void => this.#call?.accept();

  /** While it rings nobody is refused so: only the talk ends. */
  hangUp = (): void => this.#call?.disconnect();

  /** Be no phone any more. */
  async end(): Promise<void> {
    const was = this.#put();
    this.#tell({ type: "ended" });
    if (was) await api.DELETE("/api/v1/me/phone-token").catch(() => undefined); // it goes by itself within the hour
    lookAgain();
  }

  #register(device: Device): void {
    this.#device = device;
    device.on("registered", () => this.#tell({ type: "registered" }));
    device.on("unregistered", () => this.#tell({ type: "unregistered" }));
    device.on("error", ({ code }: { code: number }) => this.#fail(code));
    device.on("incoming", (call: Call) => this.#ring(call));
    device.on("tokenWillExpire", () => void this.#renew(device));
    device.register().catch((error: { code?: number }) => this.#fail(error.code ?? 0));
    setTimeout(() => device === this.#device && this.#tell({ type: "slow" }), SLOW_MS);
    lookAgain();
  }

  #ring(call: Call): void {
    this.#call = call;
    call.on("accept", () => this.#tell({ type: "answered" }));
    call.on("error", ({ code }: { code: number }) => this.#fail(code));
    for (const end of ["disconnect", "cancel", "reject"]) {
      call.on(end, () => {
        if (call === this.#call) this.#call = null;
        this.#tell({ type: "over" });
      });
    }
    this.#tell({ type: "rang" });
  }

  async #renew(device: Device): Promise<void> {
    try {
      const token = await pass();
      if (device === this.#device) device.updateToken(token);
      this.#tell({ type: "renewed" });
    } catch {
      if (device !== this.#device) return;
      this.#tell({ type: "not_renewed" });
      setTimeout(() => device === this.#device && void this.#renew(device), RENEW_AGAIN_MS);
    }
  }

  #fail(code: number): void {
    this.#tell({ type: "failed", code });
    if (this.state.phase === "off") this.#put();
  }

  /** Put Twilio's library away; whether there was something to put away. */
  #put(): boolean {
    this.#turn++;
    const device = this.#device;
    this.#device = this.#call = null;
    device?.destroy();
    return device !== null;
  }

  /** The page goes: nobody is to be rung here, and there is no time to wait for an answer. */
  #leave(): void {
    if (!this.#put()) return;
    this.#tell({ type: "ended" });
    void fetch("/api/v1/me/phone-token", { method: "DELETE", keepalive: true, headers: { "X-Atencion": "1" } }).catch(() => undefined);
  }

  #tell(event: PhoneEvent): void {
    this.state = reduce(this.state, event);
    this.#listeners.forEach((listener) => listener());
  }
}

const pass = async (): Promise<string> => (await answer(api.POST("/api/v1/me/phone-token"))).token;
const lookAgain = () => void queryClient.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true });

/** Whether the microphone can be used, asked before anybody is rung here; empty when it can. */
async function microphoneTrouble(): Promise<Trouble> {
  if (!navigator.mediaDevices) return "insecure";
  try {
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    sound.getTracks().forEach((track) => track.stop());
    return "";
  } catch (error) {
    return error instanceof DOMException && error.name === "NotAllowedError" ? "microphone" : "no_microphone";
  }
}

export const phone = new BrowserPhone();
