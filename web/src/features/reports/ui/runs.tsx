/** The runs of a report: each as it was made, with its files and with what became of it for each recipient. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type OwnReportRun, useRun, useRuns } from "../../../api/own-reports";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { TechnicalDetails } from "../../../components/technical-details";
import { countPhrase, formatInteger, shortDateOfDay } from "../../../formats";
import { deliveryLabel, FORMAT_NAMES, isUndelivered, moment } from "../model/report-labels";
import css from "./reports.module.css";
import { SectionTables } from "./section-tables";
import { t } from "../../../i18n/translate";

export function Runs({ id }: { id: string }) {
  const [cursor, setCursor] = useState<string | undefined>();
  const [open, setOpen] = useState("");
  const { data, error, refetch } = useRuns(id, cursor);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="envios">
      <header className={css.bar}>
        <h2 id="envios">{t("Lo que se ha hecho y enviado")}</h2>
      </header>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer lo enviado.")} />
      ) : !data ? (
        <Loading label={t("Leyendo lo enviado…")} />
      ) : data.runs.length === 0 ? (
        <Empty title={t("Todavía no se ha hecho")}>{t("Escoja «Hacer ahora», o espere a su próxima hora.")}</Empty>
      ) : (
        <ol className={css.runs}>
          {data.runs.map((run) => (
            <li key={run.id}>
              <RunItem run={run} isOpen={run.id === open} toggle={() => setOpen(run.id === open ? "" : run.id)} />
            </li>
          ))}
        </ol>
      )}
      {(cursor !== undefined || data?.next) && (
        <p className={css.acts}>
          {cursor !== undefined && (
            <Button variant="default" onClick={() => setCursor(undefined)}>
              {t("Volver a los últimos")}
            </Button>
          )}
          {data?.next && (
            <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
              {t("Anteriores")}
            </Button>
          )}
        </p>
      )}
    </section>
  );
}

const daysOf = ({ first_day, last_day }: OwnReportRun): string =>
  first_day === last_day
    ? shortDateOfDay(first_day)
    : t("{first_day} a {last_day}", { first_day: shortDateOfDay(first_day), last_day: shortDateOfDay(last_day) });

function RunItem({ run, isOpen, toggle }: { run: OwnReportRun; isOpen: boolean; toggle: () => void }) {
  const failed = run.deliveries.filter(isUndelivered).length;
  return (
    <div className={css.run}>
      <div className={css.runHead}>
        <span className={css.name}>
          <strong>{daysOf(run)}</strong>
          <span className="quiet small">
            {run.due_at
              ? t("Hecho el {made_at}, por su programación", { made_at: moment(run.made_at) })
              : t("Hecho el {made_at}, porque alguien lo pidió", { made_at: moment(run.made_at) })}
          </span>
          {run.missed > 0 && (
            <span className={css.warning}>
              {run.missed === 1
                ? t("El sistema estuvo detenido: no se hizo el envío anterior")
                : t("El sistema estuvo detenido: no se hicieron {missed} envíos anteriores", { missed: run.missed })}
            </span>
          )}
          {failed > 0 && (
            <span className={css.warning}>
              {t("No le llegó a {failed}", { failed: countPhrase(failed, "persona", "personas") })}
            </span>
          )}
        </span>
        <span className={css.files}>
          {FORMAT_NAMES.map(([part, name]) => (
            <a key={part} href={`/api/v1/own-report-runs/${run.id}/${part}`} download>
              {name}
            </a>
          ))}
        </span>
        <Button variant="default" size="xs" onClick={toggle} aria-expanded={isOpen}>
          {isOpen ? t("Cerrar") : t("Ver")}
        </Button>
      </div>
      {isOpen && <RunBody run={run} />}
    </div>
  );
}

function RunBody({ run }: { run: OwnReportRun }) {
  const { data, error, refetch } = useRun(run.id);
  return (
    <div className={css.runBody}>
      <h3>{t("A quién le llegó")}</h3>
      {run.deliveries.length === 0 ? (
        <p className="quiet">{t("No se envió a nadie.")}</p>
      ) : (
        <ul className={css.deliveries}>
          {run.deliveries.map((each) => (
            <li key={each.user} data-bad={isUndelivered(each) || undefined}>
              <strong>{each.name}:</strong> {deliveryLabel(each)}
            </li>
          ))}
        </ul>
      )}
      <h3>{t("Las cifras del informe")}</h3>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir.")} />
      ) : data ? (
        <SectionTables sections={data.sections} />
      ) : (
        <Loading label={t("Abriendo…")} />
      )}
      <TechnicalDetails about={t("del informe")}>
        {t("Último hecho del registro: {journal_seq}. Cabeza de la cadena:", {
          journal_seq: formatInteger(run.journal_seq),
        })}{" "}
        <span className={css.hash}>{run.journal_head}</span>
      </TechnicalDetails>
    </div>
  );
}
