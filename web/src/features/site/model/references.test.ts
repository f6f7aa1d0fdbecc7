import { describe, expect, it } from "vitest";
import { referredEntries, referredTable } from "./references";

const ID = { type: "string", pattern: "^[a-z][a-z0-9_]{0,39}$" };

describe("a field that names an entry of another section", () => {
  it("is known by its name, also in a list", () => {
    expect(referredTable(ID, ["lines", "bogota", "greeting"])).toEqual(["prompts"]);
    expect(referredTable(ID, ["survey", "lines", "0"])).toEqual(["lines"]);
    expect(referredTable(ID, ["lookups", "lookups", "cartera", "connector"])).toEqual(["lookups", "connectors"]);
  });
  it("is none if it takes any text, or names an entry of another campaign", () => {
    expect(referredTable({ type: "string" }, ["lines", "bogota", "menu"])).toBeNull();
    expect(referredTable(ID, ["campaigns", "otra", "line"])).toBeNull();
    expect(referredTable(ID, ["identity", "always", "0"])).toBeNull();
  });
  it("offers the entries with the name or the first words of each", () => {
    const site = {
      queues: { pagos: { name: "Pagos" } },
      prompts: { adios: { text: `Gracias ${"por llamar ".repeat(9)}` } },
    };
    expect(referredEntries(site, ["queues"])).toEqual([{ id: "pagos", name: "Pagos" }]);
    expect(referredEntries(site, ["prompts"])[0]?.name).toHaveLength(61);
    expect(referredEntries(site, ["menus"])).toEqual([]);
  });
});
