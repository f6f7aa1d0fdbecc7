/** The list of findings and the words of one: its filters, columns, term, evidence and acts. Pure. */
import type {
  Finding,
  FindingAct,
  FindingFilter,
  FindingOptions,
  FindingSummary,
  NewFinding,
} from "../../../api/findings";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { countPhrase, longDateOfDay } from "../../../formats";
import { type Labels, labelOf, optionsOf, valuesOf } from "../../../labels";
import { t } from "../../../i18n/translate";

export type FindingColumn = keyof Labels["finding_columns"];
const COLUMNS: readonly FindingColumn[] = [
  ...(["number", "kind", "severity", "area", "owner", "state"] as const),
  ...(["due_on", "term", "found_on", "source", "found_by"] as const),
];
export const FINDING_LIST: ListSpec = {
  filters: [
    ...["state", "pending", "late", "severity", "kind", "area", "owner", "source", "found_from", "found_to"],
  ].map((name) => ({ name })),
  columns: COLUMNS,
  defaultColumns: ["number", "kind", "severity", "area", "owner", "due_on", "state"],
  sorts: ["-found_at", "found_at", "due_on", "-due_on"],
};

export const findingPath = (id: string): string => `/calidad/hallazgos/${encodeURIComponent(id)}`;
export const NEW_FINDING = "nuevo";
/** The sources of a new finding, by the parameter of the address that names one. */
const SOURCE_PARAMETERS = { evaluacion: "evaluation", visita: "visit", observacion: "observation" } as const;

export interface FindingOrigin {
  source: NewFinding["source"];
  /** The number of the evaluation, visit or observation; empty for a manual one. */
  reference: string;
}
/** Return what the address of a new finding says about its origin. */
export function originOf(search: string): FindingOrigin {
  const params = new URLSearchParams(search);
  for (const [name, source] of Object.entries(SOURCE_PARAMETERS)) {
    const reference = params.get(name);
    if (reference) return { source, reference };
  }
  return { source: "manual", reference: "" };
}
/** Return the address of a new finding of a source. */
export const newFindingPath = (parameter: keyof typeof SOURCE_PARAMETERS, reference: string): string =>
  `${findingPath(NEW_FINDING)}?${parameter}=${encodeURIComponent(reference)}`;

const SOURCE_PATHS: Partial<Record<FindingSummary["source"], { path: string; permission: string }>> = {
  evaluation: { path: "/calidad/evaluaciones", permission: "evaluation.read" },
  visit: { path: "/calidad/visitas", permission: "visit.read" },
  observation: { path: "/observaciones", permission: "observation.read" },
};
/** Return the page of the source of a finding; null if it has none, or none that the reader may open. */
export function sourcePath(
  { source, reference }: Pick<FindingSummary, "source" | "reference">,
  permissions: readonly string[],
): string | null {
  const page = SOURCE_PATHS[source];
  return page && reference && permissions.includes(page.permission)
    ? `${page.path}/${encodeURIComponent(reference)}`
    : null;
}
/** Return «Visita 2026-0004». */
export const sourceLabel = (labels: Labels, { source, reference }: Pick<FindingSummary, "source" | "reference">) =>
  [labelOf(labels.finding_sources, source), reference].filter(Boolean).join(" ");

type Term = Pick<FindingSummary, "standing" | "days">;
/** Return the term in words: «quedan 3 días hábiles», «vencido hace 1 día hábil». */
export function termLabel({ standing, days }: Term): string {
  const counted = countPhrase(days, "día hábil", "días hábiles");
  if (standing === "in_term")
    return days === 0 ? t("vence hoy") : `${days === 1 ? t("queda") : t("quedan")} ${counted}`;
  if (standing === "late") return days ? t("vencido hace {counted}", { counted }) : t("vencido");
  if (standing === "corrected_late") return days ? t("corregido {counted} tarde", { counted }) : t("corregido tarde");
  return standing === "corrected" ? t("corregido a tiempo") : t("sin término");
}
export type Tone = "good" | "warn" | "bad" | undefined;
/** Return the tone of a term; the last two days are a warning. */
export function termTone({ standing, days }: Term): Tone {
  if (standing === "late" || standing === "corrected_late") return "bad";
  if (standing === "corrected") return "good";
  return standing === "in_term" && days <= 2 ? "warn" : undefined;
}

/** Return «1:05», or «1:01:05», of a second of a call. */
export function secondLabel(second: number): string {
  const [hours, minutes, seconds] = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60];
  const tail = String(seconds).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}
/** Parse «1:05» or a number of seconds; null if it is neither. */
export function parseSecond(text: string): number | null {
  const match = /^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})$/.exec(text.trim());
  if (!match) return null;
  const [, hours = "0", minutes = "0", seconds = "0"] = match;
  const second = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return second <= 86_400 ? second : null;
}

const choices = (options: readonly { id: string; name: string }[] = []) =>
  options.map(({ id, name }) => ({ value: id, label: name }));

/** Return the filters with the site's choices; the owner only for those who see all findings. */
export function findingFilters(labels: Labels, options: FindingOptions | undefined): FilterSpec[] {
  const owners = (options?.owners ?? []).map(({ user, name }) => ({ value: user, label: name }));
  return [
    { name: "state", label: t("Estado"), kind: "select", choices: optionsOf(labels.finding_states), primary: true },
    { name: "severity", label: t("Gravedad"), kind: "select", choices: choices(options?.severities), primary: true },
    { name: "area", label: t("Área"), kind: "select", choices: choices(options?.areas), primary: true },
    { name: "pending", label: t("Pendientes"), kind: "flag", primary: true },
    { name: "late", label: t("Vencidos"), kind: "flag", primary: true },
    { name: "kind", label: t("Clase"), kind: "select", choices: choices(options?.kinds) },
    ...(owners.length ? [{ name: "owner", label: t("Responsable"), kind: "select" as const, choices: owners }] : []),
    { name: "source", label: t("Origen"), kind: "select", choices: optionsOf(labels.finding_sources) },
    { name: "found_from", label: t("Registrados desde"), kind: "day" },
    { name: "found_to", label: t("Registrados hasta"), kind: "day" },
  ];
}

/** Return the columns of the list with their headings. */
export const findingColumns = ({ finding_columns }: Labels): { id: FindingColumn; label: string }[] =>
  valuesOf(finding_columns).map((id) => ({ id, label: finding_columns[id] }));

/** Return the filter of the API. */
export const toFindingFilter = ({ pending, late, ...others }: ListState["filters"]): FindingFilter =>
  ({
    ...others,
    ...(pending ? { pending: true } : {}),
    ...(late ? { late: true } : {}),
  }) as FindingFilter;

/** What an act asks the person to write; empty if nothing must be written. */
export const ACT_PROMPTS: Record<FindingAct, string> = {
  propose: t("Qué va a hacer y cuándo"),
  finish: t("Qué se hizo"),
  reject: t("Por qué no procede"),
  approve: "",
  send_back: t("Qué falta o qué se debe cambiar"),
  verify: t("Cómo lo verificó"),
  close: "",
  reopen: t("Por qué se reabre"),
  annul: t("Por qué se anula"),
  assign: t("Por qué cambia (si hace falta)"),
};
/** What was just done, for the confirmation. */
export const ACT_CONFIRMATIONS: Record<FindingAct, string> = {
  propose: t("Se propuso la acción. Quien registró el hallazgo recibe un aviso."),
  finish: t("Se registró la corrección. Otra persona la verifica."),
  reject: t("Se rechazó el hallazgo con su motivo."),
  approve: t("Se aprobó la acción."),
  send_back: t("El hallazgo volvió al responsable."),
  verify: t("Se verificó la corrección."),
  close: t("El hallazgo quedó cerrado."),
  reopen: t("El hallazgo se reabrió con un plazo nuevo."),
  annul: t("El hallazgo quedó anulado."),
  assign: t("El responsable nuevo recibe un aviso."),
};
/** Acts that end a finding or undo work, whose buttons are not the main one. */
const MINOR_ACTS: readonly FindingAct[] = ["reject", "send_back", "annul", "reopen", "assign"];
export const isMainAct = (act: FindingAct): boolean => !MINOR_ACTS.includes(act);
export const needsText = (act: FindingAct): boolean => ACT_PROMPTS[act] !== "" && act !== "assign";

export interface FindingForm {
  kind: string;
  severity: string;
  area: string;
  owner: string;
  description: string;
  action: string;
  call: string;
  second: string;
  ticket: string;
  /** The idempotency key of this form. */
  once: string;
}
export const EMPTY_FORM: FindingForm = {
  ...{ kind: "", severity: "", area: "", owner: "", description: "", action: "" },
  ...{ call: "", second: "", ticket: "", once: "" },
};
/** Return whether a form can be sent. */
export const isComplete = (form: FindingForm): boolean =>
  [form.kind, form.severity, form.area, form.owner, form.description.trim()].every(Boolean) &&
  (form.second.trim() === "" || parseSecond(form.second) !== null);

/** Return the body of the request. */
export const toNewFinding = (
  form: FindingForm,
  { source, reference }: FindingOrigin,
): NewFinding & { once: string } => ({
  source,
  reference: reference || null,
  kind: form.kind,
  severity: form.severity,
  area: form.area,
  owner: form.owner,
  description: form.description.trim(),
  action: form.action.trim(),
  call: form.call.trim() || null,
  second: form.second.trim() ? parseSecond(form.second) : null,
  ticket: form.ticket.trim() || null,
  once: form.once,
});

/** Return the owners, those of the area first, and the area's officials alone if it is one of the entity. */
export function ownersOf(options: FindingOptions, area: string): { value: string; label: string }[] {
  const areas = new Map(options.areas.map(({ id, name }) => [id, name]));
  const label = ({ name, area: own }: FindingOptions["owners"][number]) =>
    own ? `${name} (${areas.get(own) ?? own})` : name;
  const rank = ({ area: own }: FindingOptions["owners"][number]) => (own === area ? 0 : own ? 2 : 1);
  return [...options.owners]
    .sort((one, other) => rank(one) - rank(other))
    .map((each) => ({ value: each.user, label: label(each) }));
}

/** Return whether the finding takes no more files. */
export const isFinal = ({ state }: Pick<Finding, "state">): boolean => state === "annulled" || state === "closed";

type Step = Finding["history"][number];
/** Return the state after an act, and the owner and the last day where the act changed them. */
export function historyLine(step: Step, before: Step | undefined, state: string): string {
  const changed = [
    ...(step.owner === before?.owner ? [] : [t("responde {owner_name}", { owner_name: step.owner_name })]),
    ...(step.due_on === before?.due_on ? [] : [t("hasta el {due_on}", { due_on: longDateOfDay(step.due_on) })]),
  ];
  return [state, ...changed].join(" · ");
}
