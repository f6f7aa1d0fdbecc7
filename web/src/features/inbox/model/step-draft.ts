/**
 * What somebody is doing with a ticket, as a value: the step that they chose, what they have typed, and what another
 * did meanwhile. Pure.
 *
 * What was typed outlives a change of step and a ticket that another one moved: only a step that was done empties it.
 */
import type { Entry, StepForm, StepName, TicketTold } from "../../../api/tickets";
import { blankWords } from "../../tickets/model/answer-placeholders";
import { topicOf } from "../../tickets/model/typology";
import { idsOf, withFiles } from "../../tickets/model/answer-files";
import { type FieldName, STEPS } from "../../tickets/model/steps";

export interface Doing {
  step: StepName | null;
  typed: Partial<Record<FieldName, string>>;
  /** Whether it was tried: what is missing is said from then on. */
  tried: boolean;
  /** The version that the person has seen; steps are taken from it. */
  seen: number;
  /** Another one was first: how many steps the person has seen, until they look at the new ones. */
  overtaken: number | null;
}
export type DoingEvent =
  | { type: "told"; ticket: Pick<TicketTold, "version" | "steps"> }
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

export const IDLE: Doing = { step: null, typed: {}, tried: false, seen: 0, overtaken: null };

export function reduce(state: Doing, event: DoingEvent): Doing {
  switch (event.type) {
    case "told":
      return told(state, event.ticket);
    case "chosen":
      return { ...state, step: event.step, tried: false, typed: event.draft && !state.typed.text?.trim() ? { ...state.typed, text: event.draft } : state.typed };
    case "typed":
      return { ...state, typed: { ...state.typed, [event.field]: event.value } };
    case "attached":
      return { ...state, typed: { ...state.typed, attachments: withFiles(idsOf(state.typed.attachments) ?? event.before, event.ids) } };
    case "tried":
      return { ...state, tried: true };
    case "left":
      return { ...state, step: null, tried: false };
    case "overtaken":
      return { ...state, overtaken: state.overtaken ?? state.seen };
    case "understood":
      return { ...state, overtaken: null };
    case "done":
      return { ...IDLE, seen: event.version };
  }
}

/** The ticket as it is now: who was typing is told that it moved; who was not sees it and no more. */
function told(state: Doing, { version, steps }: Pick<TicketTold, "version" | "steps">): Doing {
  if (!state.seen || version <= state.seen) return { ...state, seen: Math.max(version, state.seen) };
  const busy = state.step !== null && (Object.values(state.typed).some((value) => value?.trim()) || state.overtaken !== null);
  const step = state.step && steps?.includes(state.step) ? state.step : null;
  return { ...state, step, tried: false, seen: version, overtaken: busy ? (state.overtaken ?? state.seen) : state.overtaken };
}

/** What is still missing for the chosen step, by field: nothing in it, or gaps in its wording. */
export function missing({ step, typed }: Pick<Doing, "step" | "typed">): Partial<Record<FieldName, string>> {
  const without: Partial<Record<FieldName, string>> = {};
  for (const { name, needed } of step ? STEPS[step].fields : []) {
    if (needed && !typed[name]?.trim()) without[name] = "Falta.";
    else if (blankWords(typed[name] ?? "")) without[name] = blankWords(typed[name] ?? "");
  }
  return without;
}

/** What is sent for the chosen step: its own fields that hold something. */
export function stepOf({ step, typed, seen }: Doing): StepForm | null {
  if (!step) return null;
  const fields = STEPS[step].fields.map(({ name }): [FieldName, string] => [name, typed[name]?.trim() ?? ""]).filter(([, value]) => value);
  const form: Record<string, unknown> = { step, version: seen, ...Object.fromEntries(fields) };
  if (STEPS[step].fields.some(({ name }) => name === "attachments") && typed.attachments !== undefined) form.attachments = idsOf(typed.attachments);
  if (step === "reclassify") return { step, version: seen, text: form.text, ...topicOf(typed.topic), change_area: typed.change_area === "yes" } as StepForm;
  return (step === "assign" && !typed.owner?.trim() ? { ...form, owner: null } : form) as unknown as StepForm;
}

/** What others did since the version that was seen. */
export const since = <E extends Pick<Entry, "version">>(entries: readonly E[], seen: number): E[] => entries.filter(({ version }) => version > seen);
