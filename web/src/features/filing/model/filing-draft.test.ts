// @vitest-environment happy-dom
import { beforeEach, expect, it } from "vitest";
import { clearLocalDrafts } from "../../../local-drafts";
import { asAnother, loadFilingDraft, saveFilingDraft, startFiling } from "./filing-draft";

beforeEach(() => sessionStorage.clear());

const typed = () => {
  const draft = loadFilingDraft("escrita1");
  const next = { ...draft, form: { ...draft.form, text: "Pido mi paz y salvo." }, fileNames: ["carta.pdf"] };
  saveFilingDraft("escrita1", next);
  return next;
};

it("a draft has the same key and form after a reload, and the names of its files", () => {
  const draft = typed();
  expect(loadFilingDraft("escrita1")).toEqual(draft);
});

it("another user of the same tab does not see it", () => {
  typed();
  expect(loadFilingDraft("coordinador").form.text).toBe("");
});

it("a filed petition and a sign-out delete it", () => {
  const { key } = typed();
  const next = startFiling("escrita1");
  expect([next.form.text, next.key === key, loadFilingDraft("escrita1").form.text]).toEqual(["", false, ""]);
  typed();
  clearLocalDrafts();
  expect(loadFilingDraft("escrita1").form.text).toBe("");
});

it("another petition keeps what was typed and gets its own key", () => {
  const draft = typed();
  const other = asAnother(draft);
  expect([other.form, other.key === draft.key]).toEqual([draft.form, false]);
});
