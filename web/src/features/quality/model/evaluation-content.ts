/**
 * What an evaluator writes: answers, notes and a comment, and how two versions of it become one. Pure.
 *
 * A note has a key of this browser, so that it stays the same note while its text changes; the server does not get it.
 */
import type {
  Evaluation,
  EvaluationAnswer,
  EvaluationForm,
  EvaluationNote,
  FormCriterion,
} from "../../../api/evaluations";

export interface DraftNote extends Omit<EvaluationNote, "recording" | "second" | "paragraph" | "criterion"> {
  key: string;
  recording: string | null;
  second: number | null;
  paragraph: number | null;
  criterion: string | null;
}
export interface EvaluationContent {
  answers: Readonly<Record<string, EvaluationAnswer>>;
  notes: readonly DraftNote[];
  comment: string;
}
/** The part of an evaluation that the server stores of it. */
export type StoredContent = Pick<Evaluation, "answers" | "notes" | "comment">;

export const criteriaOf = (form: EvaluationForm): FormCriterion[] => form.sections.flatMap(({ criteria }) => criteria);

export const unansweredOf = (form: EvaluationForm, { answers }: Pick<EvaluationContent, "answers">): FormCriterion[] =>
  criteriaOf(form).filter(({ id }) => !answers[id]);

/** Return stored content for the screen; each note gets a key. */
export const toContent = ({ answers, notes, comment }: StoredContent): EvaluationContent => ({
  answers,
  comment,
  notes: notes.map((note, index) => ({
    key: `n${index}`,
    text: note.text,
    recording: note.recording ?? null,
    second: note.second ?? null,
    paragraph: note.paragraph ?? null,
    criterion: note.criterion ?? null,
  })),
});

/** Return content for the server, without the notes that have no text yet. */
export const toStored = ({ answers, notes, comment }: EvaluationContent): StoredContent => ({
  answers: { ...answers },
  comment: comment.trim(),
  notes: notes.filter(({ text }) => text.trim()).map(({ key: _, text, ...place }) => ({ text: text.trim(), ...place })),
});

export const sameStored = (one: StoredContent, other: StoredContent): boolean =>
  JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

const sorted = ({ answers, notes, comment }: StoredContent) => [
  Object.entries(answers).sort(([one], [other]) => one.localeCompare(other)),
  notes.map(noteIdentity),
  comment,
];
const noteIdentity = ({ text, recording, second, paragraph, criterion }: EvaluationNote | DraftNote): string =>
  JSON.stringify([text, recording ?? null, second ?? null, paragraph ?? null, criterion ?? null]);

/** What the other window has in a field that both changed: an answer by its criterion, or the comment. */
export interface Conflicts {
  answers: Readonly<Record<string, EvaluationAnswer | null>>;
  comment: string | null;
}
export const NO_CONFLICTS: Conflicts = { answers: {}, comment: null };
export const hasConflicts = ({ answers, comment }: Conflicts): boolean =>
  comment !== null || Object.keys(answers).length > 0;

/**
 * Merge what this window and another one made of the same base. What only one of them changed is taken; where both did,
 * this window's value stays and the other one is a conflict. No note is lost.
 */
export function mergeContent(
  base: StoredContent,
  mine: EvaluationContent,
  theirs: StoredContent,
): { content: EvaluationContent; conflicts: Conflicts } {
  const answers: Record<string, EvaluationAnswer> = {};
  const contested: Record<string, EvaluationAnswer | null> = {};
  for (const id of new Set([...Object.keys(mine.answers), ...Object.keys(theirs.answers)])) {
    const [was, here, there] = [base.answers[id], mine.answers[id], theirs.answers[id]];
    const answer = here === was ? there : here;
    if (answer) answers[id] = answer;
    if (here !== was && there !== was && here !== there) contested[id] = there ?? null;
  }
  const [was, here, there] = [base.comment, mine.comment.trim(), theirs.comment];
  return {
    content: { answers, comment: here === was ? there : mine.comment, notes: mergeNotes(base, mine, theirs) },
    conflicts: { answers: contested, comment: here !== was && there !== was && here !== there ? there : null },
  };
}

/** Return the other window's notes and, of this one's, those that the base did not have. */
function mergeNotes(base: StoredContent, mine: EvaluationContent, theirs: StoredContent): readonly DraftNote[] {
  const before = new Set(base.notes.map(noteIdentity));
  const there = new Set(theirs.notes.map(noteIdentity));
  const unchanged =
    mine.notes.length === base.notes.length && mine.notes.every((each) => before.has(noteIdentity(each)));
  const theirsKeyed = toContent(theirs).notes.map((note) => ({ ...note, key: `${note.key}-otra` }));
  if (unchanged) return theirsKeyed;
  const here = new Set(mine.notes.map(noteIdentity));
  const added = theirsKeyed.filter((each) => !here.has(noteIdentity(each)) && !before.has(noteIdentity(each)));
  const kept = mine.notes.filter((each) => !before.has(noteIdentity(each)) || there.has(noteIdentity(each)));
  return [...kept, ...added];
}
