// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { emptyForm } from "../../tickets/model/form";
import { clearLocalDrafts } from "../../../local-drafts";
import {
  deletePetitionDraft,
  savePetitionDraft,
  loadPetitionDraft,
  petitionKey,
  missingFields,
  toPetition,
} from "./petition-draft";

const FORM = { ...emptyForm(""), kind: "queja", theme: "trato", text: "Nadie contestó." };

beforeEach(() => sessionStorage.clear());

describe("the draft of a petition", () => {
  it("is restored when its message is opened again, and for no other message", () => {
    savePetitionDraft("m1.0-2", FORM);
    expect(loadPetitionDraft("m1.0-2")).toEqual(FORM);
    expect(loadPetitionDraft("m2.0-2")).toEqual(emptyForm(""));
  });
  it("is deleted after filing, and at the end of the session", () => {
    for (const end of [() => deletePetitionDraft("m1.0-2"), clearLocalDrafts]) {
      savePetitionDraft("m1.0-2", FORM);
      end();
      expect(loadPetitionDraft("m1.0-2")).toEqual(emptyForm(""));
    }
  });
  it("starts empty if the stored text is invalid", () => {
    sessionStorage.setItem("atencion.draft.m1.0-2", "{");
    expect(loadPetitionDraft("m1.0-2")).toEqual(emptyForm(""));
  });
});

describe("the missing fields", () => {
  it("are listed by field", () => {
    expect(Object.keys(missingFields(emptyForm(""), false))).toEqual(["theme", "text"]);
    expect(Object.keys(missingFields({ ...FORM, text: " \n" }, true))).toEqual(["text"]);
    expect(missingFields(FORM, true)).toEqual({});
  });
  it("include the subtheme if only a theme was stored, or a subtheme that no longer exists", () => {
    expect(missingFields(FORM, false).theme).toContain("subtema");
    expect(missingFields(emptyForm(""), false).theme).not.toContain("subtema");
  });
});

describe("the petition sent", () => {
  it("has a subtheme only where there is one", () => {
    expect(toPetition(FORM)).toEqual({ kind: "queja", theme: "trato", text: "Nadie contestó." });
    expect(toPetition({ ...FORM, subtheme: "cobranza" })).toEqual({
      kind: "queja",
      theme: "trato",
      subtheme: "cobranza",
      text: "Nadie contestó.",
    });
  });
});

describe("the idempotency key of a filing", () => {
  it.each(["c1f3a1.0-2", "a:b_c.1-12", `${"x".repeat(70)}.0-2`])("is valid and stable for the message %s", (id) => {
    expect(petitionKey(id)).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
    expect(petitionKey(id)).toBe(petitionKey(id));
  });
});
