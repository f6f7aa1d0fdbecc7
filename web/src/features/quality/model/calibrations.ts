/** The words of calibration sessions, and the forms of their plan and their minutes. Pure. */
import type {
  AgreementFigures,
  Calibration,
  CalibrationPart,
  CalibrationPlan,
  CalibrationSummary,
  Candidate,
  MinutesContent,
  ScoreDifference,
} from "../../../api/calibrations";
import { ApiProblem } from "../../../api/problem";
import { countPhrase, formatPercent } from "../../../formats";
import { decimalSign, t } from "../../../i18n/translate";

export const NEW_PATH = "/calidad/calibraciones/nueva";
export const NO_VALUE = t("sin valor");
export const calibrationPath = (id: string): string => `/calidad/calibraciones/${encodeURIComponent(id)}`;
export const evaluationPath = (id: string): string => `/calidad/evaluaciones/${encodeURIComponent(id)}`;
export const minutesPdfPath = (id: string, version: number): string =>
  `/api/v1/quality/calibrations/${encodeURIComponent(id)}/minutes/${version}`;

export const STATE_TONES: Partial<Record<CalibrationSummary["state"], string>> = {
  evaluating: "warn",
  minuted: "good",
};

/** Return what the session waits for, in few words. */
export function progressPhrase({ state, pending, pending_changes }: CalibrationSummary): string {
  if (state === "evaluating")
    return pending === 0
      ? t("todas las evaluaciones firmadas")
      : `${pending === 1 ? t("falta") : t("faltan")} ${countPhrase(pending, "evaluación por firmar", "evaluaciones por firmar")}`;
  if (state === "opened") return t("falta firmar el acta");
  if (state === "minuted" && pending_changes > 0)
    return countPhrase(pending_changes, "cambio pendiente en el formulario", "cambios pendientes en el formulario");
  return "";
}

const DAY_MS = 86_400_000;
/** Return the sentence about the site's frequency: how long ago the last one was, if it is overdue. */
export function frequencySentence(everyDays: number | null, lastOpenedAt: string | null, now: number): string {
  if (everyDays === null) return "";
  const every = t("El sitio pide una calibración cada {everyDays}", {
    everyDays: countPhrase(everyDays, "día", "días"),
  });
  if (lastOpenedAt === null) return t("{every}, y todavía no se ha hecho ninguna.", { every });
  const days = Math.floor((now - Date.parse(lastOpenedAt)) / DAY_MS);
  if (days <= everyDays) return `${every}.`;
  return t("{every}, y la última fue hace {days}.", { every, days: countPhrase(days, "día", "días") });
}

/** Write a decimal number of the API as people read it: «−2,50», «0,634». */
export const decimal = (text: string): string => text.replace(".", decimalSign).replace("-", "−");
export const kappaLabel = ({ kappa }: Pick<AgreementFigures, "kappa">): string =>
  kappa === null ? NO_VALUE : decimal(kappa);
export const observedLabel = ({ observed }: Pick<AgreementFigures, "observed">): string =>
  observed === null ? NO_VALUE : formatPercent(observed);
/** Return how many answers are equal. */
export const agreedCount = ({ counts }: Pick<AgreementFigures, "counts">): number =>
  counts.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
export const scoreLabel = (score: string | null): string => (score === null ? NO_VALUE : decimal(score));
/** Return «−5,00», or that there is no difference to compute. */
export const pointsLabel = ({ points }: ScoreDifference): string => (points === null ? NO_VALUE : decimal(points));

/** The form of a plan, as it is typed. */
export interface PlanForm {
  title: string;
  heldOn: string;
  channel: CalibrationPlan["channel"];
  items: string[];
  /** The part of each person who takes part, by login. */
  parts: Record<string, CalibrationPart>;
  /** Whether the form was submitted, so that it says what is missing. */
  tried: boolean;
}
export const EMPTY_PLAN: PlanForm = {
  title: "",
  heldOn: "",
  channel: "phone",
  items: [],
  parts: {},
  tried: false,
};

const withPart = (parts: PlanForm["parts"], part: CalibrationPart): string[] =>
  Object.keys(parts)
    .filter((user) => parts[user] === part)
    .sort();

export const planBody = ({ title, heldOn, channel, items, parts }: PlanForm): CalibrationPlan => ({
  title: title.trim(),
  held_on: heldOn,
  channel,
  items,
  evaluators: withPart(parts, "evaluator"),
  master: withPart(parts, "master")[0] ?? "",
  observers: withPart(parts, "observer"),
});

/** What is wrong with a plan, by field; by item and by login for those two. */
export interface PlanErrors {
  title?: string;
  heldOn?: string;
  items?: string;
  people?: string;
  byItem: Record<string, string>;
  byPerson: Record<string, string>;
}

/** Return what is missing before the plan can be sent. */
export function planErrors({ title, heldOn, items, parts }: PlanForm): PlanErrors {
  const masters = withPart(parts, "master").length;
  const evaluators = withPart(parts, "evaluator").length;
  return {
    byItem: {},
    byPerson: {},
    ...(!title.trim() && { title: t("Escriba para qué es la calibración.") }),
    ...(!heldOn && { heldOn: t("Escriba el día de la reunión.") }),
    ...(items.length === 0 && { items: t("Agregue al menos una.") }),
    ...((masters !== 1 || evaluators === 0) && {
      people: t("Elija una sola persona para la nota maestra, y al menos un evaluador."),
    }),
  };
}

export const isComplete = ({ byItem, byPerson, ...fields }: PlanErrors): boolean =>
  Object.keys(fields).length + Object.keys(byItem).length + Object.keys(byPerson).length === 0;

/** Return the server's messages of a refused plan beside the fields that they are about. */
export function serverPlanErrors(error: unknown, sent: CalibrationPlan | undefined): PlanErrors {
  const found: PlanErrors = { byItem: {}, byPerson: {} };
  if (!(error instanceof ApiProblem) || !sent) return found;
  for (const { field, detail } of error.fieldErrors) {
    const [name = "", index = ""] = field.split(".");
    const at = Number(index);
    if (name === "items") found.byItem[sent.items[at] ?? ""] = detail;
    else if (name === "evaluators" || name === "observers") found.byPerson[sent[name]?.[at] ?? ""] = detail;
    else if (name === "master") found.byPerson[sent.master] = detail;
    else if (name === "held_on") found.heldOn = detail;
    else if (name === "title") found.title = detail;
  }
  return found;
}

export const PART_ORDER: readonly CalibrationPart[] = ["evaluator", "master", "observer"];
/** Return the parts that a person may take. */
export const partsOf = ({ evaluates }: Candidate): readonly CalibrationPart[] =>
  evaluates ? PART_ORDER : ["observer"];

/** Split what was typed or pasted into ids. */
export const splitItems = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);
/** Return a list with further items, each once. */
export const addItems = (items: string[], more: string[]): string[] => [...new Set([...items, ...more])];

/** The criteria of a session, in the order of the form. */
export const criteriaOf = ({ form }: Pick<Calibration, "form">) => form.sections.flatMap(({ criteria }) => criteria);

/** Return whether two minutes say the same. */
export const sameMinutes = (one: MinutesContent, other: MinutesContent): boolean =>
  JSON.stringify(orderedMinutes(one)) === JSON.stringify(orderedMinutes(other));

/** Return only the content of minutes, in one order of fields, without spaces around the texts. */
export const orderedMinutes = ({ agreements, decisions, attendees }: MinutesContent): MinutesContent => ({
  agreements: agreements.trim(),
  decisions: decisions.map(({ criterion, text, changes }) => ({
    criterion,
    text: text.trim(),
    changes,
  })),
  attendees,
});

/** Return the people whom minutes may list: those of the session, and who planned it. */
export function attendeesOf({ people, history }: Pick<Calibration, "people" | "history">): [string, string][] {
  const planner = history.find(({ act }) => act === "plan");
  const all = people.map(({ user, name }): [string, string] => [user, name]);
  return planner && !people.some(({ user }) => user === planner.by) ? [...all, [planner.by, planner.by_name]] : all;
}

/** Return the server's message about a part of the minutes: «agreements», «attendees», «decisions.0.text». */
export const minutesError = (error: unknown, field: string): string | undefined =>
  error instanceof ApiProblem ? error.fieldError(field) : undefined;

/** Return the newer minutes that a conflict brings; null for other errors. */
export function newerMinutes(error: unknown): (MinutesContent & { revision: number }) | null {
  if (!(error instanceof ApiProblem) || error.code !== "minutes_changed") return null;
  return (error.body as { minutes?: MinutesContent & { revision: number } }).minutes ?? null;
}
