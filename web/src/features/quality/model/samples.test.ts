import { describe, expect, it } from "vitest";
import { shortDate } from "../../../formats";
import type { SampleItem, SampleSummary } from "../../../api/samples";
import {
  itemPath,
  planLabel,
  replacementOf,
  samplePath,
  seedLabel,
  sizeLabel,
  stateSentence,
  verifyCommand,
  weekLabel,
} from "./samples";

const NOW = Date.parse("2026-11-23T15:00:00Z");
const SUMMARY: SampleSummary = {
  id: "2026-W47-phone",
  week: "2026-W47",
  channel: "phone",
  first_day: "2026-11-16",
  last_day: "2026-11-22",
  state: "planned",
  plan: {
    site_version: "0a",
    planned_at: "2026-11-16T05:00:00Z",
    confidence: 95,
    margin: "0.05",
    expected: "0.5",
    each_advisor: false,
    draws_at: "2026-11-23T11:00:00Z",
    reveal_by: "2026-11-25T11:00:00Z",
  },
  seed_case: null,
  population: null,
  size: null,
  replaced: 0,
  drawn_at: null,
  number: null,
};
const SEED = {
  week: "2026-W47",
  commitment: "ab",
  committed_at: "2026-11-10T15:00:00Z",
  committed_by_name: "Vera",
  number: null,
  revealed_at: null,
  revealed_by_name: null,
};

describe("a week", () => {
  it("is named by its days, with month and year only where they differ", () => {
    expect([
      weekLabel("2026-11-16", "2026-11-22"),
      weekLabel("2026-11-30", "2026-12-06"),
      weekLabel("2026-12-28", "2027-01-03"),
    ]).toEqual([
      "16 al 22 de noviembre de 2026",
      "30 de noviembre al 6 de diciembre de 2026",
      "28 de diciembre de 2026 al 3 de enero de 2027",
    ]);
  });
});

describe("a sample", () => {
  it("states its plan in points and percent", () => {
    expect(planLabel(SUMMARY.plan)).toBe(
      "95 % de confianza · margen de error de 5 puntos · proporción esperada de 50 %",
    );
    expect(planLabel({ ...SUMMARY.plan, margin: "0.025", expected: "0.825" })).toContain(
      "2,5 puntos · proporción esperada de 82,5 %",
    );
    expect(planLabel({ ...SUMMARY.plan, margin: "0.01" })).toContain("de 1 punto ·");
  });
  it("states when it is drawn, or what the draw waits for", () => {
    const sentence = (change: Partial<SampleSummary>) => stateSentence({ ...SUMMARY, ...change }, NOW);
    expect([
      sentence({}),
      sentence({ state: "awaiting_number" }),
      sentence({ state: "due" }),
      sentence({ state: "drawn", drawn_at: "2026-11-23T11:01:00Z" }),
    ]).toEqual([
      "se sortea desde las 06:00",
      `espera el número de la interventoría hasta el ${shortDate(SUMMARY.plan.reveal_by)} a las 06:00`,
      "se sortea en cuanto terminen las llamadas de la semana",
      "se sorteó a las 06:01",
    ]);
  });
  it("states what its seed proves, or what is known before the draw", () => {
    const label = (change: Partial<SampleSummary>) => seedLabel({ ...SUMMARY, ...change });
    expect([
      label({ seed_case: "committed" }),
      label({ seed_case: "unrevealed" }),
      label({ seed_case: "head" }),
      label({ state: "planned" }),
      label({ state: "due" }),
      label({ number: SEED }),
      label({ number: { ...SEED, number: "1".repeat(40) } }),
    ]).toEqual([
      "nadie pudo escoger la muestra",
      "se pudo influir: el número no se reveló",
      "se pudo influir: no hubo un número",
      "sin número comprometido todavía",
      "sin número comprometido",
      "número comprometido, sin revelar",
      "número revelado",
    ]);
  });
  it("has a size after the draw only, an empty one too", () => {
    expect([
      sizeLabel(SUMMARY),
      sizeLabel({ size: 270, population: 1900 }),
      sizeLabel({ size: 0, population: 0 }),
    ]).toEqual(["–", "270 de 1.900", "0 de 0"]);
  });
  it("is repeated by a command, and leads to its calls or tickets", () => {
    expect(verifyCommand(SUMMARY)).toBe("atencion quality sample --verify 2026-W47 phone");
    expect([samplePath("2026-W47-phone"), itemPath("phone", "a:1"), itemPath("written", "2026-000418-7")]).toEqual([
      "/calidad/muestras/2026-W47-phone",
      "/llamadas/a%3A1",
      "/bandeja/2026-000418-7",
    ]);
  });
  it("knows which item entered in place of another one", () => {
    const items = [
      { item: "c-1", replaces: null },
      { item: "c-9", replaces: "c-1" },
    ] as SampleItem[];
    expect(replacementOf({ items }, "c-1")?.item).toBe("c-9");
    expect(replacementOf({ items }, "c-9")).toBeUndefined();
  });
});
