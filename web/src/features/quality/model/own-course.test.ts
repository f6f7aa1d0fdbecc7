import { describe, expect, it } from "vitest";
import { chartText, countText, familyCounts, familyPrecision, meanText, scorePoints } from "./own-course";

const score = (evaluation: string, day: string, value: string | null, learning = false) => ({
  evaluation,
  worked_at: `2026-11-${day}T15:00:00Z`,
  score: value,
  learning,
});
const SCORES = [score("1", "01", "80.00"), score("2", "03", null), score("3", "05", "95.50", true)];

describe("one's own course", () => {
  it("says when the sample is too small for a figure", () => {
    expect(meanText({ sufficient: false, mean: null })).toBe("muestra insuficiente");
    expect(meanText({ sufficient: true, mean: "91.25" })).toBe("91,25");
    expect(meanText({ sufficient: true, mean: null })).toBe("sin nota");
    const small = { family: "user" as const, passed: 2, applicable: 3, percent: null, low: null, high: null };
    expect([familyCounts(small), familyPrecision(small)]).toEqual(["2 de 3 sin error", "muestra insuficiente"]);
    const none = { ...small, passed: 0, applicable: 0 };
    expect([familyCounts(none), familyPrecision(none)]).toEqual(["no aplicó", ""]);
  });
  it("has the interval beside the precision", () =>
    expect(
      familyPrecision({ family: "user", passed: 36, applicable: 40, percent: "90.00", low: "76.95", high: "96.04" }),
    ).toBe("90,00 % (entre 76,95 % y 96,04 %)"));
  it("counts the learning curve apart", () => {
    expect(countText({ evaluations: 1, learning: 0 })).toBe("1 evaluación");
    expect(countText({ evaluations: 4, learning: 2 })).toBe(
      "4 evaluaciones y 2 en curva de aprendizaje, que no cuentan",
    );
  });
  it("places each score in time", () => {
    expect(scorePoints(SCORES).map(({ evaluation, x, score, learning }) => [evaluation, x, score, learning])).toEqual([
      ["1", 0, 80, false],
      ["3", 1, 95.5, true],
    ]);
    expect(scorePoints(SCORES.slice(0, 1))[0]?.x).toBe(0.5);
    expect(scorePoints([])).toEqual([]);
  });
  it("is a picture that screen readers read", () => {
    expect(chartText(SCORES)).toBe(
      "3 evaluaciones del 1 de noviembre de 2026 al 5 de noviembre de 2026. La más baja es 80 y la más alta 95,5. La tabla siguiente trae las cifras de cada mes.",
    );
    expect(chartText([])).toBe("");
  });
});
