import { describe, expect, it } from "vitest";
import { fieldPath, shownField, shownSection } from "./addresses";

describe("the address of a field", () => {
  it("keeps each part of its path, with any letter", () => {
    const path = ["lookups", "saldo/abril", "100% ñ"];
    const [place, query = ""] = fieldPath("uno", path).split("?");
    expect(place).toBe("/sitio/borradores/uno");
    expect(shownSection(query)).toBe("lookups");
    expect(shownField(query)).toEqual(path);
  });

  it("names none where a person typed what is no address", () => {
    expect(shownField("seccion=queues")).toBeNull();
    expect(shownField("seccion=queues&campo=%25E0")).toBeNull();
  });
});
