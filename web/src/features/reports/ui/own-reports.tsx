/** Mis informes: the reports that the user composes, receives or shares; one of them, or the composer. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type OwnReportSummary, useOwnReport, useOwnReports } from "../../../api/own-reports";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { Link } from "../../../components/link";
import { navigate, useQueryString } from "../../../router";
import { moment, REPORTS_PATH } from "../model/report-labels";
import { Composer } from "./composer";
import { ReportDetail } from "./report-detail";
import css from "./reports.module.css";
import { StateTag } from "./state-tag";
import { t } from "../../../i18n/translate";

export default function OwnReportsScreen({ id }: { id: string }) {
  const query = new URLSearchParams(useQueryString());
  const changed = query.get("cambia") ?? "";
  const copied = query.get("copia") ?? "";
  if (changed || copied) return <StoredComposer id={changed || copied} copies={copied !== ""} />;
  if (query.has("nuevo")) return <Composer />;
  return id ? <ReportDetail key={id} id={id} /> : <ReportList />;
}

function StoredComposer({ id, copies }: { id: string; copies: boolean }) {
  const { data, error, refetch } = useOwnReport(id);
  if (error)
    return (
      <div className={css.screen}>
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir el informe.")} />
      </div>
    );
  return data ? <Composer key={id} report={data} copies={copies} /> : <Loading label={t("Abriendo el informe…")} />;
}

function ReportList() {
  const [cursor, setCursor] = useState<string | undefined>();
  const { data, error, refetch } = useOwnReports(cursor);
  return (
    <div className={css.screen}>
      <section className={`panel ${css.sheet}`} aria-labelledby="mis-informes">
        <header className={css.bar}>
          <h1 id="mis-informes">{t("Mis informes")}</h1>
          <Button onClick={() => navigate(`${REPORTS_PATH}?nuevo`)}>{t("Nuevo informe")}</Button>
        </header>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer sus informes.")} />
        ) : !data ? (
          <Loading label={t("Leyendo sus informes…")} />
        ) : data.reports.length === 0 ? (
          <Empty title={t("Todavía no tiene informes")}>
            {t(
              "Escoja «Nuevo informe», las cifras que mira cada semana y a quién le sirven. También puede programarlo.",
            )}
          </Empty>
        ) : (
          <ReportRows reports={data.reports} />
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
    </div>
  );
}

function ReportRows({ reports }: { reports: readonly OwnReportSummary[] }) {
  return (
    <ul className={css.rows}>
      {reports.map((each) => (
        <li key={each.id}>
          <Link to={`${REPORTS_PATH}/${each.id}`} className={css.row}>
            <span className={css.name}>
              <strong>{each.title}</strong>
              <span className="quiet small">
                {each.own ? t("suyo") : t("de {owner_name}", { owner_name: each.owner_name })}
                {each.shared && t(" · compartido")} · {each.period_words}
              </span>
            </span>
            <StateTag report={each} />
            <span className="quiet small">
              <span>
                {each.next_at ? t("Próximo: {next_at}", { next_at: moment(each.next_at) }) : t("Sin próximo envío")}
              </span>
              <br />
              <span>
                {each.last_run_at
                  ? t("Último: {last_run_at}", { last_run_at: moment(each.last_run_at) })
                  : t("No se ha hecho")}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
