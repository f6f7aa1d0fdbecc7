/** The entity's rules of terms as the editor reads them. Pure. */
import type { LegalValue } from "../../../../api/site-law";
import { countPhrase } from "../../../../formats";
import { fieldsOf, listOf, numberOf, textOf, textsOf, valueAt } from "../common/values";
import type { Document } from "../../editor-props";
import { t } from "../../../../i18n/translate";

export const DEFAULTS = { alarms: [5, 3, 1], yellow_days: 5, red_days: 2 } as const;
export const CHANNELS = [
  ["written", t("Radicación escrita")],
  ["letter", t("Carta")],
  ["email", t("Correo electrónico")],
  ["web", t("Página web")],
  ["in_person", t("En persona")],
  ["message", t("Mensaje de voz")],
] as const;
export const USUAL_CHANNELS: readonly string[] = ["written", "letter", "email", "web"];

export interface ReceiptCut {
  since: string;
  closes_at?: string;
  channels?: string[];
}

export interface ClosedDay {
  day: string;
  reason: string;
}

export const closedDaysOf = (document: Document): ClosedDay[] =>
  listOf(valueAt(document, ["terms", "closed_days"]))
    .map(fieldsOf)
    .map(({ day, reason }) => ({ day: textOf(day), reason: textOf(reason) }));

/** Return the rules of receipt; a rule without an hour covers every hour of a business day. */
export const cutsOf = (document: Document): ReceiptCut[] =>
  listOf(valueAt(document, ["terms", "receipt_cuts"]))
    .map(fieldsOf)
    .map(({ since, closes_at, channels }) => ({
      since: textOf(since),
      ...(closes_at === undefined ? {} : { closes_at: textOf(closes_at) }),
      ...(channels === undefined ? {} : { channels: textsOf(channels) }),
    }));

/** Return the days of the warnings, the earliest first; of a document that does not say them, the usual ones. */
export const alarmsOf = (document: Document): number[] => {
  const alarms = valueAt(document, ["terms", "alarms"]);
  return alarms === undefined ? [...DEFAULTS.alarms] : listOf(alarms).map((each) => numberOf(each, 0));
};

/** Return the numbers of days that a person typed, «5, 3 y 1», the largest first; null if a part is none. */
export function readDays(text: string): number[] | null {
  const parts = text.split(/[\s,;y]+/).filter(Boolean);
  if (!parts.every((each) => /^\d{1,2}$/.test(each) && Number(each) <= 30)) return null;
  return [...new Set(parts.map(Number))].sort((one, other) => other - one);
}

/** Return when warnings and colours begin, in words. */
export function rulesText(document: Document): string {
  const yellow = numberOf(valueAt(document, ["terms", "yellow_days"]), DEFAULTS.yellow_days);
  const red = numberOf(valueAt(document, ["terms", "red_days"]), DEFAULTS.red_days);
  const saturdays = valueAt(document, ["terms", "saturdays"]) === true;
  const alarms = alarmsOf(document).map((days) => (days === 0 ? t("el último día") : String(days)));
  const said =
    alarms.length > 0
      ? t("Se avisa faltando, en días hábiles: {days}.", { days: alarms.join(", ") })
      : t("No se avisa.");
  return [
    said,
    t("El semáforo pasa a amarillo con {yellow} y a rojo con {red}.", {
      yellow: countPhrase(yellow, "día hábil", "días hábiles"),
      red: countPhrase(red, "día hábil", "días hábiles"),
    }),
    saturdays ? t("Los sábados cuentan.") : t("Los sábados no cuentan."),
  ].join(" ");
}

/** Format the length that the law sets: «15 días hábiles» or «1 mes». */
export const lengthText = ({ days, months }: Pick<LegalValue, "days" | "months">): string =>
  months === null ? countPhrase(days ?? 0, "día hábil", "días hábiles") : countPhrase(months, "mes", "meses");
