/** The period, line and queue of a chart in words. */
import { longDateOfDay } from "../../../../formats";
import { useLineName } from "../../../../labels";
import { useDesk } from "../../../../realtime/desk-hooks";
import type { IndicatorView } from "../../model/indicator-view";
import { t } from "../../../../i18n/translate";

/** Return «del 1 de noviembre de 2026 al 30 de noviembre de 2026 · Bogotá». */
export function useChartPlace({ from, until, line, queue }: Pick<IndicatorView, "from" | "until" | "line" | "queue">) {
  const lineName = useLineName();
  const queues = useDesk((state) => state.entities.queue);
  const days =
    from === until
      ? longDateOfDay(from)
      : t("del {from} al {until}", { from: longDateOfDay(from), until: longDateOfDay(until) });
  return [days, line ? lineName(line) : t("todas las líneas"), queue && (queues[queue]?.name ?? queue)]
    .filter(Boolean)
    .join(" · ");
}
