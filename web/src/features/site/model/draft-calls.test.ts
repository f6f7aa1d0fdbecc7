import { describe, expect, it } from "vitest";
import { callForm, callPhrase, momentFault } from "./draft-calls";

describe("momentFault", () => {
  it("accepts no moment, and a whole one", () => {
    expect(momentFault({ day: "", at: "" })).toBe("");
    expect(momentFault({ day: "2026-12-24", at: "18:59" })).toBe("");
  });
  it("wants both, and a time that exists", () => {
    expect(momentFault({ day: "2026-12-24", at: "" })).not.toBe("");
    expect(momentFault({ day: "", at: "18:59" })).not.toBe("");
    expect(momentFault({ day: "2026-12-24", at: "25:00" })).not.toBe("");
  });
});

describe("callForm", () => {
  it("sends no moment for a call of now", () => {
    expect(callForm("bogota", { day: "", at: "" })).toEqual({ line: "bogota", day: null, at: null });
  });
});

describe("callPhrase", () => {
  const call = { call_id: "1", began_at: "2026-12-01T10:00:00Z", result: null };
  it("tells a caller without the code from one that has hung up", () => {
    expect(callPhrase({ ...call, phase: "code" })).toContain("código");
    expect(callPhrase({ ...call, phase: "over" })).toBe("La llamada terminó sin el código.");
  });
});
