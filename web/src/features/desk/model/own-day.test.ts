import { expect, it } from "vitest";
import type { BoardAdvisor } from "../../../api/board";
import { adherenceFigure, ownFigures, pauseEffect } from "./own-day";

const DAY = { calls: 12, handled_ms: 3_600_000, mean_handled_ms: 300_000, answered: 8, within_threshold: 6 };

it("own figures stand beside those of yesterday", () => {
  const yesterday = { ...DAY, calls: 10, mean_handled_ms: 245_000, within_threshold: 8 };
  const figures = ownFigures({ until: null, today: DAY, yesterday });
  expect(figures.map(({ value, detail, yesterday }) => [value, detail, yesterday])).toEqual([
    ["12", "en que usted conversó", "ayer 10"],
    ["5:00", "minutos por llamada", "ayer 4:05"],
    ["75,0 %", "6 de 8", "ayer 100,0 %"],
  ]);
});

it("a day without calls has no mean and no share", () => {
  const none = { calls: 0, handled_ms: 0, mean_handled_ms: null, answered: 0, within_threshold: 0 };
  const figures = ownFigures({ until: null, today: none, yesterday: null });
  expect(figures.map(({ value, yesterday }) => [value, yesterday])).toEqual([
    ["0", ""],
    ["–", ""],
    ["–", ""],
  ]);
});

const HOUR = 3_600_000;
const STATES: BoardAdvisor = {
  advisor: "ana",
  now: "2026-11-24T17:00:00Z",
  spans: [],
  times: { available: 3 * HOUR, paused: HOUR },
  pauses: [
    { reason: "almuerzo", name: "Almuerzo", lasted_ms: HOUR / 2, accepted: false },
    { reason: "bano", name: "Baño", lasted_ms: HOUR / 2, accepted: true },
  ],
  adherence: { numerator: 3.5 * HOUR, denominator: 4 * HOUR, value: "87.50" },
  adherence_target: 90,
  occupancy: { numerator: 0, denominator: 3 * HOUR, value: "0.00" },
};

it("the own adherence stands beside its time and its target", () => {
  const { value, detail, yesterday } = adherenceFigure(STATES);
  expect([value, detail, yesterday]).toEqual(["87,50 %", "de 4:00:00 en turno", "meta 90 %"]);
  expect(adherenceFigure({ ...STATES, adherence_target: null }).yesterday).toBe("");
  const none = adherenceFigure({ ...STATES, adherence: { numerator: 0, denominator: 0, value: null } });
  expect([none.value, none.detail, none.yesterday]).toEqual(["–", "hoy no ha estado en turno", ""]);
});

it("a pause says whether it counts as work", () => {
  expect(pauseEffect(STATES, { state: "paused", reason: "almuerzo" })).toMatch(
    /^Su pausa de ahora, Almuerzo, no cuenta/,
  );
  expect(pauseEffect(STATES, { state: "paused", reason: "bano" })).toMatch(/^Su pausa de ahora, Baño, cuenta/);
  expect(pauseEffect(STATES, { state: "paused", reason: "otra" })).toBe("");
  expect(pauseEffect(STATES, { state: "available", reason: "" })).toBe("");
});
