/** Cifras: indicators over time and by hour, timeliness, reasons for contact, and the work of each advisor. */
import { DateField } from "../../../components/date-field/date-field";
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountQuery } from "../../../api/queries";
import { type FiguresExport, useExportFigures } from "../../../api/figures";
import { useIndicators } from "../../../api/indicators";
import { saveFile } from "../../../api/lists";
import { serverClock } from "../../../clock";
import { ExportMenu } from "../../../components/data-list/list-menus";
import { SegmentedControl } from "../../../components/segmented-control";
import { useLines } from "../../../labels";
import { useDesk } from "../../../realtime/desk-hooks";
import { navigate, useQueryString } from "../../../router";
import { localDay, presets } from "../../oversight/model/indicator-view";
import css from "../../oversight/ui/oversight.module.css";
import { comparedRange } from "../model/comparison";
import {
  FIGURE_TABLES,
  figuresFilter,
  changeView,
  figuresPath,
  type FigureTable,
  type FiguresView,
  parseFigures,
} from "../model/figures-view";
import { AdvisorsPane } from "./advisors";
import { EvolutionPane } from "./evolution";
import { HoursPane } from "./hours";
import { ReasonsPane } from "./reasons";
import { TimelinessPane } from "./timeliness";
import { t } from "../../../i18n/translate";

export default function FiguresScreen() {
  const today = localDay(serverClock.now());
  const seesAll = useQuery(accountQuery).data?.permissions.includes("service_level.read") ?? false;
  const view = parseFigures(useQueryString(), today, seesAll);
  const show = (change: Partial<FiguresView>) => navigate(figuresPath(changeView(view, { row: "", ...change })));
  return (
    <div className={css.screen}>
      <h1 className="unseen">{t("Cifras")}</h1>
      <FiguresBar view={view} today={today} seesAll={seesAll} show={show} />
      {view.table === "evolucion" && <EvolutionPane view={view} today={today} show={show} />}
      {view.table === "horas" && <HoursPane view={view} show={show} />}
      {view.table === "oportunidad" && <TimelinessPane view={view} show={show} />}
      {view.table === "motivos" && <ReasonsPane view={view} show={show} />}
      {view.table === "asesores" && <AdvisorsPane view={view} show={show} />}
    </div>
  );
}

interface FiguresBarProps {
  view: FiguresView;
  today: string;
  seesAll: boolean;
  show: (change: Partial<FiguresView>) => void;
}

function FiguresBar({ view, today, seesAll, show }: FiguresBarProps) {
  const lines = useLines();
  const queues = useDesk((state) => state.entities.queue);
  const choices = presets(today);
  const chosen = choices.find((each) => each.from === view.from && each.until === view.until);
  const choose = (change: Partial<FiguresView>) => {
    const next = { ...view, ...change };
    if (next.from <= next.until && next.from <= today) show(change);
  };
  return (
    <div className={`panel ${css.bar}`} role="search" aria-label={t("Filtros de las cifras")}>
      {seesAll && (
        <SegmentedControl
          className={`${css.segments} ${css.grow}`}
          label={t("Tabla")}
          options={FIGURE_TABLES}
          value={view.table}
          onChange={(table: FigureTable) => show({ table, order: "" })}
        />
      )}
      <SegmentedControl
        className={css.segments}
        label={t("Período")}
        options={choices.map(({ name }) => [name, name] as const)}
        value={chosen?.name ?? null}
        onChange={(name) => {
          const days = choices.find((each) => each.name === name);
          if (days) show({ from: days.from, until: days.until });
        }}
      />
      <span className={css.dates}>
        <DateField
          inline
          label={t("Desde")}
          value={view.from}
          max={view.until}
          onChange={(day) => day && choose({ from: day })}
        />
        <DateField
          inline
          label={t("hasta")}
          value={view.until}
          min={view.from}
          onChange={(day) => day && choose({ until: day })}
        />
      </span>
      {view.table !== "oportunidad" && (
        <>
          <NativeSelect
            aria-label={t("Línea")}
            size="sm"
            className={css.filter}
            value={view.line}
            onChange={(event) => show({ line: event.currentTarget.value })}
            data={[
              { value: "", label: t("Todas las líneas") },
              ...lines.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <NativeSelect
            aria-label={t("Cola")}
            size="sm"
            className={css.filter}
            value={view.queue}
            onChange={(event) => show({ queue: event.currentTarget.value })}
            data={[
              { value: "", label: t("Todas las colas") },
              ...Object.values(queues).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </>
      )}
      <FiguresExportMenu view={view} />
    </div>
  );
}

const EXPORTED: Record<FigureTable, FiguresExport["table"]> = {
  evolucion: "series",
  horas: "hours",
  oportunidad: "timeliness",
  motivos: "reasons",
  asesores: "advisors",
};

function FiguresExportMenu({ view }: { view: FiguresView }) {
  const exported = useExportFigures();
  const { from, to, line, queue } = figuresFilter(view);
  const isChart = view.table === "evolucion" || view.table === "horas";
  const first = useIndicators({ ...view, by: "period" }, isChart).data?.definitions[0]?.id;
  const before = comparedRange(view, view);
  const contact = {
    ...(view.table === "oportunidad" ? {} : { line: line || null, queue: queue || null }),
    ...(isChart ? { indicator: view.indicator || first, by: view.by } : {}),
    ...(view.table === "evolucion" ? { second: view.second || null, compare_from: before?.from ?? null } : {}),
  };
  return (
    <ExportMenu
      busy={exported.isPending}
      error={exported.error}
      onExport={(format) =>
        exported.mutate({ table: EXPORTED[view.table], format, from, to, ...contact } as FiguresExport, {
          onSuccess: (file) => saveFile(file, `cifras-${view.table}.${format}`),
        })
      }
    />
  );
}
