// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { claimLocalDrafts, clearLocalDrafts, hasLocalDrafts } from "../../../local-drafts";
import { NO_STEP, reduce } from "./step-draft";
import { loadStepDraft, saveStepDraft } from "./step-draft-store";

const NUMBER = "2027-000001-7";
const chosen = reduce({ ...NO_STEP, seenVersion: 3 }, { type: "chosen", step: "answer", draft: "Como estaba." });
const typed = reduce(chosen, { type: "typed", field: "text", value: "Ya se aplicó." });

beforeEach(() => sessionStorage.clear());

describe("the stored draft of a step", () => {
  it("is restored with its step, its text and the version that was seen, and for no other ticket", () => {
    saveStepDraft(NUMBER, { ...typed, attempted: true });
    expect(loadStepDraft(NUMBER)).toEqual(typed);
    expect(loadStepDraft("2027-000002-5")).toBe(NO_STEP);
  });
  it("is not stored while nothing is typed, and is removed once the step is done", () => {
    saveStepDraft(NUMBER, chosen);
    expect(hasLocalDrafts()).toBe(false);
    saveStepDraft(NUMBER, typed);
    saveStepDraft(NUMBER, reduce(typed, { type: "done", step: "answer", version: 4 }));
    expect(loadStepDraft(NUMBER)).toBe(NO_STEP);
  });
  it("is deleted at the end of the session, and when another user signs in, but not for the same one", () => {
    claimLocalDrafts("luz");
    saveStepDraft(NUMBER, typed);
    claimLocalDrafts("luz");
    expect(loadStepDraft(NUMBER)).toEqual(typed);
    claimLocalDrafts("ana");
    expect(loadStepDraft(NUMBER)).toBe(NO_STEP);
    saveStepDraft(NUMBER, typed);
    clearLocalDrafts();
    expect(loadStepDraft(NUMBER)).toBe(NO_STEP);
  });
  it("starts empty if the stored text is invalid", () => {
    for (const broken of ["{", "null", "[]", "3"]) {
      sessionStorage.setItem(`atencion.draft.paso.${NUMBER}`, broken);
      expect(loadStepDraft(NUMBER)).toEqual(NO_STEP);
    }
  });
});
