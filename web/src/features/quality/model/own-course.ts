/** The figures of an advisor's own course: texts of the table, and the points of the picture. Pure. */
import type { OwnCourse } from "../../../api/feedback";
import { countPhrase, formatPercent, longDate } from "../../../formats";
import { scoreText } from "./signed-evaluation";

export type OwnMonth = OwnCourse["months"][number];
type FamilyFigure = OwnMonth["families"][number];

export const INSUFFICIENT = "muestra insuficiente";

/** Return the mean score of a month, or that the sample is too small for one. */
export const meanText = ({ sufficient, mean }: Pick<OwnMonth, "sufficient" | "mean">): string =>
  sufficient ? scoreText(mean) : INSUFFICIENT;

/** Return the counts of a family: «18 de 20 sin error», or that it did not apply. */
export const familyCounts = ({ passed, applicable }: Pick<FamilyFigure, "passed" | "applicable">): string =>
  applicable === 0 ? "no aplicó" : `${passed} de ${applicable} sin error`;

/** Return the precision of a family with its interval: «90,00 % (entre 69,90 % y 97,21 %)». */
export function familyPrecision({ applicable, percent, low, high }: FamilyFigure): string {
  if (applicable === 0) return "";
  return percent === null
    ? INSUFFICIENT
    : `${formatPercent(percent)} (entre ${formatPercent(low)} y ${formatPercent(high)})`;
}

/** Return how many evaluations a month has, and how many of the learning curve do not count. */
export const countText = ({ evaluations, learning }: Pick<OwnMonth, "evaluations" | "learning">): string =>
  countPhrase(evaluations, "evaluación", "evaluaciones") +
  (learning ? ` y ${learning} en curva de aprendizaje, que no ${learning === 1 ? "cuenta" : "cuentan"}` : "");

export interface ScorePoint {
  evaluation: string;
  /** From 0 at the first evaluation to 1 at the last. */
  x: number;
  /** From 0 to 100. */
  score: number;
  learning: boolean;
  label: string;
}

/** Place each score in time; evaluations without a score have no point. */
export function scorePoints(scores: OwnCourse["scores"]): ScorePoint[] {
  const moments = scores.map((each) => Date.parse(each.worked_at));
  const [first, last] = [Math.min(...moments), Math.max(...moments)];
  return scores
    .filter((each) => each.score !== null)
    .map((each) => ({
      evaluation: each.evaluation,
      x: last === first ? 0.5 : (Date.parse(each.worked_at) - first) / (last - first),
      score: Number(each.score),
      learning: each.learning,
      label: `${longDate(each.worked_at)}: ${scoreText(each.score)}`,
    }));
}

/** Return the picture in words. */
export function chartText(scores: OwnCourse["scores"]): string {
  const [first, last] = [scores[0], scores.at(-1)];
  if (!first || !last) return "";
  const values = scores.flatMap(({ score }) => (score === null ? [] : [Number(score)]));
  const range = values.length
    ? ` La más baja es ${scoreText(Math.min(...values).toFixed(2))} y la más alta ${scoreText(Math.max(...values).toFixed(2))}.`
    : "";
  return `${countPhrase(scores.length, "evaluación", "evaluaciones")} del ${longDate(first.worked_at)} al ${longDate(last.worked_at)}.${range} La tabla siguiente trae las cifras de cada mes.`;
}
