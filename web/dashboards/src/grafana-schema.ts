// A dashboard as the schema of Grafana has it, panels with the options of their kind: types alone, for tsc.
// Enumerations are taken by their values, for a JSON file knows no names.

import type { Dashboard, Panel, RowPanel } from "@grafana/schema";
import type { Options as BarOptions } from "@grafana/schema/dist/types/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen.js";
import type { Options as StatOptions } from "@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen.js";
import type { FieldConfig, Options as LineOptions } from "@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen.js";

type Plain<T> = T extends string ? `${T}` : T extends number | boolean | null | undefined ? T : T extends (infer E)[] ? Plain<E>[] : { [K in keyof T]: Plain<T[K]> };

interface Common extends Omit<Plain<Panel>, "type" | "options" | "fieldConfig" | "targets"> {
  targets: { refId: string; expr: string; legendFormat?: string; instant?: boolean; range?: boolean; datasource: { type: string; uid: string } }[];
}
type Config<Custom> = Omit<NonNullable<Plain<Panel>["fieldConfig"]>, "defaults"> & {
  defaults: Omit<NonNullable<Plain<Panel>["fieldConfig"]>["defaults"], "custom"> & { custom?: Custom };
};
type StatPanel = Common & { type: "stat"; options: Partial<Plain<StatOptions>>; fieldConfig: Config<never> };
type BarPanel = Common & { type: "bargauge"; options: Partial<Plain<BarOptions>>; fieldConfig: Config<never> };
type LinePanel = Common & { type: "timeseries"; options: Partial<Plain<LineOptions>>; fieldConfig: Config<Plain<FieldConfig>> };
type Row = Plain<RowPanel>;

export type Checked = Omit<Plain<Dashboard>, "panels"> & { panels: (StatPanel | BarPanel | LinePanel | Row)[] };
