/** Absences: the filters of their list, the calendar of the next weeks, who may stand in, and the form. Pure. */
import type { Absence, AbsenceFilter, RosterPerson } from "../../../api/roster";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { shortDateOfDay } from "../../../formats";
import { locale, t } from "../../../i18n/translate";

export const CALENDAR_DAYS = 28;
const DAY_MS = 86_400_000;
export const ABSENCE_LIST: ListSpec = {
  filters: [{ name: "q" }, { name: "first_day" }, { name: "last_day" }],
  columns: [],
  defaultColumns: [],
  sorts: ["first_day"],
};
export const ABSENCE_FILTERS: readonly FilterSpec[] = [
  { name: "first_day", label: t("Desde"), kind: "day" },
  { name: "last_day", label: t("Hasta"), kind: "day" },
];
export const STATUS_LABELS: Readonly<Record<Absence["status"], string>> = {
  current: t("Ausente hoy"),
  upcoming: t("Por venir"),
  past: t("Ya pasó"),
  cancelled: t("Anulada"),
};

export const absenceQuery = ({ filters }: ListState): AbsenceFilter => ({
  ...(filters.q && { q: filters.q }),
  ...(filters.first_day && { first_day: filters.first_day }),
  ...(filters.last_day && { last_day: filters.last_day }),
});

/** Return a local day some days later; both have the form YYYY-MM-DD. */
export const laterDay = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

export const calendarDays = (today: string): string[] =>
  Array.from({ length: CALENDAR_DAYS }, (_, index) => laterDay(today, index));

export interface CalendarRow {
  user: string;
  name: string;
  /** Whether the user is away, by day of the calendar. */
  away: boolean[];
}

/** Return a row for each user who is away on one of the days, by name. */
export function calendarRows(absences: readonly Absence[], days: readonly string[]): CalendarRow[] {
  const rows = new Map<string, CalendarRow>();
  for (const { user, name, first_day, last_day } of absences) {
    const row = rows.get(user) ?? { user, name, away: days.map(() => false) };
    row.away = row.away.map((before, index) => {
      const day = days[index] ?? "";
      return before || (first_day <= day && day <= last_day);
    });
    rows.set(user, row);
  }
  return [...rows.values()]
    .filter(({ away }) => away.some(Boolean))
    .sort((one, other) => one.name.localeCompare(other.name, locale));
}

/** Return «21 dic» or «21 dic a 12 ene». */
export const daysLabel = ({ first_day, last_day }: Pick<Absence, "first_day" | "last_day">): string =>
  first_day === last_day
    ? shortDateOfDay(first_day)
    : t("{first_day} a {last_day}", { first_day: shortDateOfDay(first_day), last_day: shortDateOfDay(last_day) });

/** Return the people who may stand in for a person: with a role in common and, for an official, an area. */
export const possibleDeputies = (person: RosterPerson, people: readonly RosterPerson[]): RosterPerson[] =>
  people.filter(
    (each) =>
      each.user !== person.user &&
      each.roles.some((role) => person.roles.includes(role)) &&
      (person.areas.length === 0 || each.areas.some((area) => person.areas.includes(area))),
  );

/** Return whether a person's absence leaves work for a deputy: an official's, a supervisor's or a coordinator's. */
export const needsDeputy = ({ roles, areas }: RosterPerson): boolean =>
  areas.length > 0 || roles.some((role) => role === "supervisor" || role === "coordinador");

export interface AbsenceDraft {
  user: string;
  first_day: string;
  last_day: string;
  reason: string;
  deputy: string;
}

/** Return the errors of an absence before it is sent; empty if it is complete. */
export function absenceErrors(draft: AbsenceDraft): Partial<Record<keyof AbsenceDraft, string>> {
  return {
    ...(!draft.user && { user: t("Escoja a la persona.") }),
    ...(!draft.first_day && { first_day: t("Escoja el primer día.") }),
    ...(!draft.last_day && { last_day: t("Escoja el último día.") }),
    ...(draft.first_day &&
      draft.last_day &&
      draft.last_day < draft.first_day && { last_day: t("El último día va después del primero.") }),
    ...(!draft.reason.trim() && { reason: t("Escriba el motivo.") }),
  };
}

/** Return the address of the open tickets of a user. */
export const ticketsPath = (user: string): string => `/bandeja?box=all&owner=${encodeURIComponent(user)}`;
