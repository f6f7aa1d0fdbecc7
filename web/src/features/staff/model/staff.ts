/** The list of the staff and the words of a person: filters, columns, acts, and how a period ended. Pure. */
import type { StaffAct, StaffFilter, StaffOptions, StaffPeriod, StaffPerson, StaffSummary } from "../../../api/staff";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { longDateOfDay } from "../../../formats";
import { labelOf, type Labels, optionsOf } from "../../../labels";
import { t } from "../../../i18n/translate";

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
      label: t("Situación"),
      kind: "select",
      choices: optionsOf(labels.staff_standings),
      primary: true,
    },
    { name: "line", label: t("Línea"), kind: "select", choices: choices(options?.lines), primary: true },
    {
      name: "coordinator",
      label: t("Coordina"),
      kind: "select",
      choices: choices(options?.coordinators),
      primary: true,
    },
    { name: "position", label: t("Cargo"), kind: "select", choices: texts(options?.positions) },
    { name: "employer", label: t("Empleador"), kind: "select", choices: texts(options?.employers) },
    { name: "channel", label: t("Canal"), kind: "select", choices: choices(options?.channels) },
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
  register: t("Registrar ingreso"),
  return: t("Registrar regreso"),
  move: t("Registrar traslado"),
  cancel_move: t("Cancelar el traslado"),
  leave: t("Registrar salida"),
  cancel_exit: t("Cancelar la salida"),
  correct: t("Corregir datos"),
};
/** The label of the act's reason; empty if it has none. */
export const REASON_LABELS: Record<StaffAct, string> = {
  register: t("Motivo o número del contrato"),
  return: t("Motivo del regreso"),
  move: t("Motivo del traslado"),
  cancel_move: "",
  leave: t("Motivo de la salida"),
  cancel_exit: "",
  correct: "",
};

/** Return what was just done, with what still waits for another person. */
export function doneSentence(act: StaffAct, { name, pending_roles, standing }: StaffPerson): string {
  const waits = pending_roles.length ? t(" El rol de administrador espera a que otra persona lo apruebe.") : "";
  if (act === "leave")
    return standing === "gone"
      ? t("{name} salió: sus roles, sesiones, tokens y teléfonos terminaron.", { name })
      : t("Quedó prevista la salida de {name}.", { name });
  if (act === "cancel_exit") return t("{name} sigue en la campaña.", { name });
  if (act === "cancel_move") return t("{name} sigue en su cargo.{waits}", { name, waits });
  if (act === "move" && standing === "moving")
    return t("Quedó previsto el traslado de {name}.{waits}", { name, waits });
  if (act === "correct") return t("Se corrigieron los datos de {name}.", { name });
  return act === "move"
    ? t("Se registró el traslado de {name}.{waits}", { name, waits })
    : t("Se registró el ingreso de {name}.{waits}", { name, waits });
}

/** Return «Del 3 de marzo de 2026 al 4 de junio de 2026», or «Desde el 3 de marzo de 2026». */
export function periodDays({ begins_on, ends_on }: Pick<StaffPeriod, "begins_on" | "ends_on">): string {
  const begins = longDateOfDay(begins_on);
  if (ends_on === begins_on) return t("El {begins}", { begins });
  return ends_on
    ? t("Del {begins} al {ends_on}", { begins, ends_on: longDateOfDay(ends_on) })
    : t("Desde el {begins}", { begins });
}

/** Return how a period ended or will end: «Salida», «Salida prevista», «Paso a otra campaña: Cali»; empty if it goes on. */
export function endingLabel(labels: Labels, period: Pick<StaffPeriod, "ending" | "closed" | "destination">): string {
  if (!period.ending || (period.ending === "move" && !period.closed)) return ""; // the planned move stands above it
  const name = labelOf(labels.staff_endings, period.ending);
  const planned = period.closed ? name : t("{name}, prevista", { name });
  return period.destination ? `${planned}: ${period.destination}` : planned;
}

/** Return whether a text is a login. */
export const isLogin = (text: string): boolean => /^[a-z][a-z0-9._-]{1,39}$/.test(text);
