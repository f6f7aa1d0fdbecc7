import { describe, expect, it } from "vitest";
import {
  changeSentence,
  type LevelChange,
  restrictionOf,
  rosterFilters,
  rosterQuery,
  seatNameError,
  undoOf,
  withLevel,
} from "./roster-list";

const CHANGE: LevelChange = { user: "ana", name: "Ana", queue: "credito", queueName: "Crédito", from: 8, to: 5 };

describe("a change of level", () => {
  it("leaves the other queues as they are, and zero takes the queue away", () => {
    expect(withLevel({ credito: 8, pagos: 2 }, "credito", 5)).toEqual({ credito: 5, pagos: 2 });
    expect(withLevel({ credito: 8, pagos: 2 }, "credito", 0)).toEqual({ pagos: 2 });
    expect(withLevel({}, "quejas", 3)).toEqual({ quejas: 3 });
  });
  it("is said, and undone by the opposite change", () => {
    expect(changeSentence(CHANGE)).toBe("Ana: Crédito pasó de 8 a 5.");
    expect(changeSentence(undoOf(CHANGE))).toBe("Ana: Crédito pasó de 5 a 8.");
    expect(changeSentence({ ...CHANGE, to: 0 })).toBe("Ana ya no atiende Crédito.");
    expect(changeSentence(undoOf({ ...CHANGE, to: 0 }))).toBe("Ana atiende Crédito con nivel 8.");
  });
});

describe("the filters", () => {
  it("list the queues, and unknown values are left out of the query", () => {
    expect(rosterFilters([{ id: "pagos", name: "Pagos" }])[0]?.choices).toEqual([{ value: "pagos", label: "Pagos" }]);
    const state = { sort: "name", columns: [], filters: { q: "ana", queue: "pagos", lacks: "todo" } };
    expect(rosterQuery(state)).toEqual({ q: "ana", queue: "pagos" });
    expect(rosterQuery({ ...state, filters: { lacks: "seat" } })).toEqual({ lacks: "seat" });
  });
});

describe("an advisor and a seat", () => {
  it("have a reason for a queue that is not served now", () => {
    const restrictions = [{ queue: "credito", reason: "Le falta un curso." }];
    const advisor = { user: "ana", name: "Ana", levels: {}, from_site: true, seat: null, away: false, restrictions };
    expect(restrictionOf(advisor, "credito")).toBe("Le falta un curso.");
    expect(restrictionOf(advisor, "pagos")).toBeUndefined();
  });
  it("have a name that an address can carry", () => {
    expect(seatNameError("B-04")).toBeNull();
    for (const wrong of ["", "-B", "Isla 4", "á", "x".repeat(21)]) expect(seatNameError(wrong)).not.toBeNull();
  });
});
