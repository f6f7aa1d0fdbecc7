/** The list of the staff and the words of a person: filters, columns, acts, and how a period ended. Pure. */
import type { StaffAct, StaffFilter, StaffOptions, StaffPeriod, StaffPerson, StaffSummary } from "../../../api/staff";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { longDateOfDay } from "../../../formats";
import { labelOf, type Labels, optionsOf } from "../../../labels";

export type StaffColumn = keyof Labels["staff_columns"];
const COLUMNS: readonly StaffColumn[] = [
  ...(["user", "name", "standing", "position", "employer", "line", "channel", "coordinator"] as const),
  ...(["entered_on", "begins_on", "ends_on", "account", "signed_in_at"] as const),
];
const FILTERS = ["standing", "position", "employer", "line", "channel", "coordinator"] as const;
export const STAFF_LIST: ListSpec = {
  filters: ["q", ...FILTERS].map((name) => ({ name })),
  columns: COLUMNS,
  defaultColumns: ["user", "name", "standing", "position", "line", "coordinator", "entered_on", "signed_in_at"],
  sorts: ["user"],
};

export const personPath = (user: string): string => `/personal/${encodeURIComponent(user)}`;
/** Return the columns of the list, for their menu. */
export const staffColumns = (labels: Labels) => COLUMNS.map((id) => ({ id, label: labelOf(labels.staff_columns, id) }));
export const toStaffFilter = (filters: ListState["filters"]): StaffFilter => ({ ...filters }) as StaffFilter;

const choices = (options: readonly { id: string; name: string }[] = []) =>
  options.map(({ id, name }) => ({ value: id, label: name }));
const texts = (options: readonly string[] = []) => options.map((each) => ({ value: each, label: each }));

export function staffFilters(labels: Labels, options: StaffOptions | undefined): FilterSpec[] {
  return [
    {
      name: "standing",
      label: "Situación",
      kind: "select",
      choices: optionsOf(labels.staff_standings),
      primary: true,
    },
    { name: "line", label: "Línea", kind: "select", choices: choices(options?.lines), primary: true },
    { name: "coordinator", label: "Coordina", kind: "select", choices: choices(options?.coordinators), primary: true },
    { name: "position", label: "Cargo", kind: "select", choices: texts(options?.positions) },
    { name: "employer", label: "Empleador", kind: "select", choices: texts(options?.employers) },
    { name: "channel", label: "Canal", kind: "select", choices: choices(options?.channels) },
  ];
}

export type Tone = "good" | "warn" | undefined;
export const STANDING_TONES: Record<StaffSummary["standing"], Tone> = {
  present: "good",
  coming: "warn",
  moving: "warn",
  leaving: "warn",
  gone: undefined,
};

/** What the person who acts does, as the name of the button. */
export const ACT_NAMES: Record<StaffAct, string> = {
  register: "Registrar ingreso",
  return: "Registrar regreso",
  move: "Registrar traslado",
  cancel_move: "Cancelar el traslado",
  leave: "Registrar salida",
  cancel_exit: "Cancelar la salida",
  correct: "Corregir datos",
};
/** The label of the act's reason; empty if it has none. */
export const REASON_LABELS: Record<StaffAct, string> = {
  register: "Motivo o número del contrato",
  return: "Motivo del regreso",
  move: "Motivo del traslado",
  cancel_move: "",
  leave: "Motivo de la salida",
  cancel_exit: "",
  correct: "",
};

/** Return what was just done, with what still waits for another person. */
export function doneSentence(act: StaffAct, { name, pending_roles, standing }: StaffPerson): string {
  const waits = pending_roles.length ? " El rol de administrador espera a que otra persona lo apruebe." : "";
  if (act === "leave")
    return standing === "gone"
      ? `${name} salió: sus roles, sesiones, tokens y teléfonos terminaron.`
      : `Quedó prevista la salida de ${name}.`;
  if (act === "cancel_exit") return `${name} sigue en la campaña.`;
  if (act === "cancel_move") return `${name} sigue en su cargo.${waits}`;
  if (act === "move" && standing === "moving") return `Quedó previsto el traslado de ${name}.${waits}`;
  if (act === "correct") return `Se corrigieron los datos de ${name}.`;
  return `${act === "move" ? "Se registró el traslado" : "Se registró el ingreso"} de ${name}.${waits}`;
}

/** Return «Del 3 de marzo de 2026 al 4 de junio de 2026», or «Desde el 3 de marzo de 2026». */
export function periodDays({ begins_on, ends_on }: Pick<StaffPeriod, "begins_on" | "ends_on">): string {
  const begins = longDateOfDay(begins_on);
  if (ends_on === begins_on) return `El ${begins}`;
  return ends_on ? `Del ${begins} al ${longDateOfDay(ends_on)}` : `Desde el ${begins}`;
}

/** Return how a period ended or will end: «Salida», «Salida prevista», «Paso a otra campaña: Cali»; empty if it goes on. */
export function endingLabel(labels: Labels, period: Pick<StaffPeriod, "ending" | "closed" | "destination">): string {
  if (!period.ending || (period.ending === "move" && !period.closed)) return ""; // the planned move stands above it
  const name = labelOf(labels.staff_endings, period.ending);
  const planned = period.closed ? name : `${name}, prevista`;
  return period.destination ? `${planned}: ${period.destination}` : planned;
}

/** Return whether a text is a login. */
export const isLogin = (text: string): boolean => /^[a-z][a-z0-9._-]{1,39}$/.test(text);
