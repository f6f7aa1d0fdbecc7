import { describe, expect, it } from "vitest";
import { moved } from "./lists";
import { withVariant } from "./variants";

const PAUSE = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" }, paid: { type: "boolean", default: true } },
};
const LEVELS = { type: "object", additionalProperties: { type: "integer", minimum: 1, maximum: 10 } };

describe("a value in another form", () => {
  it("keeps its text as the name of a record, and back", () => {
    expect(withVariant("Almuerzo", PAUSE)).toEqual({ name: "Almuerzo" });
    expect(withVariant({ name: "Almuerzo", paid: false }, { type: "string" })).toBe("Almuerzo");
  });
  it("keeps a list as the keys of a table, and back", () => {
    expect(withVariant(["pagos"], LEVELS)).toEqual({ pagos: 5 });
    expect(withVariant({ pagos: 7 }, { type: "array" })).toEqual(["pagos"]);
  });
});

describe("the order of a list", () => {
  it("changes by one place, and not beyond its ends", () => {
    expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  });
});
