import { describe, expect, it } from "vitest";
import { searchEntries, type Municipality, municipalityName, findMunicipalities } from "./municipalities";

const PLACES: Municipality[] = [
  { code: "05001", name: "Medellín, Antioquia" },
  { code: "11001", name: "Bogotá, D. C." },
  { code: "25754", name: "Soacha, Cundinamarca" },
  { code: "68770", name: "Suaita, Santander" },
  { code: "88001", name: "San Andrés, Archipiélago de San Andrés, Providencia y Santa Catalina" },
  { code: "68669", name: "San Andrés, Santander" },
  { code: "52835", name: "San Andrés de Tumaco, Nariño" },
  { code: "94343", name: "Barrancominas, Guainía" },
  { code: "94663", name: "Mapiripana, Guainía", now: "94343" },
];
const found = (typed: string, code?: string) =>
  findMunicipalities(searchEntries(PLACES, code), typed).map(({ code }) => code);

describe("the search of municipalities", () => {
  it("ignores accents and matches the start of a word", () =>
    expect([found("medellin"), found("soa")]).toEqual([["05001"], ["25754"]]));
  it("matches the name in common use", () => expect(found("tumaco")).toEqual(["52835"]));
  it("tells equal names apart by their department", () => expect(found("san andres santander")[0]).toBe("68669"));
  it("puts matching names before matching departments", () =>
    expect(found("sa").slice(0, 3).sort()).toEqual(["52835", "68669", "88001"]));
  it("matches codes", () => expect(found("25754")).toEqual(["25754"]));
  it("returns all municipalities for an empty search", () => expect(found(" ")).toHaveLength(PLACES.length - 1));
  it("matches former names, and offers a former municipality to residents only", () => {
    expect([found("mapiripana"), found("94663")]).toEqual([["94343"], ["94343"]]);
    expect(found("mapiripana", "94663")).toEqual(["94663", "94343"]);
  });
  it("returns nothing for an unknown name", () => expect(found("macondo")).toEqual([]));
  it("returns the name of a code, and an unknown code unchanged", () =>
    expect([municipalityName(PLACES, "25754"), municipalityName([], "25754")]).toEqual([
      "Soacha, Cundinamarca",
      "25754",
    ]));
});
