// A dashboard in the shape of Grafana's schema, with the panel options of each kind. Types only, for tsc. Enums are
// replaced by their values, because a JSON file has no enum names.

import type { Dashboard, Panel, RowPanel } from "@grafana/schema";
import type { Options as BarOptions } from "@grafana/schema/dist/types/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen.js";
import type { Options as StatOptions } from "@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen.js";
import type {
  FieldConfig,
  Options as LineOptions,
} from "@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen.js";

type Unbranded<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends (infer E)[]
      ? Unbranded<E>[]
      : { [K in keyof T]: Unbranded<T[K]> };

interface CommonPanel extends Omit<Unbranded<Panel>, "type" | "options" | "fieldConfig" | "targets"> {
  targets: {
    refId: string;
    expr: string;
    legendFormat?: string;
    instant?: boolean;
    range?: boolean;
    datasource: { type: string; uid: string };
  }[];
}
type Config<Custom> = Omit<NonNullable<Unbranded<Panel>["fieldConfig"]>, "defaults"> & {
  defaults: Omit<NonNullable<Unbranded<Panel>["fieldConfig"]>["defaults"], "custom"> & { custom?: Custom };
};
type StatPanel = CommonPanel & { type: "stat"; options: Partial<Unbranded<StatOptions>>; fieldConfig: Config<never> };
type BarPanel = CommonPanel & { type: "bargauge"; options: Partial<Unbranded<BarOptions>>; fieldConfig: Config<never> };
type LinePanel = CommonPanel & {
  type: "timeseries";
  options: Partial<Unbranded<LineOptions>>;
  fieldConfig: Config<Unbranded<FieldConfig>>;
};
type Row = Unbranded<RowPanel>;

export type GrafanaDashboard = Omit<Unbranded<Dashboard>, "panels"> & {
  panels: (StatPanel | BarPanel | LinePanel | Row)[];
};
