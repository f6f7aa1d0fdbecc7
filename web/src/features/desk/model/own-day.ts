/** The advisor's own figures, compared with those of the day before. Pure. */
import type { BoardAdvisor } from "../../../api/board";
import type { components } from "../../../api/schema";
import type { Advisor } from "../../../api/types";
import { duration, formatInteger, formatPercent } from "../../../formats";
import { decimalSign, t } from "../../../i18n/translate";

type OwnDayFigures = components["schemas"]["OwnDayFigures"];
export type OwnDay = components["schemas"]["OwnDay"];

export interface OwnFigure {
  id: "calls" | "handle_time" | "in_time" | "adherence";
  name: string;
  value: string;
  /** The numbers behind the value. */
  detail: string;
  /** The same of the day before, or the target; empty if there is none. */
  yesterday: string;
  help: string;
}

const NONE = "–";
const percent = (part: number, whole: number): string =>
  whole ? `${((part / whole) * 100).toFixed(1).replace(".", decimalSign)} %` : NONE;
const handleTime = ({ mean_handled_ms }: OwnDayFigures): string =>
  mean_handled_ms === null ? NONE : duration(mean_handled_ms);

/** Return the figures of the day; the words of yesterday are empty for a day without calls. */
export function ownFigures({ today, yesterday }: OwnDay): OwnFigure[] {
  const before = (value: (day: OwnDayFigures) => string) =>
    yesterday ? t("ayer {yesterday}", { yesterday: value(yesterday) }) : "";
  const inTime = (day: OwnDayFigures) => percent(day.within_threshold, day.answered);
  return [
    {
      id: "calls",
      name: t("Llamadas"),
      value: formatInteger(today.calls),
      detail: t("en que usted conversó"),
      yesterday: before((day) => formatInteger(day.calls)),
      help: t("Las llamadas en que usted conversó hoy; una que pasó por varios asesores cuenta en cada uno."),
    },
    {
      id: "handle_time",
      name: t("TMO"),
      value: handleTime(today),
      detail: t("minutos por llamada"),
      yesterday: before(handleTime),
      help: t("Tiempo medio de operación: conversación, retención y tipificación, dividido por sus llamadas."),
    },
    {
      id: "in_time",
      name: t("A tiempo"),
      value: inTime(today),
      detail: today.answered
        ? t("{within_threshold} de {answered}", {
            within_threshold: formatInteger(today.within_threshold),
            answered: formatInteger(today.answered),
          })
        : t("sin llamadas de cola"),
      yesterday: before(inTime),
      help: t("De las llamadas que contestó desde una cola, las contestadas dentro del umbral del nivel de servicio."),
    },
  ];
}

const NOT_ON_DUTY = t("hoy no ha estado en turno");

/** Return the share of the time on duty at work, or in a pause that the contract accepts as work. */
export function adherenceFigure({ adherence, adherence_target: target }: BoardAdvisor): OwnFigure {
  const { denominator } = adherence;
  return {
    id: "adherence",
    name: t("Adherencia"),
    value: formatPercent(adherence.value),
    detail: denominator ? t("de {denominator} en turno", { denominator: duration(denominator) }) : NOT_ON_DUTY,
    yesterday: denominator && target !== null ? t("meta {target} %", { target: formatInteger(target) }) : "",
    help: t("De su tiempo en turno, el que trabajó o estuvo en una pausa que el contrato cuenta como trabajo."),
  };
}

/** Return what the present pause does to the adherence; empty outside a pause. */
export function pauseEffect({ pauses }: BoardAdvisor, { state, reason }: Pick<Advisor, "state" | "reason">): string {
  const pause = state === "paused" ? pauses.find((each) => each.reason === reason) : undefined;
  if (!pause) return "";
  return pause.accepted
    ? t("Su pausa de ahora, {name}, cuenta como trabajo: no baja su adherencia.", { name: pause.name })
    : t("Su pausa de ahora, {name}, no cuenta como trabajo: su adherencia baja mientras dure.", { name: pause.name });
}
