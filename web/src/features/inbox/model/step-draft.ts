/**
 * What somebody is doing with a ticket, as a value: the step that they chose, what they have typed, and what another
 * did meanwhile. Pure.
 *
 * What was typed outlives a change of step and a ticket that another one moved: only a step that was done empties it.
 */
import type { HistoryEntry, StepRequest, StepName, TicketDetail } from "../../../api/tickets";
import { placeholderError } from "../../tickets/model/answer-placeholders";
import { parseTopic } from "../../tickets/model/typology";
import { parseFileIds, addFileIds } from "../../tickets/model/answer-files";
import { type FieldName, STEPS } from "../../tickets/model/steps";

export interface StepDraft {
  step: StepName | null;
  values: Partial<Record<FieldName, string>>;
  /** Whether it was tried: what is missing is said from then on. */
  attempted: boolean;
  /** The version that the person has seen; steps are taken from it. */
  seenVersion: number;
  /** Another one was first: how many steps the person has seen, until they look at the new ones. */
  conflictSince: number | null;
}
export type StepDraftEvent =
  | { type: "told"; ticket: Pick<TicketDetail, "version" | "steps"> }
  /** `draft`: the latest wording, to go on from where nothing was typed. */
  | { type: "chosen"; step: StepName; draft?: string | null }
  | { type: "typed"; field: FieldName; value: string }
  /** Files were attached right there: they go with the answer, behind those chosen before. */
  | { type: "attached"; ids: string[]; before: string[] }
  | { type: "tried" }
  | { type: "left" }
  | { type: "overtaken" }
  | { type: "understood" }
  | { type: "done"; version: number };

export const NO_STEP: StepDraft = { step: null, values: {}, attempted: false, seenVersion: 0, conflictSince: null };

export function reduce(state: StepDraft, event: StepDraftEvent): StepDraft {
  switch (event.type) {
    case "told":
      return withTicket(state, event.ticket);
    case "chosen":
      return {
        ...state,
        step: event.step,
        attempted: false,
        values: event.draft && !state.values.text?.trim() ? { ...state.values, text: event.draft } : state.values,
      };
    case "typed":
      return { ...state, values: { ...state.values, [event.field]: event.value } };
    case "attached":
      return {
        ...state,
        values: {
          ...state.values,
          attachments: addFileIds(parseFileIds(state.values.attachments) ?? event.before, event.ids),
        },
      };
    case "tried":
      return { ...state, attempted: true };
    case "left":
      return { ...state, step: null, attempted: false };
    case "overtaken":
      return { ...state, conflictSince: state.conflictSince ?? state.seenVersion };
    case "understood":
      return { ...state, conflictSince: null };
    case "done":
      return { ...NO_STEP, seenVersion: event.version };
  }
}

/** The ticket as it is now: who was typing is told that it moved; who was not sees it and no more. */
function withTicket(state: StepDraft, { version, steps }: Pick<TicketDetail, "version" | "steps">): StepDraft {
  if (!state.seenVersion || version <= state.seenVersion)
    return { ...state, seenVersion: Math.max(version, state.seenVersion) };
  const busy =
    state.step !== null && (Object.values(state.values).some((value) => value?.trim()) || state.conflictSince !== null);
  const step = state.step && steps?.includes(state.step) ? state.step : null;
  return {
    ...state,
    step,
    attempted: false,
    seenVersion: version,
    conflictSince: busy ? (state.conflictSince ?? state.seenVersion) : state.conflictSince,
  };
}

/** What is still missing for the chosen step, by field: nothing in it, or gaps in its wording. */
export function missingFields({
  step,
  values: typed,
}: Pick<StepDraft, "step" | "values">): Partial<Record<FieldName, string>> {
  const errors: Partial<Record<FieldName, string>> = {};
  for (const { name, required: needed } of step ? STEPS[step].fields : []) {
    if (needed && !typed[name]?.trim()) errors[name] = "Falta.";
    else if (placeholderError(typed[name] ?? "")) errors[name] = placeholderError(typed[name] ?? "");
  }
  return errors;
}

/** What is sent for the chosen step: its own fields that hold something. */
export function toStepRequest({ step, values: typed, seenVersion: seen }: StepDraft): StepRequest | null {
  if (!step) return null;
  const fields = STEPS[step].fields
    .map(({ name }): [FieldName, string] => [name, typed[name]?.trim() ?? ""])
    .filter(([, value]) => value);
  const form: Record<string, unknown> = { step, version: seen, ...Object.fromEntries(fields) };
  if (STEPS[step].fields.some(({ name }) => name === "attachments") && typed.attachments !== undefined)
    form.attachments = parseFileIds(typed.attachments);
  if (step === "reclassify")
    return {
      step,
      version: seen,
      text: form.text,
      ...parseTopic(typed.topic),
      change_area: typed.change_area === "yes",
    } as StepRequest;
  return (step === "assign" && !typed.owner?.trim() ? { ...form, owner: null } : form) as unknown as StepRequest;
}

/** What others did since the version that was seen. */
export const entriesSince = <E extends Pick<HistoryEntry, "version">>(entries: readonly E[], seen: number): E[] =>
  entries.filter(({ version }) => version > seen);
