/** The four kinds of step: what each is called, what it begins with, and the ways out of it. Pure. */
import type { Document } from "../../../editor-props";
import { type Fields, fieldsOf, idsOf, listOf, nameOf, type Path, textOf, textsOf } from "../../common/values";
import { t } from "../../../../../i18n/translate";

export type StepKind = "collect" | "branch" | "lookup" | "say";

export const STEP_KINDS: readonly (readonly [StepKind, string])[] = [
  ["collect", t("Pide cifras")],
  ["branch", t("Elige el camino")],
  ["lookup", t("Consulta")],
  ["say", t("Dice mensajes")],
];
export const CHECKS = [
  { value: "digits", label: t("Cualquier número") },
  { value: "document", label: t("Documento de identidad") },
  { value: "filing_number", label: t("Número de radicado") },
  { value: "birth_date", label: t("Fecha de nacimiento") },
];
/** The look-ups of Atención and the outcomes of each; those of lookups.yaml have the outcomes of `SITE_OUTCOMES`. */
export const BUILT_IN_OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  ticket_status: ["in_progress", "late", "incomplete", "answered", "no_match", "locked"],
  ticket_status_mail: ["sent", "no_address", "no_match", "locked"],
  ticket_status_text: ["sent", "no_mobile", "no_match", "locked"],
  large_client: ["yes", "no"],
};
export const SITE_OUTCOMES: readonly string[] = ["found", "none", "no_match", "locked"];
const OUTCOME_LABELS: Readonly<Record<string, string>> = {
  in_progress: t("en trámite"),
  late: t("vencido sin respuesta"),
  incomplete: t("por completar"),
  answered: t("respondido"),
  sent: t("enviado"),
  no_address: t("sin correo"),
  no_mobile: t("sin celular"),
  no_match: t("no coincide"),
  locked: t("sin más intentos"),
  yes: t("sí"),
  no: t("no"),
  found: t("se encontró"),
  none: t("no hay datos"),
};
export const LOOKUP_LABELS: Readonly<Record<string, string>> = {
  ticket_status: t("Estado de un radicado"),
  ticket_status_mail: t("Estado de un radicado, por correo"),
  ticket_status_text: t("Estado de un radicado, por mensaje de texto"),
  large_client: t("Si es un gran cliente"),
};

export const outcomeText = (outcome: string): string => OUTCOME_LABELS[outcome] ?? outcome;

/** Return the outcomes that a look-up may have; none where another package owns it. */
export const outcomesOf = (document: Document, lookup: string): readonly string[] =>
  BUILT_IN_OUTCOMES[lookup] ?? (lookupIds(document).includes(lookup) ? SITE_OUTCOMES : []);

const lookupIds = (document: Document): string[] => Object.keys(fieldsOf(fieldsOf(document.lookups).lookups));

/** Return the look-ups to choose from. */
export const lookupChoices = (document: Document, chosen: string) => {
  const own = fieldsOf(fieldsOf(document.lookups).lookups);
  const choices = [
    ...Object.entries(LOOKUP_LABELS).map(([value, label]) => ({ value, label })),
    ...Object.entries(own).map(([value, lookup]) => ({ value, label: textOf(fieldsOf(lookup).name) || value })),
  ];
  return choices.some(({ value }) => value === chosen) ? choices : [...choices, { value: chosen, label: chosen }];
};

export const kindOfStep = (step: unknown): StepKind | null =>
  STEP_KINDS.map(([kind]) => kind).find((kind) => fieldsOf(step)[kind] !== undefined) ?? null;

export interface Way {
  /** Below the step. */
  path: Path;
  label: string;
  /** Whether a person may remove it: a case, or the outcome of a look-up. */
  removable: boolean;
  /** Of the whole case or outcome, below the step. */
  whole: Path;
}

/** Return every way out of a step, in its order. */
export function waysOf(document: Document, step: unknown): Way[] {
  const fields = fieldsOf(step);
  const fixed = (path: Path, label: string): Way => ({ path, whole: path, label, removable: false });
  switch (kindOfStep(step)) {
    case "collect":
      return [
        fixed(["collect", "next"], t("Si sirve lo que marca")),
        fixed(["collect", "failure"], t("Si no marca nada o se equivoca")),
      ];
    case "branch":
      return [
        ...listOf(fieldsOf(fields.branch).cases).map((each, index) => {
          const whole = ["branch", "cases", String(index)];
          return { path: [...whole, "next"], whole, label: conditionText(document, each), removable: true };
        }),
        fixed(["branch", "otherwise"], t("Si no")),
      ];
    case "lookup":
      return [
        ...Object.keys(fieldsOf(fieldsOf(fields.lookup).outcomes)).map((outcome) => {
          const path = ["lookup", "outcomes", outcome];
          return { path, whole: path, label: t("Si {outcome}", { outcome: outcomeText(outcome) }), removable: true };
        }),
        fixed(["lookup", "failure"], t("Si falla o tarda demasiado")),
      ];
    case "say":
      return [fixed(["say", "next"], t("Después"))];
    case null:
      return [];
  }
}

/** Return the conditions of a case, all of which must hold. */
export function conditionText(document: Document, value: unknown): string {
  const each = fieldsOf(value);
  const [waiting, choice, result] = [fieldsOf(each.waiting), fieldsOf(each.choice), fieldsOf(each.result)];
  const parts = [
    each.hours !== undefined && t("en el horario «{calendar}»", { calendar: textOf(each.hours) }),
    textsOf(each.days).length > 0 && t("el {days}", { days: textsOf(each.days).map(shortDay).join(", ") }),
    each.line !== undefined && t("en {line}", { line: nameOf(document, "lines", textOf(each.line)) }),
    each.waiting !== undefined &&
      t("con más de {over} en espera en {queue}", {
        over: textOf(waiting.over),
        queue: nameOf(document, "queues", textOf(waiting.queue)),
      }),
    each.large_client !== undefined && (each.large_client ? t("es un gran cliente") : t("no es un gran cliente")),
    each.choice !== undefined && t("marcó {key} en «{menu}»", { key: textOf(choice.key), menu: textOf(choice.menu) }),
    each.result !== undefined &&
      t("«{step}»: {outcome}", {
        step: nameOf(document, "steps", textOf(result.step)),
        outcome: outcomeText(textOf(result.outcome)),
      }),
  ].filter(Boolean);
  return parts.length > 0 ? t("Si {conditions}", { conditions: parts.join(t(" y ")) }) : t("Caso sin condición");
}

const shortDay = (day: string): string => day.split("-").reverse().join("/");

/** Return what a step of a kind begins with; it leads to a queue, and its prompts are to be chosen. */
export function emptyStep(document: Document, kind: StepKind): Fields {
  const out = { queue: idsOf(document, "queues")[0] ?? "" };
  const prompt = idsOf(document, "prompts")[0] ?? "";
  switch (kind) {
    case "collect":
      return { collect: { prompt, silence_prompt: prompt, invalid_prompt: prompt, next: out, failure: out } };
    case "branch":
      return {
        branch: { cases: [{ hours: idsOf(document, "calendars")[0] ?? "", next: out }], otherwise: out },
      };
    case "lookup":
      return { lookup: { name: "large_client", wait_prompt: prompt, outcomes: { yes: out, no: out }, failure: out } };
    case "say":
      return { say: { parts: [prompt], next: out } };
  }
}
