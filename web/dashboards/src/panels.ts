// The building blocks of the dashboards: panels with one look. They know nothing of the metrics that they show.

import { PanelBuilder as Bars } from "@grafana/grafana-foundation-sdk/bargauge";
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
  GraphThresholdsStyleConfigBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  FieldColorBuilder,
  FieldColorModeId,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeSeries } from "@grafana/grafana-foundation-sdk/timeseries";

export const DATASOURCE = { type: "prometheus", uid: "prometheus" };
/** The path from Grafana's port to the screens, as deploy/haproxy/haproxy.cfg routes it. */
const SCREENS_PATH = "/atencion";

/** Pairs of a colour and the value from which it applies; the first colour applies below the others. */
export type ThresholdSteps = [color: string, from: number | null][];
export const PLAIN_STEPS: ThresholdSteps = [["text", null]];
export const stepsAbove = (orange: number, red: number): ThresholdSteps => [
  ["green", null],
  ["orange", orange],
  ["red", red],
];
export const stepsBelow = (red: number, orange: number): ThresholdSteps => [
  ["red", null],
  ["orange", red],
  ["green", orange],
];

export interface Query {
  expr: string;
  name?: string;
}

export interface PanelSpec {
  title: string;
  description: string;
  unit: string;
  queries: Query[];
  width?: number;
  height?: number;
  steps?: ThresholdSteps;
  decimals?: number;
  max?: number;
}

const LETTERS = "ABCDEFGHIJ";

const toTargets = (queries: Query[], instant: boolean): DataqueryBuilder[] =>
  queries.map(({ expr, name }, at) => {
    const query = new DataqueryBuilder()
      .refId(LETTERS[at] ?? "Z")
      .datasource(DATASOURCE)
      .expr(expr)
      .legendFormat(name ?? "");
    return instant ? query.instant() : query.range();
  });

const thresholds = (steps: ThresholdSteps): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps.map(([color, value]) => ({ color, value })));

const lastValue = (): ReduceDataOptionsBuilder =>
  new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false);

/** Build a panel that shows one large number, or one for each series. */
export const statPanel = (spec: PanelSpec): Stat => {
  const panel = new Stat()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .span(spec.width ?? 4)
    .height(spec.height ?? 4)
    .targets(toTargets(spec.queries, true))
    .unit(spec.unit)
    .noValue("–")
    .thresholds(thresholds(spec.steps ?? PLAIN_STEPS))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .reduceOptions(lastValue())
    .colorMode(spec.steps === undefined ? BigValueColorMode.None : BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None);
  return spec.decimals === undefined ? panel : panel.decimals(spec.decimals);
};

/** Build a panel of lines over time; where `steps` are given, the goal is drawn as a dashed line. */
export const timeSeriesPanel = (spec: PanelSpec, stacked = false): TimeSeries => {
  const panel = new TimeSeries()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .span(spec.width ?? 12)
    .height(spec.height ?? 8)
    .targets(toTargets(spec.queries, false))
    .unit(spec.unit)
    .min(0)
    .noValue("–")
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(2)
    .fillOpacity(stacked ? 40 : 8)
    .stacking(new StackingConfigBuilder().group("A").mode(stacked ? StackingMode.Normal : StackingMode.None))
    .thresholds(thresholds(spec.steps ?? PLAIN_STEPS))
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        spec.steps === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed,
      ),
    )
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  return spec.max === undefined ? panel : panel.max(spec.max);
};

/** Build a panel with one bar for the current value of each series. */
export const barGaugePanel = (spec: PanelSpec): Bars =>
  new Bars()
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .span(spec.width ?? 12)
    .height(spec.height ?? 8)
    .targets(toTargets(spec.queries, true))
    .unit(spec.unit)
    .min(0)
    .noValue("–")
    .thresholds(thresholds(spec.steps ?? PLAIN_STEPS))
    .colorScheme(
      new FieldColorBuilder().mode(
        spec.steps === undefined ? FieldColorModeId.PaletteClassicByName : FieldColorModeId.Thresholds,
      ),
    )
    .reduceOptions(lastValue())
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal);

/** Build a heading between groups of panels. */
export const row = (title: string): RowBuilder => new RowBuilder(title);

const queryVariable = (name: string, label: string, query: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ text: "Todas", value: "$__all" });

/** Build the variables with which a reader chooses lines and queues. */
export const lineVariable = (): QueryVariableBuilder =>
  queryVariable("line", "Línea", "label_values(acd_calls_ingressed_total, line)");
export const queueVariable = (): QueryVariableBuilder =>
  queryVariable("queue", "Cola", "label_values(acd_queue_waiting_calls, queue)");

const screenLink = (title: string, path: string): DashboardLinkBuilder =>
  new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .url(`${SCREENS_PATH}${path}`)
    .icon("external link")
    .targetBlank(true);

/** Build a dashboard without panels: its name and its links to the screens and to the other dashboards. */
export const dashboard = (
  uid: string,
  title: string,
  description: string,
  from: string,
  refresh: string,
): DashboardBuilder =>
  new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(["atencion"])
    .timezone("America/Bogota")
    .weekStart("monday")
    .readonly()
    .refresh(refresh)
    .time({ from, to: "now" })
    .tooltip(DashboardCursorSync.Crosshair)
    .link(screenLink("Llamadas", "/llamadas"))
    .link(screenLink("Tablero", "/tablero"))
    .link(screenLink("Bandeja", "/bandeja"))
    .link(
      new DashboardLinkBuilder("Otros tableros")
        .type(DashboardLinkType.Dashboards)
        .tags(["atencion"])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true),
    );
