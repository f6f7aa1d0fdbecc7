import { expect, it } from "vitest";
import { ownFigures } from "./own-day";

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
