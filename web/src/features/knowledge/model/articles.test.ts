import { describe, expect, it } from "vitest";
import {
  addMonths,
  canSave,
  emptyFields,
  pendingPhrase,
  toArticleForm,
  toLibraryFilter,
  usefulPhrase,
} from "./articles";

describe("an article in the library", () => {
  it.each([
    [8, 2, "sirvió a 8 de 10"],
    [0, 0, ""],
  ])("with %i useful and %i useless readings says «%s»", (useful, not_useful, expected) =>
    expect(usefulPhrase({ useful, not_useful })).toBe(expected),
  );

  it("says what its editor has to do", () => {
    const article = { state: "published", has_draft: true, published: 1, review_due: true } as const;
    expect(pendingPhrase(article)).toBe("Hay una versión sin publicar");
    expect(pendingPhrase({ ...article, has_draft: false })).toBe("Revisión vencida");
    expect(pendingPhrase({ ...article, state: "draft", published: 0, review_due: false })).toBe("");
  });

  it("is filtered by a flag of its own", () =>
    expect(toLibraryFilter({ state: "draft", pending: "true" })).toEqual({ state: "draft", pending: true }));
});

describe("the form of an article", () => {
  const fields = { ...emptyFields("clara", "2026-08-31"), title: "Paz y salvo", body: "Se descarga." };
  it("begins today and is reviewed in half a year", () =>
    expect([fields.valid_from, fields.valid_until, fields.review_on]).toEqual(["2026-08-31", "", "2027-02-28"]));

  it("is sent without an end if it has none", () =>
    expect(toArticleForm(fields, 3)).toMatchObject({ valid_until: null, revision: 3, topics: [] }));

  it("needs a title, a text and its days", () =>
    expect(
      [fields, { ...fields, title: " a " }, { ...fields, body: " " }, { ...fields, review_on: "" }].map(canSave),
    ).toEqual([true, false, false, false]));

  it.each([
    ["2026-12-01", 6, "2027-06-01"],
    ["2027-08-31", 6, "2028-02-29"],
  ])("%s and %i months is %s", (day, months, expected) => expect(addMonths(day, months)).toBe(expected));
});
