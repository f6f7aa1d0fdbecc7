import { describe, expect, it } from "vitest";
import {
  type EvaluationContent,
  mergeContent,
  type StoredContent,
  sameStored,
  toContent,
  toStored,
} from "./evaluation-content";

const NOTE = { text: "Interrumpe.", recording: "r", second: 12, paragraph: null, criterion: null };
const BASE: StoredContent = { answers: { saludo: "meets" }, notes: [NOTE], comment: "Base" };
const mine = (change: Partial<StoredContent>): EvaluationContent => toContent({ ...BASE, ...change });

describe("the content", () => {
  it("goes to the server without keys and without empty notes, and comes back the same", () => {
    const content = { ...mine({}), comment: " Base " };
    const typed = { ...content, notes: [...content.notes, { ...NOTE, key: "x", text: "  " }] };
    expect(sameStored(toStored(typed), BASE)).toBe(true);
    expect(toStored(typed).notes).toHaveLength(1);
  });
  it("does not depend on the order of the answers", () =>
    expect(
      sameStored({ ...BASE, answers: { a: "meets", b: "fails" } }, { ...BASE, answers: { b: "fails", a: "meets" } }),
    ).toBe(true));
});

describe("a merge", () => {
  it("takes what only one window changed", () => {
    const { content, conflicts } = mergeContent(BASE, mine({ comment: "Mío" }), {
      ...BASE,
      answers: { saludo: "fails", trato: "meets" },
    });
    expect(toStored(content)).toEqual({ ...BASE, comment: "Mío", answers: { saludo: "fails", trato: "meets" } });
    expect(conflicts).toEqual({ answers: {}, comment: null });
  });
  it("keeps the own value where both changed, and shows the other one", () => {
    const { content, conflicts } = mergeContent(
      BASE,
      mine({ comment: "Mío", answers: { saludo: "fails", trato: "fails" } }),
      { ...BASE, comment: "De la otra", answers: { saludo: "not_applicable" } },
    );
    expect(content.comment).toBe("Mío");
    expect(content.answers).toEqual({ saludo: "fails", trato: "fails" });
    expect(conflicts).toEqual({ answers: { saludo: "not_applicable" }, comment: "De la otra" });
  });
  it("has no conflict where both made the same change", () =>
    expect(mergeContent(BASE, mine({ comment: "Igual" }), { ...BASE, comment: "Igual" }).conflicts.comment).toBeNull());
  it("loses no note of either window", () => {
    const own = { ...NOTE, second: 40, text: "Mía" };
    const other = { ...NOTE, second: 50, text: "Otra" };
    const { content } = mergeContent(BASE, mine({ notes: [NOTE, own] }), { ...BASE, notes: [NOTE, other] });
    expect(toStored(content).notes.map(({ text }) => text)).toEqual(["Interrumpe.", "Mía", "Otra"]);
    expect(new Set(content.notes.map(({ key }) => key)).size).toBe(3);
  });
  it("does not bring back a note that one window removed", () => {
    expect(toStored(mergeContent(BASE, mine({ notes: [] }), BASE).content).notes).toEqual([]);
    expect(toStored(mergeContent(BASE, mine({}), { ...BASE, notes: [] }).content).notes).toEqual([]);
  });
});
