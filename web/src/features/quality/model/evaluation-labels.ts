/** The words of evaluations: paths, places of notes, evidence, results. Pure. */
import type { Evaluation, EvaluationSummary, FormCriterion, ScorePreview } from "../../../api/evaluations";
import { duration } from "../../../formats";
import type { DraftNote } from "./evaluation-content";
import { t } from "../../../i18n/translate";

export const EVALUATIONS_PATH = "/calidad/evaluaciones";
export const evaluationPath = (id: string): string => `${EVALUATIONS_PATH}/${encodeURIComponent(id)}`;

type Proof = FormCriterion["evidence"][number];
const PROOFS: Record<Proof, string> = {
  audio: t("el audio"),
  call_story: t("la historia de la llamada"),
  lookups: t("las consultas"),
  typology: t("la tipificación"),
  ticket: t("el ticket"),
  answer: t("la respuesta"),
  mail: t("el correo"),
};

/** Return «Se prueba con el audio y las consultas.». */
export function proofSentence(proofs: readonly Proof[]): string {
  const names = proofs.map((each) => PROOFS[each]);
  const last = names.at(-1) ?? "";
  return t("Se prueba con {last}.", {
    last: names.length > 1 ? t("{names} y {last}", { names: names.slice(0, -1).join(", "), last }) : last,
  });
}

/** Return where a note belongs: «1:23», «párrafo 2», or nothing. */
export function notePlace({ second, paragraph }: Pick<DraftNote, "second" | "paragraph">): string {
  if (second !== null) return duration(second * 1000);
  return paragraph !== null ? t("párrafo {paragraph}", { paragraph }) : "";
}

const CONVENTIONS: Record<Evaluation["form"]["convention"], string> = {
  zeroing: t("No cumplir un criterio crítico deja en 0 el formulario o su sección."),
  family: t("La nota es de los criterios no críticos; las otras familias se cumplen o se fallan."),
  groups: t("Cada grupo tiene su nota y su mínimo."),
};
export const conventionSentence = (convention: Evaluation["form"]["convention"]): string => CONVENTIONS[convention];

/** Return what the preview of a score counts: «con 5 de 14 criterios respondidos». */
export const previewScope = ({ answered, criteria }: Pick<ScorePreview, "answered" | "criteria">): string =>
  answered === criteria
    ? t("con todos los criterios respondidos")
    : t("con {answered} de {criteria} criterios respondidos", { answered, criteria });

/** Return the tone of the tag of a state. */
export function stateTone(state: EvaluationSummary["state"]): "good" | "warn" | undefined {
  if (state === "draft" || state === "refuted" || state === "conciliation") return "warn";
  return state === "accepted" || state === "filed" || state === "refutation_rejected" ? "good" : undefined;
}
