import { describe, expect, it } from "vitest";
import { completeForm, emptyForm, topicValue, parseTopicValue, isEmptyForm, mergeForms, equalForms } from "./form";

const form = (change: object) => ({ ...emptyForm("k"), ...change });

describe("merging two versions of a form", () => {
  it("combines changes to different fields", () => {
    const { form: merged, conflicts } = mergeForms(emptyForm("k"), form({ text: "mío" }), form({ note: "suya" }));
    expect(merged).toMatchObject({ text: "mío", note: "suya" });
    expect(conflicts).toEqual({});
  });
  it("keeps mine, with theirs as a conflict, where both changed the same field", () => {
    const { form: merged, conflicts } = mergeForms(emptyForm("k"), form({ text: "mío" }), form({ text: "suyo" }));
    expect(merged.text).toBe("mío");
    expect(conflicts).toEqual({ text: "suyo" });
  });
  it("has no conflict where both wrote the same", () => {
    expect(mergeForms(emptyForm("k"), form({ text: "igual" }), form({ text: "igual" })).conflicts).toEqual({});
  });
  it("takes a field that the other emptied and I did not change", () => {
    const base = form({ note: "vieja" });
    expect(mergeForms(base, base, form({})).form.note).toBe("");
  });
  it("takes the ticket that either version filed, and its key", () => {
    expect(
      mergeForms(emptyForm("a"), form({ key: "a" }), form({ key: "b", ticket: "2026-000001-3" })).form,
    ).toMatchObject({ ticket: "2026-000001-3", key: "b" });
  });
});

describe("a form", () => {
  it("is empty until a field is written or a ticket is filed", () => {
    expect([isEmptyForm(emptyForm("k")), isEmptyForm(form({ note: "x" })), isEmptyForm(form({ ticket: "1" }))]).toEqual(
      [true, false, false],
    );
  });
  it("that the release before stored keeps its representative, who acts as an attorney", () => {
    const { actsAs, mandateDocument, ...before } = form({ text: "x", representative: "Iván" });
    expect([actsAs, mandateDocument]).toEqual(["", ""]);
    expect(completeForm(before)).toEqual(form({ text: "x", representative: "Iván", actsAs: "attorney" }));
    const alone = form({ representative: "Iván" });
    expect(completeForm(alone)).toEqual(alone);
  });
  it("has kind, theme and subtheme as one choice", () => {
    expect(topicValue(form(parseTopicValue("queja/trato")))).toBe("queja/trato");
    expect(topicValue(form(parseTopicValue("queja/trato/grosero")))).toBe("queja/trato/grosero");
    expect(parseTopicValue("")).toEqual({ kind: "", theme: "", subtheme: "" });
  });
  it("is equal only with the same key", () =>
    expect([equalForms(emptyForm("a"), emptyForm("a")), equalForms(emptyForm("a"), emptyForm("b"))]).toEqual([
      true,
      false,
    ]));
});
