import { describe, expect, it } from "vitest";
import texts from "virtual:help-texts";
import { buildIndex, searchGuides, stemOf } from "./search-guides";

const index = buildIndex(texts);
const found = (typed: string) =>
  searchGuides(index, typed).sections.map(({ section }) => `${section.guide}#${section.section}`);

describe("the search in the guides", () => {
  it.each([
    ["grabaciones", "grabación"],
    ["luces", "luz"],
    ["clientes", "CLIENTE"],
    ["contraseñas", "contrasena"],
    ["bases", "base"],
  ])("takes %s and %s for one word", (one, other) => expect(stemOf(one)).toBe(stemOf(other)));

  it("finds a section by its words without accents, in any order", () => {
    expect(found("telefono registra").some((each) => each.startsWith("telefono#"))).toBe(true);
    expect(found("sorteo de la muestra")).toContain("calidad#el-sorteo");
  });
  it("finds it before the last word is whole", () => expect(found("suprimir dat")[0]).toMatch(/^clientes#/));
  it("answers a question as its words do", () =>
    expect(found("¿cómo transfiero o consulto una llamada?").length).toBeGreaterThan(0));
  it("shows the words in an excerpt", () => {
    const [first] = searchGuides(index, "contingencia").sections;
    expect(first?.excerpt.some((part) => part.found)).toBe(true);
    expect(first?.excerpt.map((part) => part.text).join("").length).toBeLessThan(260);
  });
  it("says when no section has all the words", () => {
    expect(searchGuides(index, "grabación xyzzy")).toMatchObject({ partial: true });
    expect(searchGuides(index, "xyzzy").sections).toEqual([]);
    expect(searchGuides(index, " ").sections).toEqual([]);
  });
});
