// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Call } from "../../api/contracts";
import { blank } from "../../desk/form";
import { matches } from "./topic";
import { mainStep, missing } from "./work";

const at = (stage: Call["stage"]) => ({ stage }) as Call;
const form = (change: object) => ({ ...blank("k"), ...change });

describe("the main button", () => {
  it.each([
    ["talking", {}, "file"],
    ["talking", { text: "pide" }, "file"],
    ["wrap_up", {}, "finish"],
    ["wrap_up", { text: "  " }, "finish"],
    ["wrap_up", { text: "pide" }, "file"],
    ["wrap_up", { text: "pide", ticket: "2026-000001-3" }, "finish"],
  ] as const)("in %s with %j is %s", (stage, change, step) => expect(mainStep(at(stage), form(change))).toBe(step));
});

describe("what is missing", () => {
  it("to file is the theme and the text", () => expect(Object.keys(missing("file", form({})))).toEqual(["theme", "text"]));
  it("to finish is the theme alone", () => expect(Object.keys(missing("finish", form({})))).toEqual(["theme"]));
  it("is nothing once both are there", () => expect(missing("file", form({ kind: "queja", theme: "trato", text: "x" }))).toEqual({}));
});

describe("a theme", () => {
  it.each([
    ["Reclamo · Pago no aplicado", "pago", true],
    ["Reclamo · Pago no aplicado", "reclamo apli", true],
    ["Solicitud · Renovación del crédito", "renovacion", true],
    ["Solicitud · Renovación del crédito", "pago", false],
  ])("%s is found by «%s»: %s", (label, search, found) => expect(matches(label, search)).toBe(found));
});
