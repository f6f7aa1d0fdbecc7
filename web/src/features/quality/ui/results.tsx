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
        <Failure error={error} retry={() => void refetch()} title="No se pudieron leer los resultados." />
      ) : !data ? (
        <Loading label="Contando las evaluaciones…" />
      ) : !channel ? (
        <Empty title="El sitio no audita la calidad">No tiene formularios de evaluación.</Empty>
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
    <section className={`panel ${css.sheet}`} role="search" aria-label="Filtros de los resultados">
      <header>
        <h1 className={css.grow}>Resultados de calidad</h1>
        {channels.length > 1 && (
          <SegmentedControl
            className={css.segments}
            label="Canal"
            options={channels.map((each) => [each.channel, channelLabel(each.channel)] as const)}
            value={channel?.channel ?? null}
            onChange={(to) => navigate(resultsPath(range, to))}
          />
        )}
        <SegmentedControl
          className={css.segments}
          label="Período"
          options={presets.map(({ name }) => [name, name] as const)}
          value={chosen?.name ?? null}
          onChange={(name) => show(presets.find((each) => each.name === name) ?? range)}
        />
      </header>
      <p className={css.acts}>
        <DateField
          inline
          label="Desde"
          value={range.from}
          max={range.until}
          onChange={(day) => day && choose({ from: day })}
        />
        <DateField
          inline
          label="hasta"
          value={range.until}
          min={range.from}
          onChange={(day) => day && choose({ until: day })}
        />
        <span className="quiet">Por el día en que se firmó cada evaluación.</span>
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
        <Empty title="No hay evaluaciones firmadas en estos días">
          Solo cuentan las de las muestras al azar. Elija otro período u otro canal.
        </Empty>
      </section>
    );
  return (
    <>
      <TotalPanel data={data} channel={channel} range={range} />
      <section className={`panel ${css.sheet}`} aria-labelledby="detalle">
        <header>
          <h2 id="detalle" className={css.grow}>
            Por línea, mes y asesor
          </h2>
          <SegmentedControl
            className={css.segments}
            label="Qué se mide"
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
        {countPhrase(total.evaluations, "evaluación", "evaluaciones")} de las muestras al azar.{" "}
        {replaced === 0
          ? "No se reemplazó nada en las muestras."
          : `En las muestras se reemplazaron ${formatInteger(replaced)}.`}{" "}
        La franja dice dónde puede estar la cifra de todo el trabajo, con 95 % de confianza (intervalo de Wilson).
      </p>
      {weighted && (
        <p className={css.note}>
          La muestra tuvo al menos una de cada asesor. Por eso la cifra es una estimación ponderada: cada estrato pesa
          según su parte del trabajo, y no es la división de lo que cumple entre lo evaluado.
        </p>
      )}
      <IntervalTable label="Resultados del canal" heading="Familia de error" rows={rows(total.figures)} />
      {learning.evaluations > 0 && (
        <>
          <h3 className={css.subtitle}>
            Aparte: curva de aprendizaje ({countPhrase(learning.evaluations, "evaluación", "evaluaciones")})
          </h3>
          <p className="quiet">
            De asesores en sus primeros {formatInteger(data.learning_months)} meses. No cuentan en ningún indicador.
          </p>
          <IntervalTable label="Curva de aprendizaje" heading="Familia de error" rows={rows(learning.figures)} />
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
    tag: each.learning ? "curva de aprendizaje" : undefined,
    figure: figureOf(each.figures),
    missing: advisorNote(each, data.minimum),
  }));
  const heading = channel.channel === "phone" ? "Línea" : "Canal del ticket";
  return (
    <>
      <IntervalTable label={`Por ${heading.toLowerCase()}`} heading={heading} rows={lines} />
      {months.length > 1 && <IntervalTable label="Por mes" heading="Mes" rows={months} />}
      <IntervalTable label="Por asesor" heading="Asesor" rows={advisors} />
      <p className="quiet">
        Con menos de {formatInteger(data.minimum)} evaluaciones no se muestra la cifra de un asesor: unas pocas no dicen
        cómo trabaja.
      </p>
    </>
  );
}

const advisorNote = ({ sufficient, evaluations }: AdvisorResults, minimum: number): string =>
  sufficient ? "no hay nada que medir" : `muestra insuficiente (${formatInteger(evaluations)} de ${minimum})`;
