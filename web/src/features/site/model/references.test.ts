import { describe, expect, it } from "vitest";
import { choiceName, referredEntries, referredTable } from "./references";

describe("a field that names an entry of another section", () => {
  it("is known by its schema", () => {
    expect(referredTable({ type: "string", "x-ids-of": ["lookups", "connectors"] })).toEqual(["lookups", "connectors"]);
    expect(referredTable({ type: "string" })).toBeNull();
  });
  it("offers the entries with the name or the first words of each", () => {
    const site = {
      queues: { pagos: { name: "Pagos" } },
      prompts: { adios: { text: `Gracias ${"por llamar ".repeat(9)}` } },
    };
    expect(referredEntries(site, ["queues"]).map(choiceName)).toEqual(["pagos · Pagos"]);
    expect(referredEntries(site, ["prompts"])[0]?.name).toHaveLength(61);
    expect(referredEntries(site, ["menus"])).toEqual([]);
  });
});
