/** The words of visits, and the form of one as it is typed. Pure. */
import type { Visit, VisitAnswer, VisitDraft, VisitSummary } from "../../../api/visits";
import type { Tone } from "./findings";
import { t } from "../../../i18n/translate";

export const visitPath = (id: string): string => `/calidad/visitas/${encodeURIComponent(id)}`;

const TONES: Partial<Record<VisitSummary["state"], Tone>> = { draft: "warn", signed: "good" };
export const visitTone = (state: VisitSummary["state"]): Tone => TONES[state];

/** What a person types in a visit: everything but the revision. */
export type VisitForm = Omit<VisitDraft, "revision">;

export const toVisitForm = (visit: Visit): VisitForm => ({
  mode: visit.mode,
  visited_on: visit.visited_on,
  place: visit.place,
  line: visit.line,
  channel: visit.channel,
  attendees: visit.attendees.length ? visit.attendees : [{ name: "", position: "" }],
  answers: visit.answers,
  notes: visit.notes,
  observations: visit.observations,
});

/** Return the body of a save: an attendee without a name is not sent yet. */
export const toVisitDraft = (form: VisitForm, revision: number): VisitDraft => ({
  ...form,
  attendees: (form.attendees ?? []).filter(({ name }) => name.trim() !== ""),
  revision,
});

/** Return whether two forms have the same content. */
export const sameForm = (one: VisitForm, other: VisitForm): boolean =>
  JSON.stringify(toVisitDraft(one, 0)) === JSON.stringify(toVisitDraft(other, 0));

/** Return how many questions have an answer, of how many. */
export function progress(visit: Pick<Visit, "form">, form: VisitForm): { answered: number; questions: number } {
  const questions = visit.form.sections.flatMap((section) => section.questions);
  return { answered: questions.filter(({ id }) => form.answers?.[id]).length, questions: questions.length };
}

/** Return the answers that a question admits. */
export const answersOf = ({ not_applicable }: { not_applicable: boolean }): VisitAnswer[] =>
  not_applicable ? ["yes", "no", "not_applicable"] : ["yes", "no"];

/** Return «8 sí · 1 no · 2 no aplica». */
export const countsLabel = ({ yes, no, not_applicable }: Pick<VisitSummary, "yes" | "no" | "not_applicable">): string =>
  [
    t("{yes} sí", { yes }),
    t("{no} no", { no }),
    ...(not_applicable ? [t("{not_applicable} no aplica", { not_applicable })] : []),
  ].join(" · ");
