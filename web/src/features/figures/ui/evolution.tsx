/** An indicator over time against its target, with the calls behind it, a second indicator and another period. */
import { DateField } from "../../../components/date-field/date-field";
import { Checkbox, NativeSelect } from "@mantine/core";
import { Fragment } from "react";
import { type IndicatorSeries, type SeriesPoint, useIndicatorSeries } from "../../../api/figures";
import { type Definition, useIndicators } from "../../../api/indicators";
import { HeatLegend, HeatMap } from "../../../components/charts/heat-map";
import { type ChartPanel, TimeChart } from "../../../components/charts/time-chart";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { navigate } from "../../../router";
import { countPhrase, formatInteger, longDateOfDay, shortDateOfDay } from "../../../formats";
import { useLabels } from "../../../labels";
import { chartPoints, chartSlot, type Cut } from "../../oversight/model/chart-points";
import { formatValue, fractionLabel, slotLabel, targetLabel } from "../../oversight/model/indicator-labels";
import { addDays, type DayRange, localDay } from "../../oversight/model/indicator-view";
import { useMayOpen } from "../../oversight/ui/indicators/figure-table";
import { TargetVerdict } from "../../oversight/ui/indicators/indicator-card";
import css from "../../oversight/ui/oversight.module.css";
import { type Comparison, COMPARISONS, comparedRange, comparisonShift, rangeLength } from "../model/comparison";
import { dayRows, differenceText, LINE_DAYS, pointsAt, shiftedStarts, slotStarts } from "../model/evolution";
import { callsPath, figurePath, figuresFilter, type FiguresView } from "../model/figures-view";
import { useChartPlace } from "../../oversight/ui/indicators/chart-place";
import own from "./figures.module.css";
import { t } from "../../../i18n/translate";

const CUTS = [
  ["interval", t("Media hora")],
  ["day", t("Día")],
  ["month", t("Mes")],
] as const;
/** The longest period that the API divides into half hours. */
const INTERVAL_DAYS = 62;

interface PaneProps {
  view: FiguresView;
  today: string;
  show: (change: Partial<FiguresView>) => void;
}

export function EvolutionPane({ view, today, show }: PaneProps) {
  const { data, error, refetch } = useIndicators({ ...view, by: "period" });
  if (error)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los indicadores.")} />;
  if (!data) return <Loading label={t("Contando las llamadas…")} />;
  const definitions = uniqueDefinitions(data.definitions);
  const chosen = definitions.find(({ id }) => id === view.indicator) ?? definitions[0];
  if (!chosen)
    return <Empty title={t("Sin indicadores")}>{t("El sitio no define indicadores para estos días.")}</Empty>;
  const second = definitions.find(({ id }) => id === view.second && id !== chosen.id) ?? null;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="evolucion">
      <header>
        <h2 id="evolucion">
          {second ? t("{name} y {name2}", { name: chosen.name, name2: second.name }) : chosen.name}
        </h2>
      </header>
      <EvolutionControls view={view} today={today} show={show} definitions={definitions} chosen={chosen} />
      {view.by === "interval" && rangeLength(view) > INTERVAL_DAYS ? (
        <Empty title={t("El período es largo para medias horas")}>
          {t("Elija hasta {intervalDays} días, o divida por día.", { intervalDays: INTERVAL_DAYS })}
        </Empty>
      ) : (
        <EvolutionCharts view={view} today={today} chosen={chosen} second={second} />
      )}
    </section>
  );
}

/** Return the last version of each indicator. */
export const uniqueDefinitions = (definitions: readonly Definition[]): Definition[] => [
  ...new Map(definitions.map((each) => [each.id, each])).values(),
];

interface ControlsProps extends PaneProps {
  definitions: Definition[];
  chosen: Definition;
}

function EvolutionControls({ view, today, show, definitions, chosen }: ControlsProps) {
  const named = definitions.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className={own.controls} role="group" aria-label={t("Qué se muestra")}>
      <NativeSelect
        label={t("Indicador")}
        size="sm"
        value={chosen.id}
        onChange={(event) => show({ indicator: event.currentTarget.value })}
        data={named}
      />
      <NativeSelect
        label={t("Junto con")}
        size="sm"
        value={view.second}
        onChange={(event) => show({ second: event.currentTarget.value })}
        data={[{ value: "", label: t("Ninguno") }, ...named.filter(({ value }) => value !== chosen.id)]}
      />
      <NativeSelect
        label={t("Comparar con")}
        size="sm"
        value={view.compare}
        onChange={(event) => {
          const compare = event.currentTarget.value as Comparison;
          show({ compare, compareFrom: compare === "libre" ? view.compareFrom || addDays(view.from, -7) : "" });
        }}
        data={COMPARISONS.map(([value, label]) => ({ value, label }))}
      />
      {view.compare === "libre" && (
        <DateField
          inline
          label={t("Desde")}
          value={view.compareFrom}
          max={today}
          onChange={(day) => day && show({ compareFrom: day })}
        />
      )}
      {view.compare !== "" && view.by !== "month" && (
        <Checkbox
          className={own.check}
          label={t("Lunes frente a lunes")}
          checked={view.byWeekday}
          onChange={(event) => show({ byWeekday: event.currentTarget.checked })}
        />
      )}
      <SegmentedControl
        className={`${css.segments} ${own.cut}`}
        label={t("Dividir por")}
        options={CUTS}
        value={view.by}
        onChange={(by: Cut) => show({ by })}
      />
    </div>
  );
}

interface ChartsProps {
  view: FiguresView;
  today: string;
  chosen: Definition;
  second: Definition | null;
}

function EvolutionCharts({ view, today, chosen, second }: ChartsProps) {
  const filter = figuresFilter(view);
  const before = comparedRange(view, view);
  const beforeFilter = before && { ...filter, from: before.from, to: addDays(before.until) };
  const main = useIndicatorSeries({ ...filter, indicator: chosen.id, by: view.by });
  const beside = useIndicatorSeries(second && { ...filter, indicator: second.id, by: view.by });
  const compared = useIndicatorSeries(beforeFilter && { ...beforeFilter, indicator: chosen.id, by: view.by });
  const comparedBeside = useIndicatorSeries(
    beforeFilter && second && { ...beforeFilter, indicator: second.id, by: view.by },
  );
  const failed = [main, beside, compared, comparedBeside].find(({ error }) => error);
  if (failed)
    return (
      <Failure error={failed.error} retry={() => void failed.refetch()} title={t("No se pudo leer la evolución.")} />
    );
  if (!main.data || (second && !beside.data) || (before && !compared.data))
    return <Loading label={t("Contando las llamadas…")} />;
  const series = [main.data, ...(second && beside.data ? [beside.data] : [])];
  const others = before ? [compared.data, second ? comparedBeside.data : undefined] : [];
  if (series.every(({ points }) => points.length === 0))
    return (
      <Empty title={t("No hay nada que contar en estos días")}>
        {t("Elija otro período, otra línea u otra cola.")}
      </Empty>
    );
  const asMap = view.by === "interval" && rangeLength(view) > LINE_DAYS;
  return (
    <>
      <Totals view={view} definitions={second ? [chosen, second] : [chosen]} />
      {asMap ? (
        series.map((each) => <HalfHours key={each.definition.id} series={each} view={view} today={today} />)
      ) : (
        <Lines series={series} others={others} view={view} today={today} />
      )}
    </>
  );
}

/** The figure of the whole period, and how far it is from that of the other period. */
function Totals({ view, definitions }: { view: FiguresView; definitions: Definition[] }) {
  const before = comparedRange(view, view);
  return (
    <div className={own.totals}>
      {definitions.map((each) => (
        <Total key={each.id} view={view} definition={each} />
      ))}
      {before && (
        <p className="quiet">
          {before.from === before.until
            ? t("Comparado con el {before}{text}.", {
                before: daysPhrase(before),
                text: view.byWeekday && view.by !== "month" ? t(": cada día, con el mismo día de la semana") : "",
              })
            : t("Comparado con el período {before}{text}.", {
                before: daysPhrase(before),
                text: view.byWeekday && view.by !== "month" ? t(": cada día, con el mismo día de la semana") : "",
              })}
        </p>
      )}
    </div>
  );
}

const daysPhrase = ({ from, until }: DayRange): string =>
  from === until
    ? longDateOfDay(from)
    : t("del {from} al {until}", { from: longDateOfDay(from), until: longDateOfDay(until) });

function Total({ view, definition }: { view: FiguresView; definition: Definition }) {
  const labels = useLabels();
  const filter = figuresFilter(view);
  const before = comparedRange(view, view);
  const whole = { ...filter, indicator: definition.id, by: "period" as const };
  const { data } = useIndicatorSeries(whole);
  const now = data?.points.at(-1);
  const then = useIndicatorSeries(before && { ...whole, from: before.from, to: addDays(before.until) }).data;
  if (!now || now.value === null)
    return (
      <p className={own.total}>
        <span>{definition.name}</span>
        <strong>{data ? "–" : "…"}</strong>
        <span className="quiet">{data ? t("nada que contar") : t("contando")}</span>
      </p>
    );
  const other = before ? then?.points.at(-1) : undefined;
  const change = differenceText(now.value, other?.value ?? null, definition.unit);
  return (
    <p className={own.total}>
      <span>{definition.name}</span>
      <strong className="num">{formatValue(now.value, definition.unit)}</strong>
      <span className="num quiet">{fractionLabel({ ...now, unit: definition.unit })}</span>
      <span className="quiet">{targetLabel(labels, definition)}</span>
      <TargetVerdict figure={{ meets: now.meets, discount: null }} />
      {other && (
        <span className="num">
          {t("Antes {value}", { value: formatValue(other.value, definition.unit) })}
          {change && ` (${change})`}
        </span>
      )}
    </p>
  );
}

interface LinesProps {
  series: IndicatorSeries[];
  others: readonly (IndicatorSeries | undefined)[];
  view: FiguresView;
  today: string;
}

function Lines({ series, others, view, today }: LinesProps) {
  const labels = useLabels();
  const place = useChartPlace(view);
  const before = comparedRange(view, view);
  const shift = comparisonShift(view, view) ?? 0;
  const all = series.flatMap(({ points }) => points);
  const starts = slotStarts(view, view.by, today, all);
  const earlier = shiftedStarts(starts, shift, view.by);
  const slots = starts.map((each) => chartSlot(each, view.by, view.from !== view.until));
  const found = series.map((each) => pointsAt(each, starts));
  const foundBefore = others.map((each) => each && pointsAt(each, earlier));
  const panels: ChartPanel[] = series.map(({ definition }, index) => ({
    name: definition.name,
    unit: definition.unit,
    target: definition.target,
    targetText: targetLabel(labels, definition),
    series: [
      { name: definition.name, kind: "main", points: chartPoints(found[index] ?? [], definition.unit) },
      ...(others[index]
        ? [
            {
              name: t("{name}, antes", { name: definition.name }),
              kind: "compared" as const,
              points: chartPoints(foundBefore[index] ?? [], definition.unit),
            },
          ]
        : []),
    ],
  }));
  const names = series.map(({ definition }) => definition.name).join(t(" y "));
  const mayOpen = useMayOpen((series[0] as IndicatorSeries).definition);
  const choose = (index: number) => {
    const point = found[0]?.[index];
    if (point?.denominator) navigate(figurePath(view, series[0]?.definition.id ?? "", point.starts_at, view));
  };
  return (
    <>
      <TimeChart
        label={t("{names}, {place}. La tabla siguiente trae las cifras.", { names, place })}
        slots={slots}
        panels={panels}
        {...(mayOpen ? { onChoose: choose } : {})}
        volume={{ name: t("Llamadas ingresadas"), values: (found[0] ?? []).map((each) => each?.entered ?? null) }}
        about={{
          title: names,
          period: before ? t("{place} · antes: {before}", { place, before: daysPhrase(before) }) : place,
          fileName: `evolucion-${series[0]?.definition.id ?? ""}`,
        }}
      />
      <PointsTable
        {...{ series, found, foundBefore, view }}
        starts={starts}
        earlier={others.length > 0 ? earlier : null}
      />
    </>
  );
}

interface PointsTableProps {
  series: IndicatorSeries[];
  found: (SeriesPoint | undefined)[][];
  foundBefore: readonly ((SeriesPoint | undefined)[] | undefined)[];
  starts: number[];
  earlier: number[] | null;
  view: FiguresView;
}

function PointsTable({ series, found, foundBefore, starts, earlier, view }: PointsTableProps) {
  const rows = starts.map((start, index) => ({ start, index })).reverse();
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={t("Tabla de la evolución")}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Período")}</th>
            <th scope="col" className="number">
              {t("Ingresadas")}
            </th>
            {series.map(({ definition }) => (
              <Fragment key={definition.id}>
                <th scope="col" className="number">
                  {definition.name}
                </th>
                {earlier && (
                  <>
                    <th scope="col" className="number">
                      {t("{name}, antes", { name: definition.name })}
                    </th>
                    <th scope="col" className="number">
                      {t("Diferencia")}
                    </th>
                  </>
                )}
              </Fragment>
            ))}
            {view.by === "day" && view.queue && (
              <th scope="col">
                <span className="unseen">{t("Llamadas")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ start, index }) => {
            const name = slotLabel(new Date(start).toISOString(), view.by);
            const now = found[0]?.[index];
            const day = localDay(start);
            const calls = callsPath({ ...view, from: day, until: day }, { set_aside: "false" });
            return (
              <tr key={start}>
                <th scope="row">
                  {name}
                  {now?.incomplete && (
                    <>
                      {" "}
                      <span className={css.warnTag}>{t("faltan datos")}</span>
                    </>
                  )}
                </th>
                <td className="number num">
                  <EnteredCalls
                    calls={now?.entered ?? 0}
                    name={name}
                    to={view.by === "day" && !view.queue ? calls : null}
                  />
                </td>
                {series.map(({ definition }, at) => (
                  <PointCells
                    key={definition.id}
                    definition={definition}
                    now={found[at]?.[index]}
                    then={foundBefore[at]?.[index]}
                    on={earlier?.[index]}
                    view={view}
                    name={name}
                  />
                ))}
                {view.by === "day" && view.queue && (
                  <td className="number">
                    {(now?.entered ?? 0) > 0 && (
                      <Link to={calls} aria-label={t("Llamadas de {name}", { name })}>
                        {t("Llamadas")}
                      </Link>
                    )}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The calls of a slot, with the address of their list where it has the same calls. */
function EnteredCalls({ calls, name, to }: { calls: number; name: string; to: string | null }) {
  if (!to || calls === 0) return <>{formatInteger(calls)}</>;
  return (
    <Link to={to} aria-label={`${countPhrase(calls, "llamada ingresada", "llamadas ingresadas")}, ${name}`}>
      {formatInteger(calls)}
    </Link>
  );
}

interface PointCellsProps {
  definition: IndicatorSeries["definition"];
  now: SeriesPoint | undefined;
  then: SeriesPoint | undefined;
  /** The start of the slot of the other period; undefined without a comparison. */
  on: number | undefined;
  view: FiguresView;
  /** Of the slot. */
  name: string;
}

/** A figure of a slot; with a comparison also that of the other period, and how far they are from each other. */
function PointCells({ definition, now, then, on, view, name }: PointCellsProps) {
  const mayOpen = useMayOpen(definition);
  const path = (point: SeriesPoint | undefined, range: DayRange | null) =>
    mayOpen && point && range ? figurePath(view, definition.id, point.starts_at, range) : null;
  const before = on === undefined ? null : comparedRange(view, view);
  return (
    <>
      <PointCell point={now} definition={definition} to={path(now, view)} name={name} />
      {on !== undefined && (
        <>
          <PointCell
            {...{ point: then, definition, on }}
            to={path(then, before)}
            name={t("antes, {day}", { day: longDateOfDay(localDay(on)) })}
          />
          <td className="number num">{differenceText(now?.value ?? null, then?.value ?? null, definition.unit)}</td>
        </>
      )}
    </>
  );
}

interface PointCellProps {
  point: SeriesPoint | undefined;
  definition: IndicatorSeries["definition"];
  /** The start of the slot, where it is of another period. */
  on?: number | undefined;
  /** The address of what the figure counts; null if it cannot be opened. */
  to: string | null;
  /** Of the slot. */
  name: string;
}

function PointCell({ point, definition, on, to, name }: PointCellProps) {
  if (!point || point.denominator === 0) return <td className="number quiet">–</td>;
  const fraction = <span className="quiet small">({fractionLabel({ ...point, unit: definition.unit })})</span>;
  const value = formatValue(point.value, definition.unit);
  return (
    <td className="number num">
      {to ? (
        <Link to={to}>
          {value} {fraction}
          <span className="unseen">
            : {definition.name}, {name}
          </span>
        </Link>
      ) : (
        <>
          {value} {fraction}
        </>
      )}
      {point.meets === false && " ▾"}
      {on !== undefined && <span className={css.under}>{shortDateOfDay(localDay(on))}</span>}
    </td>
  );
}

/** The half hours of many days: a table of coloured cells, because 1,400 bars cannot be read. */
function HalfHours({ series, view, today }: { series: IndicatorSeries; view: FiguresView; today: string }) {
  const labels = useLabels();
  const place = useChartPlace(view);
  const { definition } = series;
  const mayOpen = useMayOpen(definition);
  const path = mayOpen ? (slot: string) => figurePath(view, definition.id, slot, view) : null;
  const { columns, rows } = dayRows(series, view, today, path);
  const most = Math.max(0, ...series.points.map((each) => Number(each.value ?? 0)));
  return (
    <HeatMap
      label={t("{name} por día y media hora, {place}", { name: definition.name, place })}
      corner={t("Día")}
      columns={columns}
      rows={rows}
      legend={
        <HeatLegend
          target={definition.target === null ? null : targetLabel(labels, definition)}
          most={formatValue(most.toFixed(2), definition.unit)}
        />
      }
      about={{
        title: t("{name} por día y media hora", { name: definition.name }),
        period: place,
        fileName: `medias-horas-${definition.id}`,
      }}
    />
  );
}
