/** The form of a simulated call, its presets of staff, and the text of a saved try. */
import type { SimulatedAnswer, SimulationForm, SimulationInput, SimulatorSite } from "../../../api/simulations";
import { t } from "../../../i18n/translate";

export type Staff = "free" | "busy" | "full" | "nobody" | "custom" | "saved";
type Floor = NonNullable<SimulationForm["floor"]>;
/** The staff that a person can choose; «saved» is that of an opened try. */
export const STAFF: readonly { value: Staff; label: string }[] = [
  { value: "free", label: t("Hay asesores libres") },
  { value: "busy", label: t("Todos hablan y esperan cinco") },
  { value: "full", label: t("Cola llena") },
  { value: "nobody", label: t("Nadie de turno") },
  { value: "custom", label: t("Otro: yo digo cuántos") },
];

export interface Call {
  line: string;
  day: string;
  at: string;
  number: string;
  hidden: boolean;
  largeClient: boolean;
  trusted: boolean;
  records: boolean;
  message: string;
  /** When the message is heard; null for its first mode. */
  mode: SimulationForm["contingency_mode"] | null;
  /** The answers of each look-up, by its step. */
  lookups: Record<string, SimulatedAnswer[]>;
  staff: Staff;
  /** The staff of an opened try, or null. */
  floor: Floor | null;
  advisors: number;
  busy: number;
  waiting: number;
}

const TALKERS = 3;
const WAITERS = 5;
const FULL_WITHOUT_LIMIT = 120;
const NUMBER = "3001234567";
const MOST_KEYS = 20;

const firstAnswers = (site: SimulatorSite): Call["lookups"] =>
  Object.fromEntries(
    site.lookups.map(({ step, answers }) => [step, [{ outcome: answers[0]?.id ?? "failed", values: {} }]]),
  );

export const firstCall = (site: SimulatorSite): Call => ({
  line: site.lines[0]?.id ?? "",
  day: site.today,
  at: site.now,
  number: NUMBER,
  hidden: false,
  largeClient: false,
  trusted: true,
  records: true,
  message: "",
  mode: null,
  lookups: firstAnswers(site),
  staff: "free",
  floor: null,
  advisors: TALKERS,
  busy: TALKERS,
  waiting: WAITERS,
});

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

/** The advisors serve all queues, at the highest level, unless the staff is typed in. */
function floorOf(call: Call, site: SimulatorSite): Floor {
  const queues = Object.fromEntries(site.queues.map(({ id }) => [id, 10]));
  const all = (count: number) => Object.fromEntries(site.queues.map(({ id }) => [id, count]));
  const times = { talk_s: 240, answer_s: 3 };
  const team = (advisors: number, busy: number) => [{ queues, advisors, busy: Math.min(busy, advisors) }];
  switch (call.staff) {
    case "free":
      return { shifts: team(TALKERS, 0), waiting: {}, ...times };
    case "busy":
      return { shifts: team(TALKERS, TALKERS), waiting: all(WAITERS), ...times };
    case "full":
      return { shifts: team(TALKERS, TALKERS), waiting: fullQueues(site), ...times };
    case "nobody":
      return { shifts: [], waiting: {}, ...times };
    case "saved":
      return call.floor ?? { shifts: [], waiting: {}, ...times };
    case "custom":
      return {
        shifts: call.advisors > 0 ? team(call.advisors, call.busy) : [],
        waiting: call.waiting > 0 ? all(call.waiting) : {},
        ...times,
      };
  }
}

/** Each queue as full as it gets, as far as the simulator takes so many calls: 500 in all. */
function fullQueues(site: SimulatorSite): Record<string, number> {
  const most = site.queues.map(({ id, full_from }) => [id, full_from ?? FULL_WITHOUT_LIMIT] as const);
  return sum(most.map(([, count]) => count)) <= 500 && most.every(([, count]) => count <= 300)
    ? Object.fromEntries(most)
    : Object.fromEntries(most.map(([id, count]) => [id, Math.min(count, Math.floor(500 / most.length))]));
}

export const formOf = (call: Call, site: SimulatorSite, inputs: readonly SimulationInput[]): SimulationForm => ({
  line: call.line,
  day: call.day,
  at: call.at,
  caller: { number: call.hidden ? null : call.number, trusted: call.trusted, large_client: call.largeClient },
  floor: floorOf(call, site),
  contingency: call.message || null,
  contingency_mode: call.mode ?? site.messages.find(({ id }) => id === call.message)?.modes[0] ?? "before",
  records: call.records,
  lookups: call.lookups,
  inputs: [...inputs],
});

/** The whole form of a saved call; its staff is one of the choices where it is the same. */
export function callOf(saved: SimulationForm, site: SimulatorSite): Call {
  const { caller, floor } = saved;
  const first = firstCall(site);
  const call: Call = {
    ...first,
    line: saved.line,
    day: saved.day,
    at: saved.at,
    number: caller?.number ?? first.number,
    hidden: caller?.number === null,
    largeClient: caller?.large_client ?? false,
    trusted: caller?.trusted ?? true,
    records: saved.records ?? true,
    message: saved.contingency ?? "",
    mode: saved.contingency_mode ?? null,
    lookups: { ...first.lookups, ...saved.lookups },
    staff: "saved",
    floor: floor ?? null,
  };
  const same = STAFF.find(
    ({ value }) => value !== "custom" && isEqual(floorOf({ ...call, staff: value }, site), floor),
  );
  return same ? { ...call, staff: same.value, floor: null } : call;
}

const isEqual = (one: Floor, other: SimulationForm["floor"]) => {
  const times = (floor: Floor) => (floor.shifts?.length ? [floor.talk_s, floor.answer_s] : []);
  const text = (floor: Floor) => JSON.stringify([floor.shifts ?? [], floor.waiting ?? {}, times(floor)]);
  return text(one) === text(other ?? {});
};

/** The staff of an opened try in words. */
export function floorText(floor: Floor, site: SimulatorSite): string {
  const nameOf = (queue: string) => site.queues.find(({ id }) => id === queue)?.name ?? queue;
  const shifts = (floor.shifts ?? []).map(({ queues, advisors = 1, busy = 0 }) =>
    t("{advisors, plural, one {# asesor} other {# asesores}} en {queues}; ya hablan: {busy}", {
      advisors,
      queues: Object.keys(queues).map(nameOf).join(", "),
      busy,
    }),
  );
  const waiting = Object.entries(floor.waiting ?? {}).map(([queue, count]) =>
    t("En espera en {queue}: {count}", { queue: nameOf(queue), count }),
  );
  return [...(shifts.length > 0 ? shifts : [t("Nadie de turno")]), ...waiting].map((each) => `${each}.`).join(" ");
}

/** Keys that follow one another in one question are one step, so that a long number is one step of the try. */
export function withInput(
  inputs: readonly SimulationInput[],
  input: SimulationInput,
  joins: boolean,
): SimulationInput[] {
  const before = joins ? (inputs.at(-1)?.press ?? "") : "";
  const keys = before + (input.press ?? "");
  if (!before || !input.press || before.endsWith("#") || keys.length > MOST_KEYS) return [...inputs, input];
  return [...inputs.slice(0, -1), { press: keys }];
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const CALLER = /^\+?[\d*#]{3,20}$/;

/** What keeps the call from being made, by field; empty if it can be made. */
export function faultsOf(call: Call): Partial<Record<"day" | "at" | "number", string>> {
  return {
    ...(!call.day && { day: t("Escriba el día.") }),
    ...(!CLOCK.test(call.at) && { at: t("Escriba la hora con dos puntos, como 18:59.") }),
    ...(!call.hidden && !CALLER.test(call.number) && { number: t("Escriba el número con cifras, de 3 a 20.") }),
  };
}

/** A try of `tries.yaml` with this call, to be completed with what is expected. */
export function tryText(form: SimulationForm, hears: readonly string[]): string {
  const { floor, caller } = form;
  const yaml = (value: unknown) => JSON.stringify(value);
  const steps = (form.inputs ?? []).map((each) => `      - ${stepText(each)}`);
  return [
    "mi_prueba:",
    t("  name: Escriba aquí qué comprueba"),
    "  call:",
    `    line: ${form.line}`,
    `    day: ${form.day}`,
    `    at: ${form.at}`,
    `    caller: ${yaml(caller)}`,
    `    floor: ${yaml(floor)}`,
    ...(form.contingency
      ? [`    contingency: ${form.contingency}`, `    contingency_mode: ${form.contingency_mode ?? "before"}`]
      : []),
    ...(form.records === false ? ["    records: false"] : []),
    ...(Object.keys(form.lookups ?? {}).length > 0 ? [`    lookups: ${yaml(form.lookups)}`] : []),
    ...(steps.length > 0 ? ["    inputs:", ...steps] : []),
    "  expect:",
    `    hears: [${hears.join(", ")}]`,
    "",
  ].join("\n");
}

const stepText = (step: SimulationInput): string =>
  step.press != null
    ? `press: ${JSON.stringify(step.press)}`
    : step.wait_s != null
      ? `wait_s: ${String(step.wait_s)}`
      : `do: ${step.do ?? "listen"}`;
