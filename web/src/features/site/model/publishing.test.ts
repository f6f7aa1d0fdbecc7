import { describe, expect, it } from "vitest";
import { canPublish, NEW_PUBLICATION, publicationRequest } from "./publishing";

const CLEAN = { complaints: [], silent_prompts: [], failed_tries: [], operator_steps: [] };
const FAILED = { ...CLEAN, failed_tries: [{ id: "noche", name: "De noche", faults: ["no oye el cierre"] }] };
const FORM = { ...NEW_PUBLICATION, reason: " Nochebuena " };

describe("a publication", () => {
  it("needs a reason, and a moment if it begins later", () => {
    expect(canPublish(NEW_PUBLICATION, CLEAN)).toBe(false);
    expect(canPublish(FORM, CLEAN)).toBe(true);
    expect(canPublish({ ...FORM, later: true }, CLEAN)).toBe(false);
    expect(canPublish(FORM, undefined)).toBe(false);
  });
  it("waits for what a change must solve, and needs a reason for failed tries", () => {
    expect(canPublish(FORM, { ...CLEAN, complaints: [{ path: ["lines"], section: null, text: "falta" }] })).toBe(false);
    expect(canPublish(FORM, { ...CLEAN, silent_prompts: ["saludo"] })).toBe(false);
    expect(canPublish(FORM, FAILED)).toBe(false);
    expect(canPublish({ ...FORM, triesReason: "Ya se sabe" }, FAILED)).toBe(true);
  });
  it("is asked for with the moment in the time of Colombia", () => {
    expect(publicationRequest({ ...FORM, later: true, moment: "2026-12-24T07:00" }, CLEAN, 7)).toEqual({
      reason: "Nochebuena",
      expected: 7,
      effective_at: "2026-12-24T07:00:00-05:00",
    });
    expect(publicationRequest({ ...FORM, triesReason: "Ya se sabe" }, FAILED, 7)).toEqual({
      reason: "Nochebuena",
      expected: 7,
      tries_reason: "Ya se sabe",
    });
  });
});
