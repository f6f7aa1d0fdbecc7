// The parts of a dashboard: panels that look alike on all of them. They know nothing of what is shown.

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
/** Where the proxy leads from Grafana's port to the screens: deploy/haproxy/haproxy.cfg. */
const SCREENS_PATH = "/atencion";

/** From which value on a colour holds; the first one holds below the others. */
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

/** One number, or one for each series, large. */
export const statPanel = (shown: PanelSpec): Stat => {
  const panel = new Stat()
    .title(shown.title)
    .description(shown.description)
    .datasource(DATASOURCE)
    .span(shown.width ?? 4)
    .height(shown.height ?? 4)
    .targets(toTargets(shown.queries, true))
    .unit(shown.unit)
    .noValue("–")
    .thresholds(thresholds(shown.steps ?? PLAIN_STEPS))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .reduceOptions(lastValue())
    .colorMode(shown.steps === undefined ? BigValueColorMode.None : BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None);
  return shown.decimals === undefined ? panel : panel.decimals(shown.decimals);
};

/** Lines over time; where there are steps, the goal is drawn. */
export const timeSeriesPanel = (shown: PanelSpec, stacked = false): TimeSeries => {
  const panel = new TimeSeries()
    .title(shown.title)
    .description(shown.description)
    .datasource(DATASOURCE)
    .span(shown.width ?? 12)
    .height(shown.height ?? 8)
    .targets(toTargets(shown.queries, false))
    .unit(shown.unit)
    .min(0)
    .noValue("–")
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(2)
    .fillOpacity(stacked ? 40 : 8)
    .stacking(new StackingConfigBuilder().group("A").mode(stacked ? StackingMode.Normal : StackingMode.None))
    .thresholds(thresholds(shown.steps ?? PLAIN_STEPS))
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        shown.steps === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed,
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
  return shown.max === undefined ? panel : panel.max(shown.max);
};

/** One bar for each series, as it is now. */
export const barGaugePanel = (shown: PanelSpec): Bars =>
  new Bars()
    .title(shown.title)
    .description(shown.description)
    .datasource(DATASOURCE)
    .span(shown.width ?? 12)
    .height(shown.height ?? 8)
    .targets(toTargets(shown.queries, true))
    .unit(shown.unit)
    .min(0)
    .noValue("–")
    .thresholds(thresholds(shown.steps ?? PLAIN_STEPS))
    .colorScheme(
      new FieldColorBuilder().mode(
        shown.steps === undefined ? FieldColorModeId.PaletteClassicByName : FieldColorModeId.Thresholds,
      ),
    )
    .reduceOptions(lastValue())
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal);

/** A line between groups of panels. */
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

/** What may be chosen: which lines, which queues. */
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

/** A dashboard without panels: its name, what may be chosen, and the ways to the screens and to the other dashboards. */
export const dashboard = (uid: string, title: string, says: string, from: string, refresh: string): DashboardBuilder =>
  new DashboardBuilder(title)
    .uid(uid)
    .description(says)
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
