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

export const SOURCE = { type: "prometheus", uid: "prometheus" };
/** Where the proxy leads from Grafana's port to the screens: deploy/haproxy/haproxy.cfg. */
const SCREENS = "/atencion";

/** From which value on a colour holds; the first one holds below the others. */
export type Steps = [color: string, from: number | null][];
export const PLAIN: Steps = [["text", null]];
export const badFrom = (orange: number, red: number): Steps => [["green", null], ["orange", orange], ["red", red]];
export const badBelow = (red: number, orange: number): Steps => [["red", null], ["orange", red], ["green", orange]];

export interface Query {
  expr: string;
  name?: string;
}

export interface Shown {
  title: string;
  says: string;
  unit: string;
  queries: Query[];
  width?: number;
  height?: number;
  steps?: Steps;
  decimals?: number;
  most?: number;
}

const LETTERS = "ABCDEFGHIJ";

const asked = (queries: Query[], instant: boolean): DataqueryBuilder[] =>
  queries.map(({ expr, name }, at) => {
    const query = new DataqueryBuilder().refId(LETTERS[at] ?? "Z").datasource(SOURCE).expr(expr).legendFormat(name ?? "");
    return instant ? query.instant() : query.range();
  });

const thresholds = (steps: Steps): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps.map(([color, value]) => ({ color, value })));

const last = (): ReduceDataOptionsBuilder => new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false);

/** One number, or one for each series, large. */
export const figure = (shown: Shown): Stat => {
  const panel = new Stat()
    .title(shown.title)
    .description(shown.says)
    .datasource(SOURCE)
    .span(shown.width ?? 4)
    .height(shown.height ?? 4)
    .targets(asked(shown.queries, true))
    .unit(shown.unit)
    .noValue("–")
    .thresholds(thresholds(shown.steps ?? PLAIN))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .reduceOptions(last())
    .colorMode(shown.steps === undefined ? BigValueColorMode.None : BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None);
  return shown.decimals === undefined ? panel : panel.decimals(shown.decimals);
};

/** Lines over time; where there are steps, the goal is drawn. */
export const lines = (shown: Shown, stacked = false): TimeSeries => {
  const panel = new TimeSeries()
    .title(shown.title)
    .description(shown.says)
    .datasource(SOURCE)
    .span(shown.width ?? 12)
    .height(shown.height ?? 8)
    .targets(asked(shown.queries, false))
    .unit(shown.unit)
    .min(0)
    .noValue("–")
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(2)
    .fillOpacity(stacked ? 40 : 8)
    .stacking(new StackingConfigBuilder().group("A").mode(stacked ? StackingMode.Normal : StackingMode.None))
    .thresholds(thresholds(shown.steps ?? PLAIN))
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
  return shown.most === undefined ? panel : panel.max(shown.most);
};

/** One bar for each series, as it is now. */
export const bars = (shown: Shown): Bars =>
  new Bars()
    .title(shown.title)
    .description(shown.says)
    .datasource(SOURCE)
    .span(shown.width ?? 12)
    .height(shown.height ?? 8)
    .targets(asked(shown.queries, true))
    .unit(shown.unit)
    .min(0)
    .noValue("–")
    .thresholds(thresholds(shown.steps ?? PLAIN))
    .colorScheme(
      new FieldColorBuilder().mode(shown.steps === undefined ? FieldColorModeId.PaletteClassicByName : FieldColorModeId.Thresholds),
    )
    .reduceOptions(last())
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal);

/** A line between groups of panels. */
export const row = (title: string): RowBuilder => new RowBuilder(title);

const choice = (name: string, label: string, query: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(SOURCE)
    .query({ query, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current({ text: "Todas", value: "$__all" });

/** What may be chosen: which lines, which queues. */
export const LINE = (): QueryVariableBuilder => choice("line", "Línea", "label_values(acd_calls_ingressed_total, line)");
export const QUEUE = (): QueryVariableBuilder => choice("queue", "Cola", "label_values(acd_queue_waiting_calls, queue)");

const toScreen = (title: string, path: string): DashboardLinkBuilder =>
  new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(`${SCREENS}${path}`).icon("external link").targetBlank(true);

/** A dashboard without panels: its name, what may be chosen, and the ways to the screens and to the other dashboards. */
export const board = (uid: string, title: string, says: string, from: string, refresh: string): DashboardBuilder =>
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
    .link(toScreen("Llamadas", "/llamadas"))
    .link(toScreen("Tablero", "/tablero"))
    .link(toScreen("Bandeja", "/bandeja"))
    .link(
      new DashboardLinkBuilder("Otros tableros").type(DashboardLinkType.Dashboards).tags(["atencion"]).asDropdown(true).keepTime(true).includeVars(true),
    );
