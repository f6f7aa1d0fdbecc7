import { describe, expect, it } from "vitest";
import { subjectLabel, subjectPath } from "./observation-subject";

const lineName = (line: string) => line;

describe("the subject of an observation", () => {
  it("is opened where it is shown", () => {
    const sample = { kind: "sample", id: "2026-W48-phone", name: "Muestra de calidad: Llamadas" } as const;
    expect(subjectPath(sample)).toBe("/calidad/muestras/2026-W48-phone");
    expect(subjectLabel(sample, lineName)).toBe("Muestra de calidad: Llamadas");
    const evaluation = { kind: "evaluation", id: "2026-0012", name: "Evaluación 2026-0012" } as const;
    expect(subjectPath(evaluation)).toBe("/calidad/evaluaciones/2026-0012");
    const finding = { kind: "finding", id: "2026-0003", name: "Hallazgo 2026-0003" } as const;
    expect(subjectPath(finding)).toBe("/calidad/hallazgos/2026-0003");
    expect(subjectPath({ kind: "incident", id: "a b", name: "x" })).toBe("/incidentes/a%20b");
    expect(subjectPath({ kind: "sealed_period", id: "2026-10", name: "x" })).toBe("/sellos");
  });
  it("has no link without a screen", () => {
    expect(subjectPath({ kind: "general" })).toBeNull();
  });
});
