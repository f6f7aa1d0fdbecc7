// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { blank } from "../../tickets/model/form";
import { clearShelf } from "../../tickets/model/use-draft";
import { drop, keep, kept, keyOf, missing, petitionOf } from "./petition-draft";

const FORM = { ...blank(""), kind: "queja", theme: "trato", text: "Nadie contestó." };

beforeEach(() => sessionStorage.clear());

describe("a petition that is half written", () => {
  it("is still there when its message is opened again, and no other's", () => {
    keep("m1.0-2", FORM);
    expect(kept("m1.0-2")).toEqual(FORM);
    expect(kept("m2.0-2")).toEqual(blank(""));
  });
  it("is gone once it was filed, and at the end of the session", () => {
    for (const end of [() => drop("m1.0-2"), clearShelf]) {
      keep("m1.0-2", FORM);
      end();
      expect(kept("m1.0-2")).toEqual(blank(""));
    }
  });
  it("begins anew where what was kept cannot be read", () => {
    sessionStorage.setItem("atencion.draft.m1.0-2", "{");
    expect(kept("m1.0-2")).toEqual(blank(""));
  });
});

describe("what is missing", () => {
  it("is said field by field", () => {
    expect(Object.keys(missing(blank(""), false))).toEqual(["theme", "text"]);
    expect(Object.keys(missing({ ...FORM, text: " \n" }, true))).toEqual(["text"]);
    expect(missing(FORM, true)).toEqual({});
  });
  it("is the sub-theme where only a theme was kept, or one that is no more", () => {
    expect(missing(FORM, false).theme).toContain("subtema");
    expect(missing(blank(""), false).theme).not.toContain("subtema");
  });
});

describe("what is sent", () => {
  it("has the sub-theme only where there is one", () => {
    expect(petitionOf(FORM)).toEqual({ kind: "queja", theme: "trato", text: "Nadie contestó." });
    expect(petitionOf({ ...FORM, subtheme: "cobranza" })).toEqual({ kind: "queja", theme: "trato", subtheme: "cobranza", text: "Nadie contestó." });
  });
});

describe("the key of a filing", () => {
  it.each(["c1f3a1.0-2", "a:b_c.1-12", `${"x".repeat(70)}.0-2`])("of %s is one that the server takes", (id) => {
    expect(keyOf(id)).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
    expect(keyOf(id)).toBe(keyOf(id));
  });
});
