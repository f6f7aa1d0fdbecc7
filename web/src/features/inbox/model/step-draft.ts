/**
 * The draft of a step on a ticket as a value: the chosen step, the typed fields, and a conflict with another user.
 * Pure.
 *
 * Typed text survives a change of step and another user's change of the ticket; only a step that was done clears it, and
 * a note or a take clears nothing else.
 */
import type { HistoryEntry, StepRequest, StepName, TicketDetail } from "../../../api/tickets";
import { placeholderError } from "../../tickets/model/answer-placeholders";
import { parseTopic } from "../../tickets/model/typology";
import { parseFileIds, addFileIds } from "../../tickets/model/answer-files";
import { jointTickets } from "./joint-answer";
import { type FieldName, STEPS } from "../../tickets/model/steps";
import { t } from "../../../i18n/translate";

export interface StepDraft {
  step: StepName | null;
  values: Partial<Record<FieldName, string>>;
  /** The wording of the answer that the form began with; while the text equals it, the user has typed nothing. */
  prefill: string;
  /** Whether the user tried to submit; missing fields are shown from then on. */
  attempted: boolean;
  /** The version that the user has seen; steps are sent with it. */
  seenVersion: number;
  /** The version seen before another user's change, until the user acknowledges the change; else null. */
  conflictSince: number | null;
}
export type StepDraftEvent =
  | { type: "loaded"; ticket: Pick<TicketDetail, "version" | "steps"> }
  /** `draft`: the latest wording of the answer, to continue from if nothing was typed; none for other texts. */
  | { type: "chosen"; step: StepName; draft?: string | null }
  | { type: "typed"; field: FieldName; value: string }
  /** Files attached in this form: they are added to the answer after those chosen before. */
  | { type: "attached"; ids: string[]; before: string[] }
  | { type: "submitted" }
  | { type: "cancelled" }
  | { type: "conflicted" }
  | { type: "acknowledged" }
  | { type: "done"; step: StepName; version: number };

export const NO_STEP: StepDraft = {
  step: null,
  values: {},
  prefill: "",
  attempted: false,
  seenVersion: 0,
  conflictSince: null,
};

/** Return whether the user typed or chose something. */
export const hasTyped = ({ values, prefill }: Pick<StepDraft, "values" | "prefill">): boolean =>
  Object.entries(values).some(([name, value]) => value?.trim() && !(name === "text" && value === prefill));

export function reduce(state: StepDraft, event: StepDraftEvent): StepDraft {
  switch (event.type) {
    case "loaded":
      return withTicket(state, event.ticket);
    case "chosen":
      return withPrefill(
        { ...withStrandedText(state, event.step), step: event.step, attempted: false },
        event.draft ?? "",
      );
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
    case "submitted":
      return { ...state, attempted: true };
    case "cancelled":
      return { ...state, step: null, attempted: false };
    case "conflicted":
      return { ...state, conflictSince: state.conflictSince ?? state.seenVersion };
    case "acknowledged":
      return { ...state, conflictSince: null };
    case "done":
      return isBeside(event.step)
        ? withoutFields(state, event.step, event.version)
        : { ...NO_STEP, seenVersion: event.version };
  }
}

/** Move the text of a step that another user's change made impossible into a note: there it can still be stored. */
function withStrandedText(state: StepDraft, step: StepName): StepDraft {
  const { note, text } = state.values;
  if (step !== "note" || state.step !== null || state.conflictSince === null || note?.trim() || !text) return state;
  return { ...state, values: { ...state.values, note: text, text: "" } };
}

/** Return whether a step is taken beside a half-written answer: it says nothing about the petition. */
const isBeside = (step: StepName): boolean => step === "note" || STEPS[step].immediate === true;

/** Drop what was sent with a step; the half-written answer stays. */
function withoutFields(state: StepDraft, step: StepName, version: number): StepDraft {
  const sent = new Set<string>(STEPS[step].fields.map(({ name }) => name));
  const values = Object.fromEntries(Object.entries(state.values).filter(([name]) => !sent.has(name)));
  return { ...state, step: null, attempted: false, values, seenVersion: version };
}

/** Begin the text with a wording, unless the user has typed another one. */
function withPrefill(state: StepDraft, wording: string): StepDraft {
  const text = state.values.text ?? "";
  if (text.trim() && text !== state.prefill) return state;
  return { ...state, prefill: wording, values: { ...state.values, text: wording } };
}

/** Take over the current ticket. A user who was typing gets a conflict; other users only see the new version. */
function withTicket(state: StepDraft, { version, steps }: Pick<TicketDetail, "version" | "steps">): StepDraft {
  if (!state.seenVersion || version <= state.seenVersion)
    return { ...state, seenVersion: Math.max(version, state.seenVersion) };
  const busy = state.step !== null && (hasTyped(state) || state.conflictSince !== null);
  const step = state.step && steps?.includes(state.step) ? state.step : null;
  return {
    ...state,
    step,
    attempted: false,
    seenVersion: version,
    conflictSince: busy ? (state.conflictSince ?? state.seenVersion) : state.conflictSince,
  };
}

/** Return the missing fields of the chosen step: empty ones, or texts with open placeholders. */
export function missingFields({
  step,
  values: typed,
}: Pick<StepDraft, "step" | "values">): Partial<Record<FieldName, string>> {
  const errors: Partial<Record<FieldName, string>> = {};
  for (const { name, required: needed } of step ? STEPS[step].fields : []) {
    if (needed && !typed[name]?.trim()) errors[name] = t("Falta.");
    else if (placeholderError(typed[name] ?? "")) errors[name] = placeholderError(typed[name] ?? "");
  }
  return errors;
}

/** Names in the request of fields that have another one in the form: two steps must not share what was chosen. */
const REQUEST_NAMES: Partial<Record<FieldName, string>> = {
  note: "text",
  priority_reason: "reason",
  authority_kind: "authority",
  linked: "number",
};

/** Return the request of the chosen step: its own fields that are not empty. */
export function toStepRequest({ step, values: typed, seenVersion: seen }: StepDraft): StepRequest | null {
  if (!step) return null;
  const fields = STEPS[step].fields
    .map(({ name }): [FieldName, string] => [name, typed[name]?.trim() ?? ""])
    .filter(([, value]) => value)
    .map(([name, value]) => [REQUEST_NAMES[name] ?? name, name === "due_at" ? colombianMoment(value) : value]);
  const form: Record<string, unknown> = { step, version: seen, ...Object.fromEntries(fields) };
  if (STEPS[step].fields.some(({ name }) => name === "attachments") && typed.attachments !== undefined)
    form.attachments = parseFileIds(typed.attachments);
  if (step === "send") form.joint = jointTickets(typed.joint);
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

/** Return a local date and time of an input as a moment: Colombia has no summer time. */
const colombianMoment = (local: string): string => (local.length === 16 ? `${local}:00-05:00` : `${local}-05:00`);

/** Return the history entries after the version that was seen. */
export const entriesSince = <E extends Pick<HistoryEntry, "version">>(entries: readonly E[], seen: number): E[] =>
  entries.filter(({ version }) => version > seen);
