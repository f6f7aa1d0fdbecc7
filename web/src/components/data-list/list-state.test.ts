import { describe, expect, it } from "vitest";
import {
  activeFilters,
  type FilterSpec,
  listSearch,
  movedIndex,
  parseListState,
  toggleColumn,
  toggleSelection,
  withFilters,
} from "./list-state";

const filters: FilterSpec[] = [
  { name: "state", label: "Estado", kind: "select", choices: [{ value: "filed", label: "Con quien lo radicó" }] },
  { name: "unowned", label: "Sin tomar", kind: "flag" },
  { name: "min_wait_s", label: "Espera desde", kind: "seconds" },
];
const spec = {
  filters,
  columns: ["number", "topic", "owner"],
  defaultColumns: ["number", "topic"],
  sorts: ["due_on", "-filed_at"],
};

describe("the state of a list in the address", () => {
  it("is read back as it was written", () => {
    const state = { filters: { state: "filed", unowned: "true" }, sort: "-filed_at", columns: ["number", "owner"] };
    const search = listSearch(state, spec);
    expect(search).toBe("?state=filed&unowned=true&sort=-filed_at&columns=number,owner");
    expect(parseListState(search, spec)).toEqual(state);
  });
  it("is empty for the default state", () => expect(listSearch(parseListState("", spec), spec)).toBe(""));
  it("leaves out what the list does not know", () =>
    expect(parseListState("?customer_id=1&sort=x&columns=secret,number,number", spec)).toEqual({
      filters: {},
      sort: "due_on",
      columns: ["number"],
    }));
});

describe("filters", () => {
  it("are removed by an empty value", () =>
    expect(withFilters({ state: "filed", unowned: "true" }, { state: "", min_wait_s: "20" })).toEqual({
      unowned: "true",
      min_wait_s: "20",
    }));
  it("are named with the label of their value", () =>
    expect(
      activeFilters({ state: "filed", unowned: "true", min_wait_s: "20" }, filters).map(({ label }) => label),
    ).toEqual(["Estado: Con quien lo radicó", "Sin tomar", "Espera desde: 20 s"]));
});

describe("columns", () => {
  it("keep the order of the list", () =>
    expect(toggleColumn(["topic", "owner"], "number", spec.columns)).toEqual(spec.columns));
  it("are never all hidden", () => expect(toggleColumn(["topic"], "topic", spec.columns)).toEqual(["topic"]));
});

describe("the selection", () => {
  it("gets all rows of a page, and then none", () => {
    const all = toggleSelection(new Set(["a"]), ["a", "b"]);
    expect([...all]).toEqual(["a", "b"]);
    expect(toggleSelection(all, ["a", "b"]).size).toBe(0);
  });
});

describe("the keyboard", () => {
  it("moves within the rows", () => {
    expect(movedIndex("ArrowDown", 0, 3)).toBe(1);
    expect(movedIndex("j", 2, 3)).toBe(2);
    expect(movedIndex("k", 0, 3)).toBe(0);
    expect(movedIndex("End", 0, 3)).toBe(2);
    expect(movedIndex("a", 0, 3)).toBeNull();
  });
});
