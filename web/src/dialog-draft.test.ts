// @vitest-environment happy-dom
import { beforeEach, expect, it } from "vitest";
import { loadDialogDraft, saveDialogDraft } from "./dialog-draft";
import { claimLocalDrafts, clearLocalDrafts } from "./local-drafts";

const EMPTY = { name: "", phone: "" };
const NAME = "cliente.escrita1";

beforeEach(() => sessionStorage.clear());

it("an open dialog is open again after a reload, with its form", () => {
  saveDialogDraft(NAME, { name: "Marta Ruiz" });
  expect(loadDialogDraft(NAME, EMPTY)).toEqual({ name: "Marta Ruiz", phone: "" });
  expect(loadDialogDraft("cliente.escrita2", EMPTY)).toBe(null);
});

it("a closed dialog, a sign-out and another user leave nothing", () => {
  for (const end of [() => saveDialogDraft(NAME, null), clearLocalDrafts, () => claimLocalDrafts("luz")]) {
    claimLocalDrafts("escrita1");
    saveDialogDraft(NAME, EMPTY);
    end();
    expect(loadDialogDraft(NAME, EMPTY)).toBe(null);
  }
});

it("invalid stored text opens no dialog", () => {
  for (const broken of ["{", "null", "[]", "3"]) {
    sessionStorage.setItem(`atencion.draft.${NAME}`, broken);
    expect(loadDialogDraft(NAME, EMPTY)).toBe(null);
  }
});
