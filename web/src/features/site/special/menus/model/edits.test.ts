import { describe, expect, it } from "vitest";
import SITE from "../../common/sample-site.json";
import { inverseOf, newId, valueAt } from "../../common/values";
import {
  addCase,
  addOption,
  changeKind,
  freeKeys,
  lead,
  makeMenu,
  moveCase,
  moveOption,
  nextKey,
  remove,
} from "./edits";
import { targetOf, withTarget } from "./targets";

const CASES = ["steps", "camino", "branch", "cases"];

describe("an option", () => {
  it("is added on a free key, to the queue of callers who press none", () => {
    expect(freeKeys(SITE, "bogota")).toEqual(["3", "5", "6", "7", "8", "0", "*"]);
    expect(addOption(SITE, "bogota", "3")).toEqual([
      { path: ["menus", "bogota", "options", "3"], after: { label: "Opción 3", queue: "general" } },
    ]);
  });
  it("moves to a free key, and the conditions that name its key follow", () => {
    const edits = moveOption(SITE, "bogota", "4", "3");
    const [options, cases] = edits.map(({ after }) => after) as [Record<string, unknown>, unknown[]];
    expect(Object.keys(options)).toEqual(["1", "2", "3", "9"]);
    expect(options["3"]).toEqual({ label: "Radicado", step: "numero" });
    expect(edits[1]?.path).toEqual(CASES);
    expect(cases[0]).toEqual({ choice: { menu: "bogota", key: "3" }, next: { step: "consulta" } });
  });
  it("changes its key with the one that has it", () => {
    const edits = moveOption(SITE, "bogota", "1", "2");
    const options = edits[0]?.after as Record<string, { label: string }>;
    expect([options["1"]?.label, options["2"]?.label]).toEqual(["Pagos", "Crédito"]);
    expect(edits).toHaveLength(1);
    expect([nextKey("9", 1), nextKey("1", -1), nextKey("*", 1)]).toEqual(["0", null, null]);
  });
  it("leads to exactly one place", () => {
    expect(withTarget({ label: "Pagos", menu: "pagos", head_start_s: 5 }, { kind: "queue", id: "credito" })).toEqual({
      label: "Pagos",
      head_start_s: 5,
      queue: "credito",
    });
    expect(targetOf(withTarget({ queue: "general" }, { kind: "goodbye", id: "" }))).toEqual({
      kind: "goodbye",
      id: "",
    });
    expect(targetOf({ label: "Nada" })).toBeNull();
  });
});

describe("a new place", () => {
  it("is made before the option leads to it, and leads back", () => {
    const { id, edits } = makeMenu(SITE, "Becas y fondos", "bogota");
    expect(id).toBe("becas_y_fondos");
    expect(edits[1]).toEqual({
      path: ["menus", id],
      after: {
        prompt: "menu_becas_y_fondos",
        options: { 9: { label: "Volver al menú anterior", menu: "bogota" } },
        fallback_queue: "general",
        silence_prompt: "silencio",
        wrong_key_prompt: "error",
        fallback_prompt: "paso",
      },
    });
    const all = lead(SITE, ["menus", "bogota", "options", "1"], { kind: "menu", id }, edits);
    expect(all.map(({ path }) => path[0])).toEqual(["prompts", "menus", "menus"]);
  });
  it("has an id that nothing else has", () => {
    expect(newId("¡Ñandú 2!", [])).toBe("nandu_2");
    expect(newId("Pagos", ["pagos", "pagos_2"])).toBe("pagos_3");
    expect(newId("123", [])).toBe("nuevo");
    expect(newId("a".repeat(80), []).length).toBeLessThanOrEqual(40);
  });
});

describe("a step", () => {
  it("keeps its name when it does something else", () => {
    const [edit] = changeKind(SITE, "dice", "branch");
    expect(Object.keys(edit?.after as object)).toEqual(["name", "branch"]);
  });
  it("gets a case before «si no», and cases change places", () => {
    expect(valueAt(addCase(SITE, "camino"), ["0", "after", "2"])).toEqual({ next: { goodbye: true } });
    const [swapped] = moveCase(SITE, "camino", 1, -1);
    expect(valueAt(swapped?.after, ["0", "hours"])).toBe("atencion");
    expect(moveCase(SITE, "camino", 0, -1)).toEqual([]);
  });
  it("loses a case as a change of the whole list, and it comes back", () => {
    const edits = remove(SITE, [...CASES, "0"]);
    expect(edits[0]?.path).toEqual(CASES);
    expect(edits[0]?.after).toHaveLength(1);
    expect(inverseOf(SITE, edits)).toEqual([{ path: CASES, after: valueAt(SITE, CASES) }]);
    expect(remove(SITE, ["menus", "viejo"])).toEqual([{ path: ["menus", "viejo"], after: undefined }]);
  });
});
