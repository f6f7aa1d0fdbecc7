import { describe, expect, it } from "vitest";
import { describeValue } from "./values";

const QUEUE = {
  type: "object",
  properties: {
    name: { type: "string", title: "Nombre" },
    strategy: { enum: ["random"], enumDescriptions: ["Al azar"], title: "Reparto" },
    paid: { type: "boolean", title: "Pagada" },
  },
};

describe("a value in words", () => {
  it("names fields and choices", () => {
    expect(describeValue(QUEUE, { name: "Pagos", strategy: "random", paid: false })).toBe(
      "Nombre: Pagos; Reparto: Al azar; Pagada: no",
    );
  });
  it("says that there is none, and bounds what is long", () => {
    expect(describeValue(QUEUE, undefined)).toBe("–");
    expect(describeValue({ type: "array" }, [])).toBe("(vacío)");
    expect(describeValue({ type: "array" }, Array(15).fill(1))).toMatch(/; y 3 más$/);
  });
});
