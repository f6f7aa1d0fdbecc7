/** The phrases of today's roster. Pure. */
import type { Absence, Seat } from "../../../api/roster";
import { t } from "../../../i18n/translate";

/** Return «Ana Rojas (suple Luis Paz)», or «Ana Rojas (no suple nadie)». */
export const awayPhrase = ({ name, stands_in_name }: Pick<Absence, "name" | "stands_in_name">): string =>
  `${name} (${stands_in_name ? t("suple {stands_in_name}", { stands_in_name }) : t("no suple nadie")})`;

/** Return the ids of the seats that no advisor has. */
export const freeSeats = (seats: readonly Seat[]): string[] =>
  seats.filter(({ advisors }) => advisors.length === 0).map(({ id }) => id);

/** Return «3 sin puesto», or «ninguno sin puesto». */
export const lackPhrase = (count: number, what: string): string => `${count || t("ninguno")} ${what}`;
