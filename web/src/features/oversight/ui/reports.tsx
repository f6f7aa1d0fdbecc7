/** Informes: the scheduled and the requested reports, and beside them the content of the selected one. */
import { MonthField } from "../../../components/date-field/month-field";
import { DateField } from "../../../components/date-field/date-field";
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery, queryClient } from "../../../api/queries";
import { type ReportKind, type ReportSummary, reportsQuery, useCreateReport, useReports } from "../../../api/reports";
import { serverClock } from "../../../clock";
import { timeOfDay, shortDate } from "../../../formats";
import { localDay, previousMonth, localMonth, addDays } from "../model/indicator-view";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { Dialog } from "../../../components/dialog";
import { Link } from "../../../components/link";
import { SegmentedControl } from "../../../components/segmented-control";
import { navigate } from "../../../router";
import css from "./oversight.module.css";
import { ReportPanel } from "./report";
import { optionsOf, useLabels } from "../../../labels";
import {
  LENGTH_NAMES,
  lengthsOf,
  type PeriodLength,
  periodLabel,
  quarterLabel,
  quarters,
  years,
} from "../model/report-labels";
import { t } from "../../../i18n/translate";

const REPORT_TABS = [
  ["todos", t("Todos")],
  ["presidency", t("Presidencia")],
  ["management", t("Gestión")],
  ["accounts", t("Usuarios")],
  ["training", t("Capacitación")],
  ["large_clients", t("Grandes clientes")],
  ["petitions", t("PQRSD")],
  ["access", t("Acceso")],
] as const;
type ReportTab = (typeof REPORT_TABS)[number][0];

/** Begin to read the list that the screen shows first. */
export const prefetch = (): void => void queryClient.prefetchQuery(reportsQuery({}));

export default function ReportsScreen({ id }: { id: string }) {
  const [box, setBox] = useState<ReportTab>("todos");
  const [cursor, setCursor] = useState<string | undefined>();
  const [makes, setMakes] = useState(false);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const { data, error, refetch } = useReports({ kind: box === "todos" ? undefined : box, cursor });
  const choose = (to: ReportTab) => {
    setBox(to);
    setCursor(undefined);
  };
  return (
    <div className={css.screen}>
      <div className={css.reading} data-open={id || undefined}>
        <section className={`panel ${css.sheet}`} aria-labelledby="informes">
          <header>
            <h1 id="informes" className={css.grow}>
              {t("Informes")}
            </h1>
            {may.includes("report.make") && <Button onClick={() => setMakes(true)}>{t("Generar informe")}</Button>}
          </header>
          <SegmentedControl
            className={css.segments}
            label={t("Filtro de informes")}
            options={REPORT_TABS}
            value={box}
            onChange={choose}
          />
          {error ? (
            <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los informes.")} />
          ) : !data ? (
            <Loading label={t("Leyendo los informes…")} />
          ) : data.reports.length === 0 ? (
            <Empty title={t("Todavía no hay informes")}>
              {t(
                "El de presidencia se genera cada día, después del cierre; los de PQRSD, cada trimestre; los demás, cada mes.",
              )}
            </Empty>
          ) : (
            <ol className={css.rows}>
              {data.reports.map((each) => (
                <li key={each.id}>
                  <ReportItem report={each} chosen={each.id === id} />
                </li>
              ))}
            </ol>
          )}
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
        </section>
        {id && <ReportPanel key={id} id={id} mayObserve={may.includes("observation.make")} />}
      </div>
      {makes && <CreateReportDialog close={() => setMakes(false)} />}
    </div>
  );
}

function ReportItem({ report, chosen }: { report: ReportSummary; chosen: boolean }) {
  const { report_kinds } = useLabels();
  return (
    <Link to={`/informes/${report.id}`} className={css.row} aria-current={chosen || undefined}>
      <span>
        <strong>{periodLabel(report)}</strong>
      </span>
      <span>
        <span className={report.by_itself ? css.plainTag : css.warnTag}>
          {report.by_itself ? t("automático") : t("por solicitud")}
        </span>
      </span>
      <span className={css.clip}>{report_kinds[report.kind]}</span>
      <span className="quiet small num">
        {shortDate(report.made_at)}, {timeOfDay(report.made_at)}
      </span>
    </Link>
  );
}

function CreateReportDialog({ close }: { close: () => void }) {
  const { report_kinds } = useLabels();
  const today = localDay(serverClock.now());
  const [kind, setKind] = useState<ReportKind>("presidency");
  const [day, setDay] = useState(addDays(today, -1));
  const [month, setMonth] = useState(previousMonth(localMonth(today)));
  const [quarter, setQuarter] = useState(quarters(today)[0] ?? "");
  const [year, setYear] = useState(years(today)[0] ?? "");
  const [chosen, setChosen] = useState<PeriodLength>("month");
  const make = useCreateReport();
  const lengths = lengthsOf(kind);
  const length = lengths.includes(chosen) ? chosen : (lengths[0] ?? "month");
  const period = { day: { day }, month: { month }, quarter: { quarter }, year: { year: Number(year) } }[length];
  const submit = () =>
    make.mutate({ kind, ...period } as const, {
      onSuccess: ({ id }) => {
        close();
        navigate(`/informes/${id}`);
      },
    });
  return (
    <Dialog title={t("Nuevo informe")} onClose={close}>
      <div className={css.fields}>
        <NativeSelect
          label={t("Informe")}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as ReportKind)}
          data={optionsOf(report_kinds)}
          data-first
        />
        {lengths.length > 1 && (
          <NativeSelect
            label={t("Período")}
            value={length}
            onChange={(event) => setChosen(event.currentTarget.value as PeriodLength)}
            data={lengths.map((value) => ({ value, label: LENGTH_NAMES[value] }))}
          />
        )}
        {length === "day" ? (
          <DateField label={t("Día")} value={day} max={today} onChange={(day) => setDay(day)} />
        ) : length === "year" ? (
          <NativeSelect
            label={t("Año")}
            value={year}
            onChange={(event) => setYear(event.currentTarget.value)}
            data={years(today)}
          />
        ) : length === "quarter" ? (
          <NativeSelect
            label={t("Trimestre")}
            value={quarter}
            onChange={(event) => setQuarter(event.currentTarget.value)}
            data={quarters(today).map((value) => ({ value, label: quarterLabel(value) }))}
          />
        ) : (
          <MonthField label={t("Mes")} value={month} max={localMonth(today)} onChange={setMonth} />
        )}
        <p className="quiet">{t("Queda guardado en la lista. No se envía por correo.")}</p>
        {make.error && <Failure error={make.error} />}
        <p className={css.acts}>
          <Button loading={make.isPending} disabled={!Object.values(period)[0]} onClick={submit}>
            {t("Generar")}
          </Button>
          <Button variant="default" onClick={close}>
            {t("Cancelar")}
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
