import { describe, expect, it } from "vitest";
import { directionOf, nextOrder, sortRows } from "./table-order";

describe("the order of a table", () => {
  const rows = [
    { name: "Ángela", calls: 3 },
    { name: "Zoila", calls: null },
    { name: "Beto", calls: 12 },
  ];
  const columns = { nombre: (row: (typeof rows)[0]) => row.name, llamadas: (row: (typeof rows)[0]) => row.calls };
  const names = (order: string) => sortRows(rows, order, columns).map(({ name }) => name);
  it("has the largest first, and rows without a value last", () => {
    expect(names("-llamadas")).toEqual(["Beto", "Ángela", "Zoila"]);
    expect(names("llamadas")).toEqual(["Ángela", "Beto", "Zoila"]);
  });
  it("knows Spanish names", () => {
    expect(names("nombre")).toEqual(["Ángela", "Beto", "Zoila"]);
  });
  it("is the table's own without a known column", () => {
    expect(names("")).toEqual(["Ángela", "Zoila", "Beto"]);
  });
  it("turns with each click", () => {
    expect(nextOrder("", "llamadas", false)).toBe("-llamadas");
    expect(nextOrder("-llamadas", "llamadas", false)).toBe("llamadas");
    expect(nextOrder("-llamadas", "nombre", true)).toBe("nombre");
    expect(directionOf("-llamadas", "llamadas")).toBe("descending");
    expect(directionOf("-llamadas", "nombre")).toBeUndefined();
  });
});
