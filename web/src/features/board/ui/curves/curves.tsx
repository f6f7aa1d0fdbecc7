/** The curves of the day: which figure, of which line or queue, as a picture or as a table, and as a file. */
import { Button, NativeSelect } from "@mantine/core";
import { memo, useMemo, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { type CurveMetric, type CurvePlace, useCurves, useExportCurves } from "../../../../api/board";
import { saveFile } from "../../../../api/lists";
import { accountQuery } from "../../../../api/queries";
import { serverClock } from "../../../../clock";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { SegmentedControl } from "../../../../components/segmented-control";
import { useLines } from "../../../../labels";
import { toLocalInput } from "../../../oversight/model/indicator-view";
import { type BoardFilter, METRICS } from "../../model/board-filter";
import {
  type ComparedDay,
  type CurvePoint,
  DAY_NAMES,
  METRIC_NAMES,
  pointsOf,
  valueText,
  volumeText,
} from "../../model/curve";
import { CurveChart } from "./curve-chart";
import css from "./curves.module.css";
import { t } from "../../../../i18n/translate";

interface CurvesProps {
  filter: BoardFilter;
  set: (change: Partial<BoardFilter>) => void;
}

export const Curves = memo(({ filter, set }: CurvesProps) => {
  const account = useQuery(accountQuery).data;
  const may = account?.permissions.includes("service_level.read") ?? false;
  const lines = useLines();
  const [asTable, showTable] = useState(false);
  const place: CurvePlace = { line: filter.queue ? "" : filter.line, queue: filter.queue };
  const { data, error, refetch } = useCurves(place, may);
  const points = useMemo(() => (data ? pointsOf(data, filter.metric) : []), [data, filter.metric]);
  const metric = data?.metrics.find((each) => each.metric === filter.metric);
  if (!may) return null;
  return (
    <section className={`panel ${css.curves}`} aria-labelledby="curvas">
      <header>
        <h2 id="curvas">{t("Por media hora")}</h2>
        {!filter.queue && (
          <NativeSelect
            size="xs"
            aria-label={t("Línea de las curvas")}
            value={filter.line}
            onChange={(event) => set({ line: event.currentTarget.value })}
            data={[
              { value: "", label: t("Todas las líneas") },
              ...lines.map(({ id: value, name: label }) => ({ value, label })),
            ]}
          />
        )}
        <span className={css.acts}>
          <Button size="compact-sm" variant="default" aria-pressed={asTable} onClick={() => showTable(!asTable)}>
            {asTable ? t("Ver la gráfica") : t("Ver la tabla")}
          </Button>
          {account?.permissions.includes("list.export") && (
            <ExportButton place={place} disabled={points.length === 0} />
          )}
        </span>
      </header>
      <SegmentedControl
        label={t("Cifra")}
        options={METRICS.map((each) => [each, METRIC_NAMES[each]] as const)}
        value={filter.metric}
        onChange={(chosen) => set({ metric: chosen })}
      />
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las cifras.")} />
      ) : !data || !metric ? (
        <Loading label={t("Trayendo las cifras…")} />
      ) : points.length === 0 ? (
        <Empty title={t("Todavía no hay cifras")}>{t("Aparecen desde la primera llamada del día.")}</Empty>
      ) : asTable ? (
        <CurveTable points={points} metric={metric} />
      ) : (
        <CurveChart points={points} metric={metric} />
      )}
    </section>
  );
});

function ExportButton({ place, disabled }: { place: CurvePlace; disabled: boolean }) {
  const download = useExportCurves();
  const take = () =>
    download.mutate(place, {
      onSuccess: (file) => saveFile(file, `tablero-${toLocalInput(serverClock.now()).slice(0, 10)}.csv`),
    });
  return (
    <>
      <Button size="compact-sm" variant="default" disabled={disabled} loading={download.isPending} onClick={take}>
        {t("Descargar CSV")}
      </Button>
      {download.error && <Failure error={download.error} title={t("No se pudo descargar.")} />}
    </>
  );
}

const DAYS: readonly ComparedDay[] = ["today", "yesterday", "last_week"];

function CurveTable({ points, metric }: { points: CurvePoint[]; metric: CurveMetric }) {
  return (
    <div
      className={css.table}
      tabIndex={0}
      role="region"
      aria-label={t("{metricNames} por media hora", { metricNames: METRIC_NAMES[metric.metric] })}
    >
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Media hora")}</th>
            {DAYS.map((day) => (
              <th key={day} scope="col" className="number">
                {DAY_NAMES[day]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.at}>
              <th scope="row" className="num">
                {point.at}
                {point.incomplete && <span className="quiet small"> {t("faltan datos")}</span>}
              </th>
              {DAYS.map((day) => (
                <td key={day} className="number num">
                  {valueText(point.figures[day]?.value, metric.unit)}{" "}
                  <span className="quiet small">{volumeText(point.figures[day], metric.unit)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
