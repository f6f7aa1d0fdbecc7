import { describe, expect, it } from "vitest";
import { emptyForm, topicValue, parseTopicValue, isEmptyForm, mergeForms, equalForms } from "./form";

const form = (change: object) => ({ ...emptyForm("k"), ...change });

describe("two versions of a form", () => {
  it("become one where they changed different fields", () => {
    const { form: merged, conflicts: other } = mergeForms(
      emptyForm("k"),
      form({ text: "mío" }),
      form({ note: "suya" }),
    );
    expect(merged).toMatchObject({ text: "mío", note: "suya" });
    expect(other).toEqual({});
  });
  it("keep mine, and the other beside it, where both changed the same field", () => {
    const { form: merged, conflicts: other } = mergeForms(
      emptyForm("k"),
      form({ text: "mío" }),
      form({ text: "suyo" }),
    );
    expect(merged.text).toBe("mío");
    expect(other).toEqual({ text: "suyo" });
  });
  it("agree without asking where both wrote the same", () => {
    expect(mergeForms(emptyForm("k"), form({ text: "igual" }), form({ text: "igual" })).conflicts).toEqual({});
  });
  it("take a field that the other emptied and I did not touch", () => {
    const base = form({ note: "vieja" });
    expect(mergeForms(base, base, form({})).form.note).toBe("");
  });
  it("share the ticket that either has filed, and its key", () => {
    expect(
      mergeForms(emptyForm("a"), form({ key: "a" }), form({ key: "b", ticket: "2026-000001-3" })).form,
    ).toMatchObject({ ticket: "2026-000001-3", key: "b" });
  });
});

describe("a form", () => {
  it("is blank until a field is written or a ticket is filed", () => {
    expect([isEmptyForm(emptyForm("k")), isEmptyForm(form({ note: "x" })), isEmptyForm(form({ ticket: "1" }))]).toEqual(
      [true, false, false],
    );
  });
  it("carries kind, theme and sub-theme as one choice", () => {
    expect(topicValue(form(parseTopicValue("queja/trato")))).toBe("queja/trato");
    expect(topicValue(form(parseTopicValue("queja/trato/grosero")))).toBe("queja/trato/grosero");
    expect(parseTopicValue("")).toEqual({ kind: "", theme: "", subtheme: "" });
  });
  it("is the same only with the same key", () =>
    expect([equalForms(emptyForm("a"), emptyForm("a")), equalForms(emptyForm("a"), emptyForm("b"))]).toEqual([
      true,
      false,
    ]));
});
