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

describe("municipalities", () => {
  it("are found without accents, by the beginning of a word", () =>
    expect([found("medellin"), found("soa")]).toEqual([["05001"], ["25754"]]));
  it("are found by what people call them", () => expect(found("tumaco")).toEqual(["52835"]));
  it("are told apart by their department", () => expect(found("san andres santander")[0]).toBe("68669"));
  it("stand before those that only a department brings", () =>
    expect(found("sa").slice(0, 3).sort()).toEqual(["52835", "68669", "88001"]));
  it("are found by their code", () => expect(found("25754")).toEqual(["25754"]));
  it("are all there while nothing is typed", () => expect(found(" ")).toHaveLength(PLACES.length - 1));
  it("are found by what they were called before, which is offered to who still lives there", () => {
    expect([found("mapiripana"), found("94663")]).toEqual([["94343"], ["94343"]]);
    expect(found("mapiripana", "94663")).toEqual(["94663", "94343"]);
  });
  it("are none where none is called so", () => expect(found("macondo")).toEqual([]));
  it("have a name for their code, and unknown codes are read as they are", () =>
    expect([municipalityName(PLACES, "25754"), municipalityName([], "25754")]).toEqual([
      "Soacha, Cundinamarca",
      "25754",
    ]));
});
