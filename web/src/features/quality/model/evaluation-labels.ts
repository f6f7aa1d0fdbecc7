/** The words of evaluations: paths, places of notes, evidence, results. Pure. */
import type { Evaluation, EvaluationSummary, FormCriterion, ScorePreview } from "../../../api/evaluations";
import { duration } from "../../../formats";
import type { DraftNote } from "./evaluation-content";

export const EVALUATIONS_PATH = "/calidad/evaluaciones";
export const evaluationPath = (id: string): string => `${EVALUATIONS_PATH}/${encodeURIComponent(id)}`;

type Proof = FormCriterion["evidence"][number];
const PROOFS: Record<Proof, string> = {
  audio: "el audio",
  call_story: "la historia de la llamada",
  lookups: "las consultas",
  typology: "la tipificación",
  ticket: "el ticket",
  answer: "la respuesta",
  mail: "el correo",
};

/** Return «Se prueba con el audio y las consultas.». */
export function proofSentence(proofs: readonly Proof[]): string {
  const names = proofs.map((each) => PROOFS[each]);
  const last = names.at(-1) ?? "";
  return `Se prueba con ${names.length > 1 ? `${names.slice(0, -1).join(", ")} y ${last}` : last}.`;
}

/** Return where a note belongs: «1:23», «párrafo 2», or nothing. */
export function notePlace({ second, paragraph }: Pick<DraftNote, "second" | "paragraph">): string {
  if (second !== null) return duration(second * 1000);
  return paragraph !== null ? `párrafo ${paragraph}` : "";
}

const CONVENTIONS: Record<Evaluation["form"]["convention"], string> = {
  zeroing: "No cumplir un criterio crítico deja en 0 el formulario o su sección.",
  family: "La nota es de los criterios no críticos; las otras familias se cumplen o se fallan.",
  groups: "Cada grupo tiene su nota y su mínimo.",
};
export const conventionSentence = (convention: Evaluation["form"]["convention"]): string => CONVENTIONS[convention];

/** Return what the preview of a score counts: «con 5 de 14 criterios respondidos». */
export const previewScope = ({ answered, criteria }: Pick<ScorePreview, "answered" | "criteria">): string =>
  answered === criteria
    ? "con todos los criterios respondidos"
    : `con ${answered} de ${criteria} criterios respondidos`;

/** Return the tone of the tag of a state. */
export function stateTone(state: EvaluationSummary["state"]): "good" | "warn" | undefined {
  if (state === "draft" || state === "refuted" || state === "conciliation") return "warn";
  return state === "accepted" || state === "filed" || state === "refutation_rejected" ? "good" : undefined;
}
