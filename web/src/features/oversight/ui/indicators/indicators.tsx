/** The contract's indicators of a period: each with its target and the calls behind it, and the closing balance. */
import { DateField } from "../../../../components/date-field/date-field";
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type Definition, type Figure, type Indicators, useIndicators } from "../../../../api/indicators";
import { accountQuery } from "../../../../api/queries";
import { useLines } from "../../../../labels";
import { serverClock } from "../../../../clock";
import { useDesk } from "../../../../realtime/desk-hooks";
import { shortDateOfDay } from "../../../../formats";
import {
  type Granularity,
  type DayRange,
  localDay,
  viewPath,
  presets,
  rangeError,
  parseView,
  closeFigure,
  invalidRange,
  type IndicatorView,
} from "../../model/indicator-view";
import { Failure, Loading } from "../../../../components/load-states";
import { SegmentedControl } from "../../../../components/segmented-control";
import { navigate, useQueryString } from "../../../../router";
import { ClosingBalancePane } from "./closing-balance";
import { FigureCalls } from "./figure-calls";
import { IndicatorCard, IndicatorTile } from "./indicator-card";
import { FigureTable } from "./figure-table";
import { ClosedMonthsPane } from "./closed-months";
import css from "../oversight.module.css";
import { SensitivityPane } from "./sensitivity";
import { t } from "../../../../i18n/translate";

export const INDICATOR_PANES = [
  ["cifras", t("Cifras")],
  ["balance", t("Balance de cierre")],
  ["sensibilidad", t("Sensibilidad")],
  ["meses", t("Meses cerrados")],
] as const;
const GRANULARITIES = [
  ["period", t("Período")],
  ["month", t("Mes")],
  ["day", t("Día")],
  ["interval", t("Media hora")],
] as const;

export default function IndicatorsScreen() {
  const today = localDay(serverClock.now());
  const view = parseView(useQueryString(), today);
  const show = (change: Partial<IndicatorView>) => navigate(viewPath(closeFigure(view, change)));
  const { data, error, refetch, isFetching, isPlaceholderData } = useIndicators({
    ...view,
    by: view.pane === "cifras" ? view.by : "period",
  });
  return (
    <div className={css.screen} aria-busy={isFetching}>
      <h1 className="unseen">{t("Indicadores del contrato")}</h1>
      <ViewFilters view={view} today={today} show={show} />
      {view.pane === "meses" ? (
        <ClosedMonthsPane show={show} />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los indicadores.")} />
      ) : !data ? (
        <Loading label={t("Contando las llamadas del período…")} />
      ) : view.pane === "sensibilidad" ? (
        <SensitivityPane view={view} show={show} />
      ) : (
        <StaleWhileLoading stale={isPlaceholderData}>
          {view.pane === "balance" ? (
            <ClosingBalancePane balances={data.balances} view={view} />
          ) : (
            <FiguresPane data={data} view={view} show={show} />
          )}
        </StaleWhileLoading>
      )}
    </div>
  );
}

/** The previous selection's figures while the new ones load: they keep their place, but are clearly marked as old. */
function StaleWhileLoading({ stale, children }: { stale: boolean; children: ReactNode }) {
  return (
    <div className={css.former} data-former={stale || undefined} inert={stale}>
      {stale && (
        <p className={css.note} role="status">
          {t("Contando las llamadas de lo que eligió… Las cifras de abajo son todavía las de antes.")}
        </p>
      )}
      {children}
    </div>
  );
}

interface ViewProps {
  view: IndicatorView;
  show: (change: Partial<IndicatorView>) => void;
}

function ViewFilters({ view, today, show }: ViewProps & { today: string }) {
  const lines = useLines();
  const queues = useDesk((state) => state.entities.queue);
  const preset = presets(today).find((each) => each.from === view.from && each.until === view.until);
  const places = view.pane === "cifras" || view.pane === "sensibilidad";
  return (
    <div className={`panel ${css.bar}`} role="search" aria-label={t("Filtros de los indicadores")}>
      <SegmentedControl
        className={`${css.segments} ${css.grow}`}
        label={t("Vista")}
        options={INDICATOR_PANES}
        value={view.pane}
        onChange={(pane) => show({ pane })}
      />
      {view.pane !== "meses" && (
        <>
          <SegmentedControl
            className={css.segments}
            label={t("Período")}
            options={presets(today).map(({ name }) => [name, name] as const)}
            value={preset?.name ?? null}
            onChange={(name) => show(presets(today).find((each) => each.name === name) ?? {})}
          />
          <DateRangeInput view={view} today={today} show={show} />
        </>
      )}
      {places && (
        <NativeSelect
          aria-label={t("Línea")}
          size="sm"
          className={css.filter}
          value={view.line}
          onChange={(event) => show({ line: event.currentTarget.value, queue: "" })}
          data={[
            { value: "", label: t("Todas las líneas") },
            ...lines.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      {view.pane === "cifras" && (
        <>
          <NativeSelect
            aria-label={t("Cola")}
            size="sm"
            className={css.filter}
            value={view.queue}
            onChange={(event) => show({ queue: event.currentTarget.value })}
            data={[
              { value: "", label: t("Sin distinguir cola") },
              ...Object.values(queues).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <SegmentedControl
            className={css.segments}
            label={t("Por")}
            options={GRANULARITIES}
            value={view.by}
            onChange={(by: Granularity) => show({ by })}
          />
        </>
      )}
    </div>
  );
}

/** The inputs of a date range. An invalid range shows its error; the figures are of the last valid range. */
function DateRangeInput({ view, today, show }: ViewProps & { today: string }) {
  const [typed, setTyped] = useState<DayRange | null>(null);
  const asked = invalidRange(useQueryString());
  const days = typed ?? asked ?? view;
  const wrong = rangeError(days, today);
  const choose = (change: Partial<DayRange>) => {
    const next = { ...days, ...change };
    const fits = !rangeError(next, today);
    setTyped(fits ? null : next);
    if (fits) show(next);
  };
  const about = wrong ? { "aria-invalid": true, "aria-describedby": "lapso" } : {};
  return (
    <span className={css.dates}>
      <DateField
        inline
        label={t("Desde")}
        value={days.from}
        max={today}
        {...about}
        onChange={(day) => day && choose({ from: day })}
      />
      <DateField
        inline
        label={t("hasta")}
        value={days.until}
        {...about}
        onChange={(day) => day && choose({ until: day })}
      />
      {wrong && (
        <span id="lapso" role="alert" className={css.wrong}>
          {t("{wrong} Las cifras son del {from} al {until}.", {
            wrong,
            from: shortDateOfDay(view.from),
            until: shortDateOfDay(view.until),
          })}
        </span>
      )}
    </span>
  );
}

/** Return the selected definition, or else the first. */
export const selectedDefinition = (data: Indicators, view: IndicatorView): Definition | undefined =>
  data.definitions.find(({ id }) => id === view.indicator) ?? data.definitions[0];

/** Return the figure of an indicator for the whole selected period. */
function periodFigure(data: Indicators, view: IndicatorView, indicator: string): Figure | undefined {
  return data.figures.find(
    (each) =>
      each.indicator === indicator && each.line === view.line && each.queue === view.queue && each.kind === "period",
  );
}

function FiguresPane({ data, view, show }: ViewProps & { data: Indicators }) {
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const totalsQuery = useIndicators({ ...view, by: "period" });
  const totals = totalsQuery.data ?? data;
  const stale = totalsQuery.isPlaceholderData || undefined;
  const chosen = selectedDefinition(data, view);
  if (!chosen) return <p className={css.note}>{t("El sitio no define indicadores para estos días.")}</p>;
  const of = (withTarget: boolean) => totals.definitions.filter(({ target }) => (target !== null) === withTarget);
  const shown = (each: Definition) => ({
    definition: each,
    figure: periodFigure(totals, view, each.id),
    chosen: each.id === chosen.id,
    choose: () => show({ indicator: each.id }),
  });
  return (
    <div className={css.two} data-open={view.part || undefined}>
      <div className={css.stack}>
        <div className={css.cards} data-former={stale} role="group" aria-label={t("Indicadores con meta")}>
          {of(true).map((each) => (
            <IndicatorCard key={each.version} {...shown(each)} />
          ))}
        </div>
        <div className={css.tiles} data-former={stale} role="group" aria-label={t("Indicadores sin meta")}>
          {of(false).map((each) => (
            <IndicatorTile key={each.version} {...shown(each)} />
          ))}
        </div>
        <FigureTable
          data={data}
          view={view}
          definition={chosen}
          show={(change) => navigate(viewPath({ ...view, ...change }))}
        />
      </div>
      {view.part && (
        <FigureCalls
          view={view}
          definition={chosen}
          figures={data.figures}
          mayObserve={may.includes("observation.make")}
          close={() => show({})}
          choose={(part) => navigate(viewPath({ ...view, part }))}
        />
      )}
    </div>
  );
}
