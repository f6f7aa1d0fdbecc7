import { describe, expect, it } from "vitest";
import labels from "../../../api/labels.sample.json";
import type { Labels } from "../../../labels";
import { evaluationPath, notePlace, previewScope, proofSentence, stateTone } from "./evaluation-labels";
import { evaluationFilters, toEvaluationFilter } from "./evaluation-list";

const CHOICES = {
  forms: [{ value: "telefono_1", name: "Visita (Ejemplo 1)" }],
  weeks: ["2026-W47"],
  evaluators: [{ value: "calidad", name: "Luz Dary" }],
  advisors: [],
};

describe("the words of an evaluation", () => {
  it("name its proofs, and the place of a note", () => {
    expect(proofSentence(["audio"])).toBe("Se prueba con el audio.");
    expect(proofSentence(["audio", "lookups", "ticket"])).toBe("Se prueba con el audio, las consultas y el ticket.");
    expect([
      notePlace({ second: 83, paragraph: null }),
      notePlace({ second: null, paragraph: 2 }),
      notePlace({ second: null, paragraph: null }),
    ]).toEqual(["1:23", "párrafo 2", ""]);
  });
  it("say how much a score counts", () => {
    expect(previewScope({ answered: 5, criteria: 14 })).toBe("con 5 de 14 criterios respondidos");
    expect(previewScope({ answered: 14, criteria: 14 })).toBe("con todos los criterios respondidos");
    expect([stateTone("draft"), stateTone("accepted"), stateTone("discarded")]).toEqual(["warn", "good", undefined]);
    expect(evaluationPath("2026-0001")).toBe("/calidad/evaluaciones/2026-0001");
  });
});

describe("the list", () => {
  it("has a filter by advisor only where the server names advisors", () => {
    const names = (advisors: typeof CHOICES.advisors) =>
      evaluationFilters(labels as unknown as Labels, { ...CHOICES, advisors }).map(({ name }) => name);
    expect(names([])).toEqual(["state", "kind", "week", "channel", "form", "evaluator"]);
    expect(names([{ value: "ana", name: "Ana" }] as never)).toContain("advisor");
  });
  it("asks the API with the filters and the order of the address", () =>
    expect(toEvaluationFilter({ filters: { kind: "focused" }, sort: "worked_at" })).toEqual({
      kind: "focused",
      sort: "worked_at",
    }));
});
