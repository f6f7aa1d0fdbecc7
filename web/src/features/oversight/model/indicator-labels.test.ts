import { describe, expect, it } from "vitest";
import type { Formula } from "../../../api/indicators";
import { subjectLabel, subjectPath, standingLabel } from "./observation-subject";
import {
  formulaSentence,
  fractionLabel,
  intervalLabel,
  differenceLabel,
  slotLabel,
  targetLabel,
  formatValue,
  variantLabel,
} from "./indicator-labels";
import labels from "../../../api/labels.sample.json";

const LEVEL: Formula = {
  kind: "service_level",
  denominator: "ingressed",
  wait_from: "queue",
  bound: "at_most",
  threshold_s: 20,
  short_abandon_s: 5,
  repeat_days: 7,
  pauses: [],
};

describe("the labels of an indicator", () => {
  it("state the formula, numerator ÷ denominator", () => {
    expect(formulaSentence(labels, LEVEL)).toBe(
      "Contestadas con espera de hasta 20 s desde que entra en la cola ÷ ingresadas en horario",
    );
    expect(
      formulaSentence(labels, { ...LEVEL, bound: "below", wait_from: "line", denominator: "queued_less_short" }),
    ).toBe(
      "Contestadas con espera menor que 20 s desde que entra en la línea ÷ encoladas sin abandonos de menos de 5 s",
    );
    expect(formulaSentence(labels, { ...LEVEL, kind: "repeat_callers" })).toBe(
      "Quienes vuelven a llamar en 7 días ÷ quienes llaman (por número o documento)",
    );
  });
  it("state what a variant changes", () => {
    expect(variantLabel(labels, LEVEL)).toBe("sobre ingresadas en horario · espera desde la cola · hasta 20\u00a0s");
    expect(variantLabel(labels, { ...LEVEL, kind: "answer_rate", denominator: "queued" })).toBe("sobre encoladas");
  });
  it("format figures and targets in their unit, without rounding again", () => {
    expect([formatValue("79.96", "percent"), formatValue("17.30", "seconds"), formatValue(null, "percent")]).toEqual([
      "79,96 %",
      "17,30 s",
      "–",
    ]);
    expect(targetLabel(labels, { target: 99.5, sense: "at_least", unit: "percent" })).toBe("Meta: al menos 99,5 %");
    expect(targetLabel(labels, { target: 30, sense: "at_most", unit: "seconds" })).toBe("Meta: a lo sumo 30 s");
    expect(targetLabel(labels, { target: null, sense: "at_most", unit: "seconds" })).toBe("Sin meta");
    expect(fractionLabel({ numerator: 8393, denominator: 10707, unit: "percent" })).toBe("8.393 ÷ 10.707");
    expect(fractionLabel({ numerator: 206_116_400, denominator: 11239, unit: "seconds" })).toBe("206.116 s ÷ 11.239");
  });
  it("state the time slot of a figure and the difference of a balance", () => {
    expect(slotLabel("2026-11-03T15:30:00Z", "interval")).toContain("10:30");
    expect(slotLabel("2026-11-01T05:00:00Z", "month")).toBe("noviembre de 2026");
    expect([differenceLabel(3), differenceLabel(-1200)]).toEqual(["sobran 3", "faltan 1.200"]);
  });
});

describe("the labels of an observation", () => {
  const figure = {
    kind: "indicator",
    id: "asa",
    name: "ASA",
    version: "0a",
    begins: "2026-11-01",
    ends: "2026-11-26",
    by: "day",
    slot: "2026-11-03T05:00:00Z",
    line: null,
    queue: null,
    value: "17,30 s",
  } as const;
  it("state its subject and link to the figure as it was viewed", () => {
    expect(subjectLabel({ ...figure, line: "cobro" }, () => "Línea de Cobro")).toContain(
      "ASA: 17,30 s · Línea de Cobro · mar",
    );
    expect(subjectLabel(figure, String)).toContain("ASA: 17,30 s · Todas las líneas · mar");
    expect(subjectPath(figure)).toBe(
      "/indicadores?desde=2026-11-01&hasta=2026-11-26&por=dia&indicador=asa&tramo=2026-11-03T05%3A00%3A00Z&parte=denominador",
    );
    expect(subjectPath({ kind: "call", id: "a:1" })).toBe("/llamadas/a%3A1");
    expect(subjectPath({ kind: "general" })).toBeNull();
  });
  it("state the status of its term", () => {
    const words = (standing: "waiting" | "late" | "answered" | "answered_late", days: number) =>
      standingLabel({ standing, days });
    expect([words("waiting", 0), words("waiting", 1), words("waiting", 4)]).toEqual([
      "vence hoy",
      "queda 1 día hábil",
      "quedan 4 días hábiles",
    ]);
    expect([words("late", 2), words("answered", 0), words("answered_late", 1)]).toEqual([
      "fuera de plazo hace 2 días hábiles",
      "respondida a tiempo",
      "respondida 1 día hábil tarde",
    ]);
  });

  it("says what a figure of quality counts, not the exact fraction behind a mean", () => {
    const sample = { evaluations: 100, total: "25000/3", low: "74.82", high: "89.38", weighted: false, replaced: 0 };
    const figure = { numerator: 5, denominator: 6, unit: "percent" as const, sample };
    expect(fractionLabel(figure)).toBe("8.333,33 ÷ 100");
    expect(fractionLabel({ ...figure, sample: { ...sample, total: "95", weighted: true } })).toBe(
      "95 ÷ 100 (ponderada)",
    );
    expect(intervalLabel(sample)).toMatch(/^intervalo de 74,82 a 89,38.%$/);
    expect(intervalLabel(undefined)).toBe("");
  });
});
