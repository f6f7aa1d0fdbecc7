import { describe, expect, it } from "vitest";
import { ApiProblem } from "../../../api/problem";
import {
  addItems,
  agreedCount,
  attendeesOf,
  decimal,
  EMPTY_PLAN,
  frequencySentence,
  isComplete,
  kappaLabel,
  newerMinutes,
  observedLabel,
  partsOf,
  type PlanForm,
  planBody,
  planErrors,
  pointsLabel,
  progressPhrase,
  sameMinutes,
  scoreLabel,
  serverPlanErrors,
  splitItems,
} from "./calibrations";

const SUMMARY = {
  id: "2026-0003",
  title: "Criterios",
  channel: "phone",
  held_on: "2026-12-03",
  state: "evaluating",
  planned_at: "2026-11-30T15:00:00Z",
  planned_by_name: "Coco",
  opened_at: null,
  items: 2,
  evaluators: 3,
  pending: 1,
  pending_changes: 0,
} as const;
const PLAN: PlanForm = {
  ...EMPTY_PLAN,
  title: " Criterios ",
  heldOn: "2026-12-03",
  items: ["c1", "c2"],
  parts: { clara: "evaluator", carlos: "evaluator", mario: "master", vera: "observer" },
};

describe("a session in the list", () => {
  it("says what it waits for", () => {
    expect(progressPhrase(SUMMARY)).toBe("falta 1 evaluación por firmar");
    expect(progressPhrase({ ...SUMMARY, pending: 4 })).toBe("faltan 4 evaluaciones por firmar");
    expect(progressPhrase({ ...SUMMARY, pending: 0 })).toBe("todas las evaluaciones firmadas");
    expect(progressPhrase({ ...SUMMARY, state: "opened" })).toBe("falta firmar el acta");
    expect(progressPhrase({ ...SUMMARY, state: "minuted" })).toBe("");
    expect(progressPhrase({ ...SUMMARY, state: "minuted", pending_changes: 1 })).toBe(
      "1 cambio pendiente en el formulario",
    );
    expect(progressPhrase({ ...SUMMARY, state: "cancelled" })).toBe("");
  });
  it("compares the last one with what the site asks for", () => {
    const now = Date.parse("2026-11-30T12:00:00Z");
    expect(frequencySentence(null, null, now)).toBe("");
    expect(frequencySentence(30, null, now)).toBe(
      "El sitio pide una calibración cada 30 días, y todavía no se ha hecho ninguna.",
    );
    expect(frequencySentence(30, "2026-11-01T12:00:00Z", now)).toBe("El sitio pide una calibración cada 30 días.");
    expect(frequencySentence(30, "2026-10-01T12:00:00Z", now)).toBe(
      "El sitio pide una calibración cada 30 días, y la última fue hace 60 días.",
    );
  });
});

describe("figures", () => {
  it("are written as people read them", () => {
    expect(decimal("-2.50")).toBe("−2,50");
    expect(scoreLabel("95.00")).toBe("95,00");
    expect(pointsLabel({ points: "+5.00", beyond: false })).toBe("+5,00");
    expect(observedLabel({ observed: "95.00" })).toBe("95,00 %");
    expect(kappaLabel({ kappa: "-0.025" })).toBe("−0,025");
  });
  it("say that they have no value", () => {
    expect([kappaLabel({ kappa: null }), observedLabel({ observed: null }), scoreLabel(null)]).toEqual(
      Array(3).fill("sin valor"),
    );
    expect(pointsLabel({ points: null, beyond: true })).toBe("sin valor");
  });
  it("count the equal answers on the diagonal", () => {
    const counts = [
      [10, 2, 0],
      [1, 12, 3],
      [0, 2, 20],
    ];
    expect(agreedCount({ counts })).toBe(42);
  });
});

describe("the plan", () => {
  it("is sent with one part for each person", () => {
    expect(planBody(PLAN)).toEqual({
      title: "Criterios",
      held_on: "2026-12-03",
      channel: "phone",
      items: ["c1", "c2"],
      evaluators: ["carlos", "clara"],
      master: "mario",
      observers: ["vera"],
    });
    expect(isComplete(planErrors(PLAN))).toBe(true);
  });
  it("says what is missing", () => {
    const errors = planErrors(EMPTY_PLAN);
    expect(Object.keys(errors).sort()).toEqual(["byItem", "byPerson", "heldOn", "items", "people", "title"]);
    expect(planErrors({ ...PLAN, parts: { clara: "master", mario: "master" } }).people).toContain("una sola persona");
  });
  it("shows the server's messages beside the item and the person", () => {
    const body = planBody(PLAN);
    const error = new ApiProblem(422, {
      errors: [
        { field: "items.1", detail: "Ya está en la calibración 2026-0001." },
        { field: "evaluators.0", detail: "Carlos no puede evaluar." },
        { field: "master", detail: "Mario no puede evaluar." },
        { field: "held_on", detail: "Debe ser una fecha." },
      ],
    });
    expect(serverPlanErrors(error, body)).toEqual({
      byItem: { c2: "Ya está en la calibración 2026-0001." },
      byPerson: { carlos: "Carlos no puede evaluar.", mario: "Mario no puede evaluar." },
      heldOn: "Debe ser una fecha.",
    });
    expect(serverPlanErrors(new Error("otro"), body)).toEqual({ byItem: {}, byPerson: {} });
  });
  it("takes pasted items, each once", () => {
    expect(splitItems(" c1, c2\n c3;c1 ")).toEqual(["c1", "c2", "c3", "c1"]);
    expect(addItems(["c1"], ["c2", "c1", "c2"])).toEqual(["c1", "c2"]);
  });
  it("offers only to observe to users who cannot evaluate", () => {
    expect(partsOf({ user: "vera", name: "Vera", evaluates: false })).toEqual(["observer"]);
    expect(partsOf({ user: "clara", name: "Clara", evaluates: true })).toHaveLength(3);
  });
});

describe("the minutes", () => {
  const decisions = [{ criterion: "saludo", text: "Sí.", changes: true }];
  const minutes = { agreements: "Todo.", decisions, attendees: [] };
  it("are the same but for the spaces around their texts", () => {
    const typed = { agreements: "Todo. ", decisions: [{ criterion: "saludo", text: " Sí.", changes: true }] };
    expect(sameMinutes(minutes, { ...typed, attendees: [] })).toBe(true);
    expect(sameMinutes(minutes, { ...typed, attendees: ["clara"] })).toBe(false);
  });
  it("list who planned the session among those who may attend", () => {
    const plan = { at: "", by: "coco", by_name: "Coco", act: "plan", state: "evaluating", text: null } as const;
    const clara = { user: "clara", name: "Clara", part: "evaluator", signed: 0, absent: null } as const;
    const session = { people: [clara], history: [plan] };
    expect(attendeesOf(session)).toEqual([
      ["clara", "Clara"],
      ["coco", "Coco"],
    ]);
    expect(attendeesOf({ ...session, history: [{ ...plan, by: "clara" }] })).toEqual([["clara", "Clara"]]);
  });
  it("come newer with a conflict alone", () => {
    const newer = { ...minutes, revision: 3 };
    expect(newerMinutes(new ApiProblem(409, { code: "minutes_changed", minutes: newer }))).toEqual(newer);
    expect(newerMinutes(new ApiProblem(409, { code: "calibration_step_not_possible" }))).toBeNull();
    expect(newerMinutes(null)).toBeNull();
  });
});
