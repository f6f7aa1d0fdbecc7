/** The form of a simulated call, its presets of staff, and the text of a saved try. */
import type { SimulationForm, SimulationInput, SimulatorSite } from "../../../api/simulations";
import { t } from "../../../i18n/translate";

export type Staff = "free" | "busy" | "full" | "nobody" | "custom";
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
  message: string;
  staff: Staff;
  advisors: number;
  busy: number;
  waiting: number;
}

const TALKERS = 3;
const WAITERS = 5;
const FULL_WITHOUT_LIMIT = 120;
const NUMBER = "3001234567";

export const firstCall = (site: SimulatorSite): Call => ({
  line: site.lines[0]?.id ?? "",
  day: site.today,
  at: site.now,
  number: NUMBER,
  hidden: false,
  largeClient: false,
  message: "",
  staff: "free",
  advisors: TALKERS,
  busy: TALKERS,
  waiting: WAITERS,
});

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

/** The advisors serve all queues, at the highest level, unless the staff is typed in. */
function floorOf(call: Call, site: SimulatorSite): NonNullable<SimulationForm["floor"]> {
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
  caller: { number: call.hidden ? null : call.number, trusted: true, large_client: call.largeClient },
  floor: floorOf(call, site),
  contingency: call.message || null,
  contingency_mode: site.messages.find(({ id }) => id === call.message)?.modes[0] ?? "before",
  records: true,
  inputs: [...inputs],
});

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
    `    caller: {number: ${yaml(caller?.number ?? null)}, large_client: ${String(caller?.large_client ?? false)}}`,
    `    floor: ${yaml(floor)}`,
    ...(form.contingency
      ? [`    contingency: ${form.contingency}`, `    contingency_mode: ${form.contingency_mode ?? "before"}`]
      : []),
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
