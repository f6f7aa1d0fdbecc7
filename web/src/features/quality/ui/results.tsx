/** Resultados de calidad: what the random samples prove, by family, line, month and advisor, with its interval. */
import { DateField } from "../../../components/date-field/date-field";
import { useState } from "react";
import {
  type AdvisorResults,
  type ChannelResults,
  type MeasuredQuality,
  type QualityMeasure,
  type QualityResults,
  useQualityResults,
} from "../../../api/quality-results";
import { serverClock } from "../../../clock";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { countPhrase, formatInteger } from "../../../formats";
import { labelOf, useLabels, useLineName } from "../../../labels";
import { navigate, useQueryString } from "../../../router";
import { monthLabel } from "../../oversight/model/indicator-labels";
import { localDay } from "../../oversight/model/indicator-view";
import {
  measureName,
  parseRange,
  rangeLabel,
  rangePresets,
  rangeQuery,
  type ResultsRange,
  resultsPath,
} from "../model/results";
import { channelLabel } from "../model/samples";
import { type IntervalRow, IntervalTable } from "./interval-table";
import css from "./quality.module.css";
import { t } from "../../../i18n/translate";

export default function QualityResultsScreen() {
  const search = useQueryString();
  const today = localDay(serverClock.now());
  const range = parseRange(search, today);
  const asked = new URLSearchParams(search).get("canal") ?? "";
  const { data, error, refetch, isPlaceholderData } = useQualityResults(rangeQuery(range));
  const channel = data?.channels.find((each) => each.channel === asked) ?? data?.channels[0];
  return (
    <div className={css.screen} aria-busy={isPlaceholderData}>
      <ResultsFilters range={range} today={today} channels={data?.channels ?? []} channel={channel} />
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los resultados.")} />
      ) : !data ? (
        <Loading label={t("Contando las evaluaciones…")} />
      ) : !channel ? (
        <Empty title={t("El sitio no audita la calidad")}>{t("No tiene formularios de evaluación.")}</Empty>
      ) : (
        <ChannelPanels key={channel.channel} data={data} channel={channel} />
      )}
    </div>
  );
}

interface FiltersProps {
  range: ResultsRange;
  today: string;
  channels: ChannelResults[];
  channel: ChannelResults | undefined;
}

function ResultsFilters({ range, today, channels, channel }: FiltersProps) {
  const presets = rangePresets(today);
  const chosen = presets.find((each) => each.from === range.from && each.until === range.until);
  const show = (change: ResultsRange) => navigate(resultsPath(change, channel?.channel ?? ""));
  const choose = (change: Partial<ResultsRange>) => {
    const next = { ...range, ...change };
    if (next.from <= next.until && next.from <= today) show(next);
  };
  return (
    <section className={`panel ${css.sheet}`} role="search" aria-label={t("Filtros de los resultados")}>
      <header>
        <h1 className={css.grow}>{t("Resultados de calidad")}</h1>
        {channels.length > 1 && (
          <SegmentedControl
            className={css.segments}
            label={t("Canal")}
            options={channels.map((each) => [each.channel, channelLabel(each.channel)] as const)}
            value={channel?.channel ?? null}
            onChange={(to) => navigate(resultsPath(range, to))}
          />
        )}
        <SegmentedControl
          className={css.segments}
          label={t("Período")}
          options={presets.map(({ name }) => [name, name] as const)}
          value={chosen?.name ?? null}
          onChange={(name) => show(presets.find((each) => each.name === name) ?? range)}
        />
      </header>
      <p className={css.acts}>
        <DateField
          inline
          label={t("Desde")}
          value={range.from}
          max={range.until}
          onChange={(day) => day && choose({ from: day })}
        />
        <DateField
          inline
          label={t("hasta")}
          value={range.until}
          min={range.from}
          onChange={(day) => day && choose({ until: day })}
        />
        <span className="quiet">{t("Por el día en que se firmó cada evaluación.")}</span>
      </p>
    </section>
  );
}

function ChannelPanels({ data, channel }: { data: QualityResults; channel: ChannelResults }) {
  const [measure, setMeasure] = useState<QualityMeasure>(channel.total.figures[0]?.measure ?? "score");
  const until = new Date(Date.parse(data.to) - 1).toISOString();
  const range = { from: localDay(data.from), until: localDay(until) };
  if (channel.total.evaluations === 0 && channel.learning.evaluations === 0)
    return (
      <section className={`panel ${css.sheet}`}>
        <Empty title={t("No hay evaluaciones firmadas en estos días")}>
          {t("Solo cuentan las de las muestras al azar. Elija otro período u otro canal.")}
        </Empty>
      </section>
    );
  return (
    <>
      <TotalPanel data={data} channel={channel} range={range} />
      <section className={`panel ${css.sheet}`} aria-labelledby="detalle">
        <header>
          <h2 id="detalle" className={css.grow}>
            {t("Por línea, mes y asesor")}
          </h2>
          <SegmentedControl
            className={css.segments}
            label={t("Qué se mide")}
            options={channel.total.figures.map(
              (each) => [each.measure, measureName(each.measure, data.families)] as const,
            )}
            value={measure}
            onChange={setMeasure}
          />
        </header>
        <PlaceTables data={data} channel={channel} measure={measure} />
      </section>
    </>
  );
}

function TotalPanel({ data, channel, range }: { data: QualityResults; channel: ChannelResults; range: ResultsRange }) {
  const { total, learning, replaced } = channel;
  const rows = (figures: MeasuredQuality[]): IntervalRow[] =>
    figures.map((figure) => ({ key: figure.measure, name: measureName(figure.measure, data.families), figure }));
  const weighted = total.figures.some((each) => each.weighted);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="total">
      <header>
        <h2 id="total">{channelLabel(channel.channel)}</h2>
        <span className="quiet">{rangeLabel(range)}</span>
      </header>
      <p className={css.text}>
        {replaced === 0
          ? t(
              "{evaluations} de las muestras al azar. No se reemplazó nada en las muestras. La franja dice dónde puede estar la cifra de todo el trabajo, con 95 % de confianza (intervalo de Wilson).",
              { evaluations: countPhrase(total.evaluations, "evaluación", "evaluaciones") },
            )
          : t(
              "{evaluations} de las muestras al azar. En las muestras se reemplazaron {replaced}. La franja dice dónde puede estar la cifra de todo el trabajo, con 95 % de confianza (intervalo de Wilson).",
              {
                evaluations: countPhrase(total.evaluations, "evaluación", "evaluaciones"),
                replaced: formatInteger(replaced),
              },
            )}
      </p>
      {weighted && (
        <p className={css.note}>
          {t(
            "La muestra tuvo al menos una de cada asesor. Por eso la cifra es una estimación ponderada: cada estrato pesa según su parte del trabajo, y no es la división de lo que cumple entre lo evaluado.",
          )}
        </p>
      )}
      <IntervalTable label={t("Resultados del canal")} heading={t("Familia de error")} rows={rows(total.figures)} />
      {learning.evaluations > 0 && (
        <>
          <h3 className={css.subtitle}>
            {t("Aparte: curva de aprendizaje ({evaluations})", {
              evaluations: countPhrase(learning.evaluations, "evaluación", "evaluaciones"),
            })}
          </h3>
          <p className="quiet">
            {t("De asesores en sus primeros {learning_months} meses. No cuentan en ningún indicador.", {
              learning_months: formatInteger(data.learning_months),
            })}
          </p>
          <IntervalTable
            label={t("Curva de aprendizaje")}
            heading={t("Familia de error")}
            rows={rows(learning.figures)}
          />
        </>
      )}
    </section>
  );
}

function PlaceTables({
  data,
  channel,
  measure,
}: {
  data: QualityResults;
  channel: ChannelResults;
  measure: QualityMeasure;
}) {
  const lineName = useLineName();
  const { channels } = useLabels();
  const placeName = (place: string) => (channel.channel === "phone" ? lineName(place) : labelOf(channels, place));
  const figureOf = (figures: MeasuredQuality[]) => figures.find((each) => each.measure === measure);
  const lines = channel.lines.map(({ place, figures }) => ({
    key: place,
    name: placeName(place),
    figure: figureOf(figures),
  }));
  const months = channel.months.map(({ place, figures }) => ({
    key: place,
    name: monthLabel(place),
    figure: figureOf(figures),
  }));
  const advisors = channel.advisors.map((each) => ({
    key: each.name,
    name: each.name,
    tag: each.learning ? t("curva de aprendizaje") : undefined,
    figure: figureOf(each.figures),
    missing: advisorNote(each, data.minimum),
  }));
  const heading = channel.channel === "phone" ? t("Línea") : t("Canal del ticket");
  return (
    <>
      <IntervalTable label={t("Por {heading}", { heading: heading.toLowerCase() })} heading={heading} rows={lines} />
      {months.length > 1 && <IntervalTable label={t("Por mes")} heading={t("Mes")} rows={months} />}
      <IntervalTable label={t("Por asesor")} heading={t("Asesor")} rows={advisors} />
      <p className="quiet">
        {t(
          "Con menos de {minimum} evaluaciones no se muestra la cifra de un asesor: unas pocas no dicen cómo trabaja.",
          { minimum: formatInteger(data.minimum) },
        )}
      </p>
    </>
  );
}

const advisorNote = ({ sufficient, evaluations }: AdvisorResults, minimum: number): string =>
  sufficient
    ? t("no hay nada que medir")
    : t("muestra insuficiente ({evaluations} de {minimum})", { evaluations: formatInteger(evaluations), minimum });
