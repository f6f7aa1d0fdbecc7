import { describe, expect, it } from "vitest";
import TYPOLOGY from "../common/sample-typology.json";
import { flattened } from "../common/tree/tree-item";
import {
  addBranch,
  complaintsByBranch,
  inherited,
  inheritedAnswers,
  readWords,
  typologyOf,
  validityText,
  withWords,
} from "./typology-tree";

const TODAY = "2026-12-01";
const roots = typologyOf(TYPOLOGY, TODAY);
const SUBTHEME = ["typology", "solicitud", "themes", "credito", "subthemes", "lineas"];

describe("the tree of the typology", () => {
  it("has kinds, themes and sub-themes, and marks what may not be chosen any more", () => {
    expect(flattened(roots).map(({ id, kind }) => [id, kind])).toEqual([
      ["solicitud", "kind"],
      ["solicitud/credito", "theme"],
      ["solicitud/credito/lineas", "subtheme"],
      ["solicitud/credito/viejo", "retired"],
      ["queja", "kind"],
      ["queja/trato", "theme"],
    ]);
  });
  it("is searched by name and by the words of people", () => {
    const found = (search: string) => flattened(withWords(TYPOLOGY, roots, search)).map(({ id }) => id);
    expect(found("prestan")).toEqual(["solicitud", "solicitud/credito", "solicitud/credito/lineas"]);
    expect(found("QUEJA")).toEqual(["queja", "queja/trato"]);
    expect(found("nada")).toEqual([]);
  });
  it("takes from above what a part does not say", () => {
    expect(inherited(TYPOLOGY, SUBTHEME, "legal_kind")).toBe("information");
    expect(inherited(TYPOLOGY, SUBTHEME, "area")).toBe("presidencia");
    expect(inherited(TYPOLOGY, ["typology", "queja"], "legal_kind")).toBe("general");
    expect(inherited(TYPOLOGY, ["typology", "queja"], "area")).toBe("");
    expect(inheritedAnswers(TYPOLOGY, SUBTHEME)).toEqual(["orienta"]);
  });
  it("says for which days a part is", () => {
    expect(validityText({ valid_from: "2026-01-01", valid_until: "2026-06-30" })).toBe("del 01/01/2026 al 30/06/2026");
    expect(validityText({ valid_until: "2026-06-30" })).toBe("hasta el 30/06/2026");
    expect(validityText({})).toBe("");
  });
});

describe("a new part", () => {
  it("has an internal name of its own, below what is chosen", () => {
    expect(addBranch(TYPOLOGY, roots[0]!, "Crédito")).toEqual({
      path: ["typology", "solicitud", "themes", "credito_2"],
      after: { name: "Crédito" },
      id: "solicitud/credito_2",
    });
  });
  it("that is a kind has a theme", () => {
    const { path, after } = addBranch(TYPOLOGY, null, "Denuncia");
    expect(path).toEqual(["typology", "denuncia"]);
    expect(after).toEqual({ name: "Denuncia", meaning: "Denuncia", themes: { general: { name: "General" } } });
  });
});

it("words are separated by commas", () => {
  expect(readWords(" préstamo, , cuánto prestan ")).toEqual(["préstamo", "cuánto prestan"]);
});

it("a complaint stands at the part that it is about", () => {
  const complaints = [
    { path: [...SUBTHEME, "valid_until"], text: "termina antes de empezar" },
    { path: ["typology", "queja", "themes"], text: "el tipo no tiene temas" },
    { path: ["typology"], text: "no hay ninguno" },
  ];
  expect([...complaintsByBranch(roots, complaints).keys()]).toEqual(["solicitud/credito/lineas", "queja", ""]);
});
