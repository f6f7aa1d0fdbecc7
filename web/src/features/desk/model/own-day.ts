/** The advisor's own figures, compared with those of the day before. Pure. */
import type { components } from "../../../api/schema";
import { duration, formatInteger } from "../../../formats";

type OwnDayFigures = components["schemas"]["OwnDayFigures"];
export type OwnDay = components["schemas"]["OwnDay"];

export interface OwnFigure {
  id: "calls" | "handle_time" | "in_time";
  name: string;
  value: string;
  /** The numbers behind the value. */
  detail: string;
  /** The same of the day before; empty if there is none. */
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
