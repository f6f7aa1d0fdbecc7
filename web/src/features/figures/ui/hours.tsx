/** The calls that arrive, or an indicator, by weekday and hour. */
import { NativeSelect } from "@mantine/core";
import { useIndicatorHours } from "../../../api/figures";
import { useIndicators } from "../../../api/indicators";
import { HeatLegend, HeatMap } from "../../../components/charts/heat-map";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { formatInteger } from "../../../formats";
import { useLabels } from "../../../labels";
import { formatValue, isOfQuality, targetLabel } from "../../oversight/model/indicator-labels";
import css from "../../oversight/ui/oversight.module.css";
import { figuresFilter, type FiguresView } from "../model/figures-view";
import { ARRIVALS, hourRows, WEEKDAYS } from "../model/week-hours";
import { useChartPlace } from "../../oversight/ui/indicators/chart-place";
import { uniqueDefinitions } from "./evolution";
import own from "./figures.module.css";
import { t } from "../../../i18n/translate";

const COLUMNS = WEEKDAYS.map((label) => ({ key: label, label }));

interface HoursPaneProps {
  view: FiguresView;
  show: (change: Partial<FiguresView>) => void;
}

export function HoursPane({ view, show }: HoursPaneProps) {
  const labels = useLabels();
  const place = useChartPlace(view);
  const indicators = useIndicators({ ...view, by: "period" });
  const definitions = uniqueDefinitions(indicators.data?.definitions ?? []).filter(
    ({ formula }) => !isOfQuality(formula),
  );
  const chosen = definitions.find(({ id }) => id === view.indicator);
  const { data, error, refetch, isPlaceholderData } = useIndicatorHours(
    (chosen ?? definitions[0])?.id ?? "",
    figuresFilter(view),
  );
  const failure = error ?? indicators.error;
  if (failure)
    return <Failure error={failure} retry={() => void refetch()} title={t("No se pudieron leer las horas.")} />;
  if (indicators.data && definitions.length === 0)
    return <Empty title={t("Sin indicadores")}>{t("El sitio no define indicadores para estos días.")}</Empty>;
  if (!data) return <Loading label={t("Contando las llamadas…")} />;
  const measure = chosen ? chosen.id : ARRIVALS;
  const name = chosen ? chosen.name : t("Llamadas ingresadas");
  const rows = hourRows(data, measure);
  const target = chosen && data.definition.target !== null ? targetLabel(labels, data.definition) : null;
  const most = chosen
    ? formatValue(Math.max(0, ...data.hours.map((each) => Number(each.value ?? 0))).toFixed(2), data.definition.unit)
    : t("el máximo");
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="horas" aria-busy={isPlaceholderData}>
      <header>
        <h2 id="horas">{t("{name} por día y hora", { name })}</h2>
      </header>
      <div className={own.controls}>
        <NativeSelect
          label={t("Qué se muestra")}
          size="sm"
          value={chosen?.id ?? ""}
          onChange={(event) => show({ indicator: event.currentTarget.value })}
          data={[
            { value: "", label: t("Llamadas ingresadas") },
            ...definitions.map((each) => ({ value: each.id, label: each.name })),
          ]}
        />
      </div>
      <p className={css.formula}>
        {chosen
          ? t(
              "Cada celda suma esa hora de todos los días del período: es la fracción exacta, no un promedio de porcentajes. Abajo, entre cuántos casos.",
            )
          : t("Llamadas por hora de un día promedio. En todo el período ingresaron {formatInteger}.", {
              formatInteger: formatInteger(data.hours.reduce((sum, each) => sum + each.entered, 0)),
            })}
      </p>
      {rows.length === 0 ? (
        <Empty title={t("No ingresaron llamadas en estos días")}>
          {t("Elija otro período, otra línea u otra cola.")}
        </Empty>
      ) : (
        <HeatMap
          label={t("{name} por día de la semana y hora, {place}", { name, place })}
          corner={t("Hora")}
          columns={COLUMNS}
          rows={rows}
          legend={<HeatLegend target={target} most={most} />}
          about={{ title: t("{name} por día y hora", { name }), period: place, fileName: `dia-y-hora-${measure}` }}
        />
      )}
    </section>
  );
}
