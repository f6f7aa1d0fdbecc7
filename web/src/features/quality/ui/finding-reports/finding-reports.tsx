/** Informes de hallazgos: the list, the request of one, and one with its files, its steps and its answer. */
import { DateField } from "../../../../components/date-field/date-field";
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type FindingReportSummary, useAskFindingReport, useFindingReports } from "../../../../api/finding-reports";
import { ApiProblem } from "../../../../api/problem";
import { accountQuery } from "../../../../api/queries";
import { useVisits } from "../../../../api/visits";
import { serverClock } from "../../../../clock";
import { FormDialog } from "../../../../components/form-dialog";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { longDateOfDay, momentPhrase } from "../../../../formats";
import { labelOf, optionsOf, useLabels } from "../../../../labels";
import { navigate } from "../../../../router";
import { localDay } from "../../../oversight/model/indicator-view";
import { findingReportPath, type ReportRequest, subjectOf } from "../../model/finding-reports";
import css from "../quality.module.css";
import { FindingReportPage } from "./finding-report";
import { ReportStateTag } from "./state-tag";
import { t } from "../../../../i18n/translate";

export default function FindingReportsScreen({ id }: { id: string }) {
  return <div className={css.screen}>{id ? <FindingReportPage key={id} id={id} /> : <ReportList />}</div>;
}

function ReportList() {
  const [cursor, setCursor] = useState<string | undefined>();
  const [asks, setAsks] = useState(false);
  const { data, error, refetch } = useFindingReports(cursor);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="informes">
      <header>
        <h1 id="informes" className={css.grow}>
          {t("Informes de hallazgos")}
        </h1>
        {may.includes("finding_report.present") && (
          <Button onClick={() => setAsks(true)}>{t("Preparar informe")}</Button>
        )}
      </header>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los informes.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los informes…")} />
      ) : data.reports.length === 0 ? (
        <Empty title={t("No hay informes de hallazgos")}>
          {t("Calidad prepara uno por visita, semana o mes y lo presenta a la coordinación.")}
        </Empty>
      ) : (
        <ReportTable reports={data.reports} />
      )}
      {(cursor || data?.next) && (
        <p className={css.acts}>
          {cursor && (
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
      {asks && <AskDialog close={() => setAsks(false)} />}
    </section>
  );
}

function ReportTable({ reports }: { reports: FindingReportSummary[] }) {
  const now = serverClock.now();
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="informes">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Informe")}</th>
            <th scope="col">{t("Estado")}</th>
            <th scope="col" className="number">
              {t("Hallazgos")}
            </th>
            <th scope="col">{t("Presentado")}</th>
            <th scope="col">{t("Respondido")}</th>
          </tr>
        </thead>
        <tbody>
          {reports.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <Link to={findingReportPath(each.id)}>
                  <span className="num">{each.id}</span> · {each.period}
                </Link>
              </th>
              <td data-label={t("Estado")}>
                <ReportStateTag state={each.state} />
              </td>
              <td data-label={t("Hallazgos")} className="number num">
                {each.findings ?? "–"}
              </td>
              <td data-label={t("Presentado")}>{each.presented ? momentPhrase(each.presented.at, now) : "–"}</td>
              <td data-label={t("Respondido")}>{each.answered ? momentPhrase(each.answered.at, now) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AskDialog({ close }: { close: () => void }) {
  const { finding_report_scopes, visit_modes } = useLabels();
  const today = localDay(serverClock.now());
  const [form, setForm] = useState<ReportRequest>({ scope: "visit", day: today, visit: "" });
  const visits = useVisits({ state: "signed" }).data?.visits ?? [];
  const ask = useAskFindingReport();
  const subject = subjectOf(form);
  const problem = ask.error instanceof ApiProblem ? ask.error : null;
  const choices = visits.map((each) => ({
    value: each.id,
    label: `${labelOf(visit_modes, each.mode)} ${each.id}, ${longDateOfDay(each.visited_on)}`,
  }));
  return (
    <FormDialog
      title={t("Preparar informe de hallazgos")}
      submitLabel={t("Preparar")}
      canSubmit={subject !== ""}
      busy={ask.isPending}
      error={ask.error}
      onSubmit={() =>
        ask.mutate({ scope: form.scope, subject }, { onSuccess: ({ id }) => navigate(findingReportPath(id)) })
      }
      onClose={close}
    >
      <NativeSelect
        label={t("Qué cubre")}
        data={optionsOf(finding_report_scopes)}
        value={form.scope}
        onChange={(event) => setForm({ ...form, scope: event.currentTarget.value as ReportRequest["scope"] })}
        data-first
      />
      {form.scope === "visit" ? (
        <NativeSelect
          label={t("Visita firmada")}
          data={[{ value: "", label: choices.length ? t("Elija") : t("No hay visitas firmadas") }, ...choices]}
          value={form.visit}
          onChange={(event) => setForm({ ...form, visit: event.currentTarget.value })}
        />
      ) : (
        <DateField
          label={form.scope === "week" ? t("Un día de la semana") : t("Un día del mes")}
          description={t("Con los hallazgos que se registraron en ese período, como estén ahora.")}
          max={today}
          value={form.day}
          onChange={(day) => setForm({ ...form, day })}
          error={problem?.fieldError("subject")}
        />
      )}
    </FormDialog>
  );
}
