/** The words of a signed evaluation: score, families, rounds with their reasons, and the places of notes. Pure. */
import type { components } from "../../../api/schema";
import { duration } from "../../../formats";
import { decimalSign, t } from "../../../i18n/translate";

type Schemas = components["schemas"];
export type EvaluationDetail = Schemas["EvaluationDetail"];
export type EvaluationRound = Schemas["EvaluationRound"];
export type EvaluationNote = Schemas["EvaluationNote"];
type Criterion = Schemas["FormCriterionDetail"];

/** Return «85», «83,33», or «sin nota» where no criterion applied. The score is "83.33" as the server writes it. */
export const scoreText = (score: string | null): string =>
  score === null ? t("sin nota") : score.replace(/\.?0+$/, "").replace(".", decimalSign);

/** A family of errors with its result; null if no criterion of it applied. */
export interface FamilyResult {
  name: string;
  passed: boolean | null;
}

/** The families from the gravest to the lightest. */
const FAMILY_ORDER: readonly Criterion["family"][] = ["user", "business", "compliance", "noncritical"];

/** Return the result of each family that the form has. */
export function familyResults(
  { form }: Pick<EvaluationDetail, "form">,
  { families }: Pick<EvaluationRound, "families">,
): FamilyResult[] {
  const names = new Map(
    form.sections.flatMap(({ criteria }) => criteria.map((each) => [each.family, each.family_name])),
  );
  return FAMILY_ORDER.filter((family) => names.has(family)).map((family) => ({
    name: names.get(family) ?? family,
    passed: families[family] ? families[family] === "passed" : null,
  }));
}

export const familyText = ({ passed }: FamilyResult): string =>
  passed === null ? t("no aplicó") : passed ? t("sin error") : t("con error");

/** Return where a note points to: «en 1:05 de la grabación», «en el párrafo 2»; empty if to nothing. */
export function notePlace({ second, paragraph }: EvaluationNote): string {
  if (typeof second === "number") return t("en {duration} de la grabación", { duration: duration(second * 1000) });
  return typeof paragraph === "number" ? t("en el párrafo {paragraph} de la respuesta", { paragraph }) : "";
}

export const notesOf = (notes: readonly EvaluationNote[], criterion: string): EvaluationNote[] =>
  notes.filter((each) => each.criterion === criterion);

/** Return the notes that are about no criterion of the form. */
export const freeNotes = (notes: readonly EvaluationNote[]): EvaluationNote[] =>
  notes.filter((each) => !each.criterion);

/** Return why a round replaced the one before it; empty for the first one. */
export function roundReason({ history }: Pick<EvaluationDetail, "history">, round: number): string {
  const step = history.find((each) => each.round === round && (each.act === "correct" || each.act === "uphold"));
  if (!step) return "";
  return step.act === "correct"
    ? t("Corrección: {text}", { text: step.text ?? "" })
    : t("Refutación aceptada: {text}", { text: step.text ?? "" });
}

/** A criterion whose answer a round changed. */
export interface AnswerChange {
  criterion: Criterion;
  before: string | undefined;
  after: string | undefined;
}

/** Return the criteria whose answers two rounds do not share, in the order of the form. */
export const answerChanges = (
  { form }: Pick<EvaluationDetail, "form">,
  before: Pick<EvaluationRound, "answers">,
  after: Pick<EvaluationRound, "answers">,
): AnswerChange[] =>
  form.sections
    .flatMap(({ criteria }) => criteria)
    .filter(({ id }) => before.answers[id] !== after.answers[id])
    .map((criterion) => ({
      criterion,
      before: before.answers[criterion.id],
      after: after.answers[criterion.id],
    }));
