import { describe, expect, it } from "vitest";
import { blank, choiceOf, chosen, isBlank, merge, same } from "./form";

const form = (change: object) => ({ ...blank("k"), ...change });

describe("two versions of a form", () => {
  it("become one where they changed different fields", () => {
    const { form: merged, other } = merge(blank("k"), form({ text: "mío" }), form({ note: "suya" }));
    expect(merged).toMatchObject({ text: "mío", note: "suya" });
    expect(other).toEqual({});
  });
  it("keep mine, and the other beside it, where both changed the same field", () => {
    const { form: merged, other } = merge(blank("k"), form({ text: "mío" }), form({ text: "suyo" }));
    expect(merged.text).toBe("mío");
    expect(other).toEqual({ text: "suyo" });
  });
  it("agree without asking where both wrote the same", () => {
    expect(merge(blank("k"), form({ text: "igual" }), form({ text: "igual" })).other).toEqual({});
  });
  it("take a field that the other emptied and I did not touch", () => {
    const base = form({ note: "vieja" });
    expect(merge(base, base, form({})).form.note).toBe("");
  });
  it("share the ticket that either has filed, and its key", () => {
    expect(merge(blank("a"), form({ key: "a" }), form({ key: "b", ticket: "2026-000001-3" })).form).toMatchObject({ ticket: "2026-000001-3", key: "b" });
  });
});

describe("a form", () => {
  it("is blank until a field is written or a ticket is filed", () => {
    expect([isBlank(blank("k")), isBlank(form({ note: "x" })), isBlank(form({ ticket: "1" }))]).toEqual([true, false, false]);
  });
  it("carries kind, theme and sub-theme as one choice", () => {
    expect(choiceOf(form(chosen("queja/trato")))).toBe("queja/trato");
    expect(choiceOf(form(chosen("queja/trato/grosero")))).toBe("queja/trato/grosero");
    expect(chosen("")).toEqual({ kind: "", theme: "", subtheme: "" });
  });
  it("is the same only with the same key", () => expect([same(blank("a"), blank("a")), same(blank("a"), blank("b"))]).toEqual([true, false]));
});
