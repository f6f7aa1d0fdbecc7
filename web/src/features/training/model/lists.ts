/** The lists of training: their filters, and the rows of those that the server sends at once. Pure. */
import type { TrainedAdvisor, TrainingCourse, TrainingOptions } from "../../../api/training";
import type { Choice, FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { type Labels, optionsOf } from "../../../labels";
import { t } from "../../../i18n/translate";

type Options = TrainingOptions | undefined;
const listOf = (filters: readonly string[], sorts: readonly string[] = [""]): ListSpec => ({
  filters: filters.map((name) => ({ name })),
  columns: [],
  defaultColumns: [],
  sorts,
});
export const SESSION_LIST = listOf(
  ["course", "state", "starts_from", "starts_to", "line", "advisor"],
  ["-starts_at", "starts_at"],
);
export const COURSE_LIST = listOf(["state", "queue"]);
export const PROPOSAL_LIST = listOf(["state", "course", "source", "queue", "advisor", "reference"]);
export const ADVISOR_LIST = listOf(["state", "course", "queue"]);

const COURSE_STATES: readonly Choice[] = [
  { value: "required", label: t("Exigidos") },
  { value: "current", label: t("Vigentes") },
  { value: "retired", label: t("Retirados") },
];
const ADVISOR_STATES: readonly Choice[] = [
  { value: "lacking", label: t("Les falta un tema exigido") },
  { value: "expiring", label: t("Se les vence en 30 días") },
  { value: "kept", label: t("No atienden una cola") },
];

const select = (name: string, label: string, choices: readonly Choice[], primary = true): FilterSpec => ({
  name,
  label,
  kind: "select",
  choices,
  primary,
});
const named = (entries: readonly { id: string; name: string }[] = []): Choice[] =>
  entries.map(({ id, name }) => ({ value: id, label: name }));
const titled = (courses: readonly TrainingCourse[]): Choice[] =>
  courses.map(({ id, title }) => ({ value: id, label: title }));

export const sessionFilters = (labels: Labels, courses: readonly TrainingCourse[], options: Options): FilterSpec[] => [
  select("course", t("Tema"), titled(courses)),
  select("state", t("Estado"), optionsOf(labels.training_session_states)),
  { name: "starts_from", label: t("Desde"), kind: "day" },
  { name: "starts_to", label: t("Hasta"), kind: "day" },
  select("line", t("Línea"), named(options?.lines), false),
  select("advisor", t("Asesor"), named(options?.advisors), false),
];

export const courseFilters = (options: Options): FilterSpec[] => [
  select("state", t("Estado"), COURSE_STATES),
  select("queue", t("Lo exige"), named(options?.queues)),
];

export const proposalFilters = (labels: Labels, courses: readonly TrainingCourse[], options: Options): FilterSpec[] => [
  select("state", t("Estado"), optionsOf(labels.training_proposal_states)),
  select("course", t("Tema"), titled(courses)),
  select("source", t("Origen"), optionsOf(labels.training_proposal_sources)),
  select("queue", t("Cola"), named(options?.queues), false),
  select("advisor", t("Asesor"), named(options?.advisors), false),
  { name: "reference", label: t("Número del origen"), kind: "text" },
];

export const advisorFilters = (courses: readonly TrainingCourse[], options: Options): FilterSpec[] => [
  select("state", t("Situación"), ADVISOR_STATES),
  select("course", t("Tema"), titled(courses)),
  select("queue", t("Cola"), named(options?.queues)),
];

/** Return the courses that the filters admit. */
export const listedCourses = (courses: readonly TrainingCourse[], { filters }: ListState): TrainingCourse[] =>
  courses.filter(
    (each) =>
      (!filters.queue || (isRequired(each) && each.required_queues.includes(filters.queue))) &&
      (filters.state !== "required" || isRequired(each)) &&
      (filters.state !== "current" || !each.retired) &&
      (filters.state !== "retired" || each.retired),
  );

/** Return the advisors that the filters admit; a course and a situation admit who is in that situation in it. */
export function listedAdvisors(advisors: readonly TrainedAdvisor[], { filters }: ListState): TrainedAdvisor[] {
  const { state, course, queue } = filters;
  return advisors.filter((each) => {
    const standings = each.standings.filter((one) => !course || one.course === course);
    return (
      (!queue || each.queues.includes(queue)) &&
      (!course || standings.length > 0) &&
      (state !== "lacking" || standings.some((one) => one.required && one.state !== "valid")) &&
      (state !== "expiring" || standings.some((one) => one.expiring)) &&
      (state !== "kept" || each.gates.some((gate) => !queue || gate.queue === queue))
    );
  });
}

/** Return whether a queue or a role requires a course, now or from a later day. */
export const isRequired = (course: TrainingCourse): boolean => !course.retired && course.required_from !== null;

/** A queue or a role with the courses that it requires. */
export interface Requirement {
  kind: "queue" | "role";
  id: string;
  name: string;
  /** Whether the site keeps from the queue who lacks one of them. */
  gated: boolean;
  courses: TrainingCourse[];
}

/** Return what each queue and each role of advisors requires, the queues first. */
export function requirementsOf(courses: readonly TrainingCourse[], options: TrainingOptions): Requirement[] {
  const required = courses.filter(isRequired);
  const queues = options.queues.map(
    ({ id, name }): Requirement => ({
      kind: "queue",
      id,
      name,
      gated: options.gated_queues.includes(id),
      courses: required.filter((each) => each.required_queues.includes(id)),
    }),
  );
  const roles = options.roles.map(
    ({ id, name }): Requirement => ({
      kind: "role",
      id,
      name,
      gated: false,
      courses: required.filter((each) => each.required_roles.some((role) => role === id)),
    }),
  );
  return [...roles, ...queues];
}
