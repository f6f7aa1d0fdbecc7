/** The figures of an advisor's own course: texts of the table, and the points of the picture. Pure. */
import type { OwnCourse } from "../../../api/feedback";
import { countPhrase, formatPercent, longDate } from "../../../formats";
import { scoreText } from "./signed-evaluation";
import { t } from "../../../i18n/translate";

export type OwnMonth = OwnCourse["months"][number];
type FamilyFigure = OwnMonth["families"][number];

export const INSUFFICIENT = t("muestra insuficiente");

/** Return the mean score of a month, or that the sample is too small for one. */
export const meanText = ({ sufficient, mean }: Pick<OwnMonth, "sufficient" | "mean">): string =>
  sufficient ? scoreText(mean) : INSUFFICIENT;

/** Return the counts of a family: «18 de 20 sin error», or that it did not apply. */
export const familyCounts = ({ passed, applicable }: Pick<FamilyFigure, "passed" | "applicable">): string =>
  applicable === 0 ? t("no aplicó") : t("{passed} de {applicable} sin error", { passed, applicable });

/** Return the precision of a family with its interval: «90,00 % (entre 69,90 % y 97,21 %)». */
export function familyPrecision({ applicable, percent, low, high }: FamilyFigure): string {
  if (applicable === 0) return "";
  return percent === null
    ? INSUFFICIENT
    : t("{percent} (entre {low} y {high})", {
        percent: formatPercent(percent),
        low: formatPercent(low),
        high: formatPercent(high),
      });
}

/** Return how many evaluations a month has, and how many of the learning curve do not count. */
export const countText = ({ evaluations, learning }: Pick<OwnMonth, "evaluations" | "learning">): string =>
  countPhrase(evaluations, "evaluación", "evaluaciones") +
  (learning
    ? learning === 1
      ? t(" y {learning} en curva de aprendizaje, que no cuenta", { learning })
      : t(" y {learning} en curva de aprendizaje, que no cuentan", { learning })
    : "");

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
    ? t(" La más baja es {scoreText} y la más alta {scoreText2}.", {
        scoreText: scoreText(Math.min(...values).toFixed(2)),
        scoreText2: scoreText(Math.max(...values).toFixed(2)),
      })
    : "";
  return t("{scores} del {worked_at} al {worked_at2}.{range} La tabla siguiente trae las cifras de cada mes.", {
    scores: countPhrase(scores.length, "evaluación", "evaluaciones"),
    worked_at: longDate(first.worked_at),
    worked_at2: longDate(last.worked_at),
    range,
  });
}
