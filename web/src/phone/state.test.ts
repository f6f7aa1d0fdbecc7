import { describe, expect, it } from "vitest";
import { PHONE_OFF, type PhoneEvent, type PhoneState, reduce, troubleFromCode, troubleSentence } from "./state";

const after = (...events: PhoneEvent[]): PhoneState => events.reduce(reduce, PHONE_OFF);
const of = (...types: Exclude<PhoneEvent["type"], "failed" | "stopped">[]): PhoneEvent[] =>
  types.map((type) => ({ type }));
const READY = of("begun", "registered");
const TALKING = [...READY, ...of("rang", "answered")];

describe("the browser phone", () => {
  it("rings, is answered, and returns to ready", () => {
    expect(after(...READY).phase).toBe("ready");
    expect(after(...READY, ...of("rang")).phase).toBe("ringing");
    expect(after(...TALKING).phase).toBe("talking");
    expect(after(...TALKING, ...of("over"))).toEqual(after(...READY));
  });

  it("returns to ready when the caller hangs up while it rings", () => {
    expect(after(...READY, ...of("rang", "over")).phase).toBe("ready");
  });

  it("reports that Twilio is unreachable only while starting, and clears it once registered", () => {
    expect(after(...of("begun", "slow"))).toMatchObject({ phase: "starting", trouble: "unreachable" });
    expect(after(...READY, ...of("slow")).trouble).toBe("");
    expect(after(...of("begun", "slow", "registered"))).toEqual(after(...READY));
  });

  it("reports a lost connection, but not during a conversation, where the voice may continue", () => {
    expect(after(...READY, ...of("unregistered"))).toMatchObject({ phase: "starting", trouble: "lost" });
    expect(after(...TALKING, ...of("unregistered"))).toEqual(after(...TALKING));
    expect(after(...TALKING, ...of("registered")).phase).toBe("talking");
  });

  it("stays in a conversation whatever else fails, and turns off after a final error", () => {
    expect(after(...TALKING, { type: "failed", code: 20104 })).toMatchObject({ phase: "talking", trouble: "expired" });
    expect(after(...READY, { type: "failed", code: 20101 })).toMatchObject({ phase: "off", trouble: "refused" });
    expect(after(...of("begun"), { type: "failed", code: 31005 })).toMatchObject({
      phase: "starting",
      trouble: "unreachable",
    });
  });

  it("ignores late events after it was turned off", () => {
    for (const late of of("registered", "rang", "answered", "over", "slow", "not_renewed"))
      expect(reduce(PHONE_OFF, late)).toBe(PHONE_OFF);
    expect(after(...TALKING, ...of("ended"))).toEqual(PHONE_OFF);
  });

  it("reports a token that could not be renewed until it is renewed", () => {
    expect(after(...READY, ...of("not_renewed"))).toMatchObject({ phase: "ready", trouble: "expired" });
    expect(after(...READY, ...of("not_renewed", "renewed"))).toEqual(after(...READY));
  });

  it("has a sentence for every trouble", () => {
    const codes = [31401, 31402, 20101, 20104, 31204, 31205, 31000, 31005, 31009, 53405];
    expect(codes.map(troubleFromCode)).toEqual([
      "microphone",
      "no_microphone",
      "refused",
      "expired",
      "refused",
      "expired",
      "unreachable",
      "unreachable",
      "unreachable",
      "unreachable",
    ]);
    for (const code of [...codes, 31486])
      expect(troubleSentence(after(...of("begun"), { type: "failed", code }))).not.toBe("");
    expect(troubleSentence(after(...of("begun"), { type: "failed", code: 31486 }))).toContain("31486");
    expect(troubleSentence(after(...of("begun"), { type: "stopped", trouble: "insecure" }))).toContain("https");
    expect(troubleSentence(PHONE_OFF)).toBe("");
  });
});
