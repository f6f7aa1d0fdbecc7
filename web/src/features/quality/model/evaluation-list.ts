/** The list of evaluations: its filters with their choices, its columns and its orders. Pure. */
import type { EvaluationChoices, EvaluationFilter } from "../../../api/evaluations";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { type Labels, optionsOf } from "../../../labels";
import { t } from "../../../i18n/translate";

export const EVALUATION_COLUMNS = {
  id: t("Número"),
  kind: t("Clase"),
  channel: t("Canal"),
  item: t("Qué se evalúa"),
  line: t("Línea o canal"),
  worked_at: t("Atendida o enviada"),
  advisor: t("Asesor"),
  evaluator: t("Evaluador"),
  begun_at: t("Comenzada"),
  state: t("Estado"),
  score: t("Nota"),
} as const;
export type EvaluationColumn = keyof typeof EVALUATION_COLUMNS;

export const EVALUATION_LIST: ListSpec = {
  filters: ["state", "kind", "channel", "week", "form", "evaluator", "advisor"].map((name) => ({ name })),
  columns: Object.keys(EVALUATION_COLUMNS),
  defaultColumns: ["id", "kind", "item", "worked_at", "advisor", "evaluator", "state", "score"],
  sorts: ["-begun_at", "begun_at", "-worked_at", "worked_at"],
};

/** Return the filters; the one by advisor is for readers who may know whose work an evaluation judges. */
export function evaluationFilters(labels: Labels, choices: EvaluationChoices | undefined): FilterSpec[] {
  const named = (values: EvaluationChoices["forms"] = []) => values.map(({ value, name }) => ({ value, label: name }));
  const advisors = named(choices?.advisors);
  return [
    { name: "state", label: t("Estado"), kind: "select", choices: optionsOf(labels.evaluation_states), primary: true },
    { name: "kind", label: t("Clase"), kind: "select", choices: optionsOf(labels.evaluation_kinds), primary: true },
    {
      name: "week",
      label: t("Semana"),
      kind: "select",
      choices: (choices?.weeks ?? []).map((week) => ({ value: week, label: week })),
      primary: true,
    },
    { name: "channel", label: t("Canal"), kind: "select", choices: optionsOf(labels.evaluation_channels) },
    { name: "form", label: t("Formulario"), kind: "select", choices: named(choices?.forms) },
    { name: "evaluator", label: t("Evaluador"), kind: "select", choices: named(choices?.evaluators) },
    ...(advisors.length ? [{ name: "advisor", label: t("Asesor"), kind: "select" as const, choices: advisors }] : []),
  ];
}

export const toEvaluationFilter = ({ filters, sort }: Pick<ListState, "filters" | "sort">): EvaluationFilter =>
  ({ ...filters, sort }) as EvaluationFilter;
