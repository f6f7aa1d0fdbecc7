/** Numbers of hours as text. */
import { locale, t } from "../../../../i18n/translate";

const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** Format as «12 horas» or «4,5 horas». */
export const formatHours = (hours: number): string =>
  t("{number} {count, plural, one {hora} other {horas}}", { number: number.format(hours), count: hours });
