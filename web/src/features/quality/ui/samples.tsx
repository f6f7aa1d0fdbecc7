/** Muestras de calidad: each week and channel with its plan, its state and its size, the latest first. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type SampleSummary, useSamples } from "../../../api/samples";
import { serverClock } from "../../../clock";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import {
  CHANNEL_TABS,
  type ChannelTab,
  planLabel,
  sampleName,
  samplePath,
  seedLabel,
  sizeLabel,
  stateSentence,
} from "../model/samples";
import css from "./quality.module.css";
import { SamplePage } from "./sample";
import { StateTag } from "./state-tag";
import { t } from "../../../i18n/translate";

export default function SamplesScreen({ id }: { id: string }) {
  return <div className={css.screen}>{id ? <SamplePage key={id} id={id} /> : <SampleList />}</div>;
}

function SampleList() {
  const [tab, setTab] = useState<ChannelTab>("todas");
  const [before, setBefore] = useState<string | undefined>();
  const { data, error, refetch } = useSamples({
    ...(tab !== "todas" && { channel: tab }),
    ...(before && { before }),
  });
  const choose = (to: ChannelTab) => {
    setTab(to);
    setBefore(undefined);
  };
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="muestras">
      <header>
        <h1 id="muestras" className={css.grow}>
          {t("Muestras de calidad")}
        </h1>
        <SegmentedControl
          className={css.segments}
          label={t("Canal de las muestras")}
          options={CHANNEL_TABS}
          value={tab}
          onChange={choose}
        />
      </header>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las muestras.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las muestras…")} />
      ) : data.samples.length === 0 ? (
        <Empty title={t("No hay muestras aquí")}>
          {t("La de cada semana se planea el lunes a las 0:00, si el sitio audita la calidad de ese canal.")}
        </Empty>
      ) : (
        <SampleTable samples={data.samples} />
      )}
      {(before || data?.next) && (
        <p className={css.acts}>
          {before && (
            <Button variant="default" onClick={() => setBefore(undefined)}>
              {t("Volver a las últimas")}
            </Button>
          )}
          {data?.next && (
            <Button variant="default" onClick={() => setBefore(data.next ?? undefined)}>
              {t("Anteriores")}
            </Button>
          )}
        </p>
      )}
    </section>
  );
}

function SampleTable({ samples }: { samples: SampleSummary[] }) {
  const now = serverClock.now();
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="muestras">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Semana y canal")}</th>
            <th scope="col">{t("Estado")}</th>
            <th scope="col">{t("Muestra")}</th>
            <th scope="col">{t("Plan")}</th>
            <th scope="col">{t("Qué prueba la semilla")}</th>
          </tr>
        </thead>
        <tbody>
          {samples.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <Link to={samplePath(each.id)}>{sampleName(each)}</Link>
                <span className={css.below}>{t("semana {week}", { week: each.week })}</span>
              </th>
              <td data-label={t("Estado")} data-wide>
                <StateTag state={each.state} />
                <span className={css.below}>{stateSentence(each, now)}</span>
              </td>
              <td data-label={t("Muestra")} className="num">
                {sizeLabel(each)}
              </td>
              <td data-label={t("Plan")} data-wide>
                {planLabel(each.plan)}
              </td>
              <td data-label={t("Qué prueba la semilla")} data-wide>
                {seedLabel(each)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
