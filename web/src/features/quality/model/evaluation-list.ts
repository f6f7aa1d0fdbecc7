/** The list of evaluations: its filters with their choices, its columns and its orders. Pure. */
import type { EvaluationChoices, EvaluationFilter } from "../../../api/evaluations";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { type Labels, optionsOf } from "../../../labels";

export const EVALUATION_COLUMNS = {
  id: "Número",
  kind: "Clase",
  channel: "Canal",
  item: "Qué se evalúa",
  line: "Línea o canal",
  worked_at: "Atendida o enviada",
  advisor: "Asesor",
  evaluator: "Evaluador",
  begun_at: "Comenzada",
  state: "Estado",
  score: "Nota",
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
    { name: "state", label: "Estado", kind: "select", choices: optionsOf(labels.evaluation_states), primary: true },
    { name: "kind", label: "Clase", kind: "select", choices: optionsOf(labels.evaluation_kinds), primary: true },
    {
      name: "week",
      label: "Semana",
      kind: "select",
      choices: (choices?.weeks ?? []).map((week) => ({ value: week, label: week })),
      primary: true,
    },
    { name: "channel", label: "Canal", kind: "select", choices: optionsOf(labels.evaluation_channels) },
    { name: "form", label: "Formulario", kind: "select", choices: named(choices?.forms) },
    { name: "evaluator", label: "Evaluador", kind: "select", choices: named(choices?.evaluators) },
    ...(advisors.length ? [{ name: "advisor", label: "Asesor", kind: "select" as const, choices: advisors }] : []),
  ];
}

export const toEvaluationFilter = ({ filters, sort }: Pick<ListState, "filters" | "sort">): EvaluationFilter =>
  ({ ...filters, sort }) as EvaluationFilter;
