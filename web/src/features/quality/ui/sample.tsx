/** One sample: what it proves and how to repeat its draw, its strata, and its items with the replaced ones. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type ItemEvaluations, useBeginEvaluation, useSampleEvaluations } from "../../../api/evaluations";
import { useMarkSubjectRead } from "../../../api/notifications";
import { accountQuery } from "../../../api/queries";
import { ApiProblem } from "../../../api/problem";
import { type Sample, type SampleItem, useSample } from "../../../api/samples";
import { serverClock } from "../../../clock";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Command } from "../../../components/copyable";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { TechnicalDetails } from "../../../components/technical-details";
import { formatInteger, momentPhrase } from "../../../formats";
import { labelOf, useLabels, useLineName } from "../../../labels";
import { navigate } from "../../../router";
import { SubjectObservations } from "../../oversight/ui/subject-observations";
import { evaluationPath } from "../model/evaluation-labels";
import {
  itemPath,
  planLabel,
  replacementOf,
  replacementsLabel,
  sampleName,
  sizeLabel,
  stateSentence,
  verifyCommand,
} from "../model/samples";
import { seedPath } from "../model/seeds";
import { TakenLink } from "./begin-dialog";
import css from "./quality.module.css";
import { ReplaceDialog } from "./replace-dialog";
import { StateTag } from "./state-tag";
import { t } from "../../../i18n/translate";

export function SamplePage({ id }: { id: string }) {
  const { data, error, refetch } = useSample(id);
  useMarkSubjectRead("sample", id, data !== undefined);
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 400);
  return (
    <>
      <p>
        <Link to="/calidad/muestras">{t("Volver a las muestras")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Muestra de calidad")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ninguna muestra en esta dirección")}>{t("Elija una de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la muestra.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la muestra…")} />
      ) : (
        <>
          <SampleOverview sample={data} />
          <SubjectObservations
            subject={{
              kind: "sample",
              id: data.summary.id,
              name: t("Muestra de calidad: {summary}", { summary: sampleName(data.summary) }),
            }}
          />
          {data.summary.state === "drawn" && (
            <>
              <StratumTable sample={data} />
              <ItemSection sample={data} />
            </>
          )}
        </>
      )}
    </>
  );
}

function SampleOverview({ sample }: { sample: Sample }) {
  const { summary, proof, strata } = sample;
  const drawn = summary.state === "drawn";
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="muestra">
      <header>
        <h1 id="muestra">{sampleName(summary)}</h1>
        <StateTag state={summary.state} />
        <span className="quiet">{stateSentence(summary, serverClock.now())}</span>
      </header>
      <dl className={css.facts}>
        {drawn && (
          <>
            <dt>{t("Muestra")}</dt>
            <dd>{sizeLabel(summary)}</dd>
            {strata.some(({ advisor }) => advisor !== null) && (
              <>
                <dt>{t("Estratos")}</dt>
                <dd>{formatInteger(strata.length)}</dd>
              </>
            )}
            <dt>{t("Reemplazos")}</dt>
            <dd>{replacementsLabel(summary.replaced)}</dd>
          </>
        )}
        <dt>{t("Plan")}</dt>
        <dd>
          {planLabel(summary.plan)}
          {summary.plan.each_advisor && t(" · al menos una de cada asesor, y por eso la cifra se pondera")}
        </dd>
        <dt>{t("Número de la interventoría")}</dt>
        <dd>
          <Link to={seedPath(summary.week)}>
            {!summary.number
              ? t("sin compromiso")
              : summary.number.number
                ? t("revelado")
                : t("comprometido, sin revelar")}
          </Link>
        </dd>
      </dl>
      <p className={css.text}>{proof}</p>
      {drawn && (
        <>
          <p className={css.text}>
            {t(
              "Cualquiera puede repetir el sorteo en el servidor, o en otra máquina con los meses sellados, con esta orden:",
            )}
          </p>
          <Command text={verifyCommand(summary)} label={t("Repetir el sorteo")} />
          <TechnicalDetails about={t("del sorteo")}>
            <dl className={css.facts}>
              <dt>{t("Último hecho de la semana")}</dt>
              <dd>{sample.head_seq !== null && formatInteger(sample.head_seq)}</dd>
              <dt>{t("Cabeza")}</dt>
              <dd className={css.hash}>{sample.head}</dd>
              <dt>{t("Semilla")}</dt>
              <dd className={css.hash}>{sample.seed}</dd>
              <dt>{t("Marco de la muestra")}</dt>
              <dd className={css.hash}>{sample.frame}</dd>
              <dt>{t("Versión del sitio")}</dt>
              <dd className={css.hash}>{summary.plan.site_version}</dd>
            </dl>
          </TechnicalDetails>
        </>
      )}
    </section>
  );
}

/** Return the name of the line of a call, or of the channel of a ticket. */
function useStratumLine(channel: Sample["summary"]["channel"]): (line: string) => string {
  const lineName = useLineName();
  const { channels } = useLabels();
  return channel === "phone" ? lineName : (line) => labelOf(channels, line);
}
const lineHeading = (channel: Sample["summary"]["channel"]): string => (channel === "phone" ? t("Línea") : t("Canal"));

function StratumTable({ sample: { summary, strata } }: { sample: Sample }) {
  const lineOf = useStratumLine(summary.channel);
  const heading = lineHeading(summary.channel);
  const named = strata.some(({ advisor }) => advisor !== null);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="estratos">
      <h2 id="estratos">{t("Estratos")}</h2>
      {!named && strata.length > 0 && (
        <p className={css.text}>
          {t(
            "Cada línea y asesor es un estrato. Aquí se ven por línea, porque el sitio pide evaluar sin saber de quién es el trabajo.",
          )}
        </p>
      )}
      {strata.length === 0 ? (
        <Empty title={t("No hay estratos")}>{t("En la semana no hubo nada que evaluar en este canal.")}</Empty>
      ) : (
        <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="estratos">
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{heading}</th>
                {named && <th scope="col">{t("Asesor")}</th>}
                <th scope="col" className="number">
                  {t("Población")}
                </th>
                <th scope="col" className="number">
                  {t("Muestra")}
                </th>
              </tr>
            </thead>
            <tbody>
              {strata.map((each) => (
                <tr key={`${each.line} ${each.advisor ?? ""}`}>
                  <th scope="row">{lineOf(each.line)}</th>
                  {named && <td data-label={t("Asesor")}>{each.advisor_name}</td>}
                  <td data-label={t("Población")} className="number num">
                    {formatInteger(each.population)}
                  </td>
                  <td data-label={t("Muestra")} className="number num">
                    {formatInteger(each.size)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function ItemSection({ sample }: { sample: Sample }) {
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const [chosen, setChosen] = useState<SampleItem | null>(null);
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const noun = sample.summary.channel === "phone" ? t("Llamadas") : t("Tickets");
  const finish = (item: string, changed: Sample) => {
    setChosen(null);
    const entered = replacementOf(changed, item)?.item ?? "";
    confirm(t("{item} salió de la muestra y entró {entered}.", { item, entered }));
    requestAnimationFrame(() => heading.current?.focus());
  };
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="elementos">
      <h2 id="elementos" tabIndex={-1} ref={heading}>
        {t("{noun} de la muestra", { noun })}
      </h2>
      <Confirmation>{confirmed}</Confirmation>
      {sample.items.length === 0 ? (
        <Empty title={t("La muestra está vacía")}>{t("En la semana no hubo nada que evaluar en este canal.")}</Empty>
      ) : (
        <ItemTable
          sample={sample}
          replace={may.includes("sample.replace") ? setChosen : undefined}
          reads={may.includes("evaluation.read")}
        />
      )}
      {chosen && (
        <ReplaceDialog
          sample={sample}
          item={chosen}
          done={(changed) => finish(chosen.item, changed)}
          close={() => setChosen(null)}
        />
      )}
    </section>
  );
}

interface ItemTableProps {
  sample: Sample;
  replace?: ((item: SampleItem) => void) | undefined;
  /** Whether the user may see who evaluates what. */
  reads: boolean;
}

function ItemTable({ sample, replace, reads }: ItemTableProps) {
  const { channel } = sample.summary;
  const lineOf = useStratumLine(channel);
  const heading = lineHeading(channel);
  const named = sample.items.some(({ advisor }) => advisor !== null);
  const { data, error } = useSampleEvaluations(sample.summary.id, reads);
  const work = new Map(data?.items.map((each) => [each.item, each]));
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="elementos">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{channel === "phone" ? t("Llamada") : t("Ticket")}</th>
            <th scope="col">{heading}</th>
            {named && <th scope="col">{t("Asesor")}</th>}
            <th scope="col" className="number">
              {t("Puesto")}
            </th>
            <th scope="col">{t("Estado")}</th>
            {reads && <th scope="col">{t("Evaluación")}</th>}
            {replace && (
              <th scope="col">
                <span className="unseen">{t("Reemplazar")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {sample.items.map((each) => (
            <tr key={each.item} data-out={each.state === "replaced" || undefined}>
              <th scope="row">
                <Link to={itemPath(channel, each.item)}>{each.item}</Link>
              </th>
              <td data-label={heading}>{lineOf(each.line)}</td>
              {named && <td data-label={t("Asesor")}>{each.advisor_name}</td>}
              <td data-label={t("Puesto")} className="number num">
                {formatInteger(each.position)}
              </td>
              <td data-label={t("Estado")} data-wide>
                <ItemState item={each} feminine={channel === "phone"} />
              </td>
              {reads && (
                <td data-label={t("Evaluación")} data-wide>
                  {each.state === "in_sample" && (
                    <ItemWork item={each.item} channel={channel} work={work.get(each.item)} failed={error !== null} />
                  )}
                </td>
              )}
              {replace && (
                <td data-wide>
                  {each.state === "in_sample" && !work.get(each.item)?.evaluations.length && (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t("Reemplazar {item}", { item: each.item })}
                      onClick={() => replace(each)}
                    >
                      {t("Reemplazar")}
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ItemWorkProps {
  item: string;
  channel: Sample["summary"]["channel"];
  work: ItemEvaluations | undefined;
  failed: boolean;
}

/** Who evaluates an item, and the button that begins its evaluation. */
function ItemWork({ item, channel, work, failed }: ItemWorkProps) {
  const { evaluation_states } = useLabels();
  const begin = useBeginEvaluation();
  if (!work) return <span className="quiet">{failed ? t("No se pudo leer") : "–"}</span>;
  return (
    <>
      {work.evaluations.map((each) => (
        <span key={each.id} className={css.work}>
          <Link to={evaluationPath(each.id)} className="num">
            {each.id}
          </Link>{" "}
          {evaluation_states[each.state].toLowerCase()}, {each.evaluator_name}
        </span>
      ))}
      {work.may_begin ? (
        <Button
          size="xs"
          aria-label={t("Evaluar {item}", { item })}
          loading={begin.isPending}
          onClick={() =>
            begin.mutate({ kind: "random", channel, item }, { onSuccess: ({ id }) => navigate(evaluationPath(id)) })
          }
        >
          {work.evaluations.length ? t("Evaluar también") : t("Evaluar")}
        </Button>
      ) : (
        !work.evaluations.length && <span className="quiet">{t("Sin comenzar")}</span>
      )}
      {begin.error && <Failure error={begin.error} />}
      <TakenLink error={begin.error} />
    </>
  );
}

function ItemState({ item, feminine }: { item: SampleItem; feminine: boolean }) {
  const now = serverClock.now();
  return (
    <>
      {item.state === "in_sample"
        ? t("En la muestra")
        : `${feminine ? t("Reemplazada") : t("Reemplazado")}: ${item.reason_name}`}
      {item.replaced_at && (
        <span className={css.below}>
          {t("por {replaced_by_name}, {replaced_at}", {
            replaced_by_name: item.replaced_by_name,
            replaced_at: momentPhrase(item.replaced_at, now),
          })}
        </span>
      )}
      {item.replaces && (
        <span className={css.below}>{t("entró en lugar de {replaces}", { replaces: item.replaces })}</span>
      )}
    </>
  );
}
