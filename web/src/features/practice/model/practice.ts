/** How a practice is told: its state, its points, and the advice while real people wait. Pure. */
import type { Practice, PracticeBoard } from "../../../api/practice";
import { countPhrase } from "../../../formats";
import { t } from "../../../i18n/translate";

const POINTS: Record<Practice["points"][number]["point"], string> = {
  answered: t("Contestó la llamada"),
  topic: t("Tipificación"),
  verified: t("Verificó la identidad"),
  filed: t("Radicó la petición"),
};
const ENDS: Record<Practice["end"], string> = {
  "": t("En curso"),
  finished: t("La terminó el asesor"),
  stopped: t("La terminó otra persona"),
  expired: t("Se acabó su tiempo"),
  waiting: t("Terminó sola: había demasiadas personas reales en espera"),
  service_level: t("Terminó sola: bajó el nivel de servicio de una cola del asesor"),
};

export const pointName = (point: Practice["points"][number]["point"]): string => POINTS[point];

/** Return how the practice ended; one whose time is over counts as ended before the server has written it. */
export const endText = (practice: Practice): string =>
  practice.open || practice.ended_at ? ENDS[practice.end] : ENDS.expired;

/** Return the advice to end practices, or null while few real people wait. */
export function waitingAdvice(board: PracticeBoard): string | null {
  if (board.end_when_waiting === 0 || board.waiting < board.end_when_waiting) return null;
  return t("Hay {waiting} en espera. Conviene terminar las prácticas y atender.", {
    waiting: countPhrase(board.waiting, "persona real", "personas reales"),
  });
}
