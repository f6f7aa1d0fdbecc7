/** The advisor's own figures, compared with those of the day before. Pure. */
import type { BoardAdvisor } from "../../../api/board";
import type { components } from "../../../api/schema";
import type { Advisor } from "../../../api/types";
import { duration, formatInteger, formatPercent } from "../../../formats";

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
  whole ? `${((part / whole) * 100).toFixed(1).replace(".", ",")} %` : NONE;
const handleTime = ({ mean_handled_ms }: OwnDayFigures): string =>
  mean_handled_ms === null ? NONE : duration(mean_handled_ms);

/** Return the figures of the day; the words of yesterday are empty for a day without calls. */
export function ownFigures({ today, yesterday }: OwnDay): OwnFigure[] {
  const before = (value: (day: OwnDayFigures) => string) => (yesterday ? `ayer ${value(yesterday)}` : "");
  const inTime = (day: OwnDayFigures) => percent(day.within_threshold, day.answered);
  return [
    {
      id: "calls",
      name: "Llamadas",
      value: formatInteger(today.calls),
      detail: "en que usted conversó",
      yesterday: before((day) => formatInteger(day.calls)),
      help: "Las llamadas en que usted conversó hoy; una que pasó por varios asesores cuenta en cada uno.",
    },
    {
      id: "handle_time",
      name: "TMO",
      value: handleTime(today),
      detail: "minutos por llamada",
      yesterday: before(handleTime),
      help: "Tiempo medio de operación: conversación, retención y tipificación, dividido por sus llamadas.",
    },
    {
      id: "in_time",
      name: "A tiempo",
      value: inTime(today),
      detail: today.answered
        ? `${formatInteger(today.within_threshold)} de ${formatInteger(today.answered)}`
        : "sin llamadas de cola",
      yesterday: before(inTime),
      help: "De las llamadas que contestó desde una cola, las contestadas dentro del umbral del nivel de servicio.",
    },
  ];
}

const NOT_ON_DUTY = "hoy no ha estado en turno";

/** Return the share of the time on duty at work, or in a pause that the contract accepts as work. */
export function adherenceFigure({ adherence, adherence_target: target }: BoardAdvisor): OwnFigure {
  const { denominator } = adherence;
  return {
    id: "adherence",
    name: "Adherencia",
    value: formatPercent(adherence.value),
    detail: denominator ? `de ${duration(denominator)} en turno` : NOT_ON_DUTY,
    yesterday: denominator && target !== null ? `meta ${formatInteger(target)} %` : "",
    help: "De su tiempo en turno, el que trabajó o estuvo en una pausa que el contrato cuenta como trabajo.",
  };
}

/** Return what the present pause does to the adherence; empty outside a pause. */
export function pauseEffect({ pauses }: BoardAdvisor, { state, reason }: Pick<Advisor, "state" | "reason">): string {
  const pause = state === "paused" ? pauses.find((each) => each.reason === reason) : undefined;
  if (!pause) return "";
  return pause.accepted
    ? `Su pausa de ahora, ${pause.name}, cuenta como trabajo: no baja su adherencia.`
    : `Su pausa de ahora, ${pause.name}, no cuenta como trabajo: su adherencia baja mientras dure.`;
}
