import { describe, expect, it } from "vitest";
import SITE from "../../common/sample-site.json";
import { flattened } from "../../common/tree/tree-item";
import { actOf, afterRemoval, visibleNodes } from "../../common/tree/tree-keys";
import { complaintsByNode, type TreeNode, treeOf } from "./tree";

const roots = treeOf(SITE);
const node = (id: string): TreeNode => {
  const found = flattened(roots).find((each) => each.id === id);
  if (!found) throw new Error(`no node ${id}`);
  return found;
};
const BOGOTA = "line:bogota/menu";

describe("the tree of menus", () => {
  it("goes from the line over its greeting to the options of each menu", () => {
    expect(roots.map(({ label }) => label)).toEqual(["Línea Bogotá", "Quejas", "Sin enlazar"]);
    expect(roots[0]?.children.map(({ label, leads }) => [label, leads])).toEqual([
      ["Saludo", "«Texto de saludo.»"],
      ["Aviso de grabación", "«Texto de aviso.»"],
      ["Menú principal", "menú «bogota»"],
    ]);
    expect(node(BOGOTA).children.map(({ key, label, leads }) => [key, label, leads])).toEqual([
      ["1", "Crédito", "cola Crédito"],
      ["2", "Pagos", "menú «pagos»"],
      ["4", "Radicado", "paso «Número»"],
      ["9", "Repetir", "sigue en el menú «bogota»"],
      ["", "Si no marca o se equivoca", "cola Información general"],
    ]);
  });

  it("draws a step below the option that leads to it, with every way out", () => {
    const [camino] = node(`${BOGOTA}/4`).children;
    expect(camino?.opens).toEqual(["steps", "camino"]);
    expect(camino?.children.map(({ label, path }) => [label, path.join(".")])).toEqual([
      ["Si marcó 4 en «bogota»", "steps.camino.branch.cases.0.next"],
      ["Si en el horario «atencion»", "steps.camino.branch.cases.1.next"],
      ["Si no", "steps.camino.branch.otherwise"],
    ]);
  });

  it("shows the steps of each line, and a menu only once in a line", () => {
    expect(node("line:quejas/menu/1").opens).toEqual(["steps", "numero"]);
    expect(node(`${BOGOTA}/9`).elsewhere).toEqual(["menus", "bogota"]);
  });

  it("keeps what nothing leads to in a group of its own, with what it leads to below", () => {
    const group = roots[2];
    expect(group?.children.map(({ label }) => label)).toEqual(["Menú «viejo»"]);
    expect(group?.children[0]?.children[1]?.opens).toEqual(["menus", "nuevo"]);
  });

  it("survives a draft with holes", () => {
    const holes = { lines: { a: { menu: "nada" } }, menus: { b: { options: { 1: {} } } }, steps: { c: {} } };
    const labels = flattened(treeOf(holes)).map(({ label }) => label);
    expect(labels).toContain("Menú «b»");
    expect(labels).toContain("c");
  });
});

describe("the complaints in the tree", () => {
  const at = (path: string[]) => {
    const found = complaintsByNode(roots, [{ path, text: "reparo" }]);
    return [...found.keys()];
  };
  it("stand at the node that is nearest to them", () => {
    expect(at(["menus", "bogota", "options", "1", "label"])).toEqual([`${BOGOTA}/1`]);
    expect(at(["menus", "pagos"])).toEqual([`${BOGOTA}/2`]);
    expect(at(["menus", "pagos", "fallback_queue"])).toEqual([`${BOGOTA}/2/fallback`]);
    expect(at(["menus", "viejo"])).toEqual(["loose/menus/viejo"]);
    expect(at(["steps", "camino", "branch", "cases", "1", "hours"])).toHaveLength(2);
    expect(at(["lines", "bogota", "greeting"])).toEqual(["line:bogota/greeting"]);
  });
  it("without a node stand above the tree, and those of other sections nowhere", () => {
    expect(at(["menus"])).toEqual([""]);
    expect(at(["queues", "credito"])).toEqual([]);
  });
});

describe("the keys of the tree", () => {
  const closed = new Set(["line:quejas", "loose"]);
  const visible = visibleNodes(roots, ({ id }) => !closed.has(id));
  const press = (key: string, selected: string, altKey = false) =>
    actOf({ key, altKey, ctrlKey: false, metaKey: false }, visible, selected);

  it("walk through what is visible", () => {
    expect(press("ArrowDown", "line:bogota")).toEqual({ act: "select", id: "line:bogota/greeting" });
    expect(press("ArrowUp", "line:bogota")).toBeNull();
    expect(press("End", "line:bogota")).toEqual({ act: "select", id: "loose" });
    expect(press("ArrowRight", "line:quejas")).toEqual({ act: "expand", id: "line:quejas" });
    expect(press("ArrowRight", BOGOTA)).toEqual({ act: "select", id: `${BOGOTA}/1` });
    expect(press("ArrowLeft", BOGOTA)).toEqual({ act: "collapse", id: BOGOTA });
    expect(press("ArrowLeft", `${BOGOTA}/1`)).toEqual({ act: "select", id: BOGOTA });
  });
  it("of the telephone choose the option, here or in the menu that is open below", () => {
    expect(press("9", `${BOGOTA}/1`)).toEqual({ act: "select", id: `${BOGOTA}/9` });
    expect(press("2", BOGOTA)).toEqual({ act: "select", id: `${BOGOTA}/2` });
    expect(press("1", `${BOGOTA}/2`)).toEqual({ act: "select", id: `${BOGOTA}/2/1` });
    expect(press("7", BOGOTA)).toBeNull();
  });
  it("edit, remove, add and move", () => {
    expect(press("Enter", BOGOTA)).toEqual({ act: "edit" });
    expect(press("Delete", BOGOTA)).toEqual({ act: "remove" });
    expect(press("+", BOGOTA)).toEqual({ act: "add" });
    expect(press("ArrowUp", `${BOGOTA}/2`, true)).toEqual({ act: "move", direction: -1 });
  });
  it("leave the selection beside what was removed", () => {
    expect(afterRemoval(visible, `${BOGOTA}/1`)).toBe(`${BOGOTA}/2`);
    expect(afterRemoval(visible, `${BOGOTA}/fallback`)).toBe(`${BOGOTA}/9`);
  });
});
