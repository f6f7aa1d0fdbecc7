/** Informes: those that were made, by themselves or on demand, and beside them the content of the chosen one. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery } from "../../../api/queries";
import { type ReportKind, type ReportRow, useMakeReport, useReports } from "../../../api/reports";
import { serverClock } from "../../../clock";
import { clock, shortDate } from "../../../formats";
import { dayOf, monthBefore, monthOf, nextDay } from "../model/indicator-view";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { Dialog } from "../../../components/dialog";
import { Link } from "../../../components/link";
import { Segments } from "../../../components/segmented-control";
import { go } from "../../../router";
import css from "./oversight.module.css";
import { ReportSide } from "./report";
import { KINDS, periodWords } from "../model/report-labels";

const BOXES = [["todos", "Todos"], ["presidency", "Presidencia"], ["management", "Gestión"]] as const;
type Box = (typeof BOXES)[number][0];

export default function ReportsScreen({ id }: { id: string }) {
  const [box, setBox] = useState<Box>("todos");
  const [cursor, setCursor] = useState<string | undefined>();
  const [makes, setMakes] = useState(false);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const { data, error, refetch } = useReports({ kind: box === "todos" ? undefined : box, cursor });
  const choose = (to: Box) => { setBox(to); setCursor(undefined); };
  return (
    <div className={css.screen}>
      <div className={css.reading} data-open={id || undefined}>
        <section className={`panel ${css.sheet}`} aria-labelledby="informes">
          <header>
            <h1 id="informes" className={css.grow}>Informes</h1>
            {may.includes("report.make") && <Button onClick={() => setMakes(true)}>Generar informe</Button>}
          </header>
          <Segments className={css.segments} label="Cuáles" options={BOXES} value={box} choose={choose} />
          {error ? <Failure error={error} again={() => void refetch()} what="No se pudieron leer los informes." />
            : !data ? <Loading what="Leyendo los informes…" />
            : data.reports.length === 0 ? <Empty title="Todavía no hay informes">El de presidencia se hace solo cada día, después del cierre; el de gestión, cada mes.</Empty>
            : <ol className={css.rows}>{data.reports.map((each) => <li key={each.id}><Row report={each} chosen={each.id === id} /></li>)}</ol>}
          <p className={css.acts}>
            {cursor && <Button variant="default" onClick={() => setCursor(undefined)}>Volver a los últimos</Button>}
            {data?.next && <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>Anteriores</Button>}
          </p>
        </section>
        {id && <ReportSide key={id} id={id} mayObserve={may.includes("observation.make")} />}
      </div>
      {makes && <MakeDialog close={() => setMakes(false)} />}
    </div>
  );
}

function Row({ report, chosen }: { report: ReportRow; chosen: boolean }) {
  return (
    <Link to={`/informes/${report.id}`} className={css.row} aria-current={chosen || undefined}>
      <span><strong>{periodWords(report)}</strong></span>
      <span><span className={report.by_itself ? css.plainTag : css.warnTag}>{report.by_itself ? "se envió solo" : "a pedido"}</span></span>
      <span className={css.clip}>{KINDS[report.kind]}</span>
      <span className="quiet small num">{shortDate(report.made_at)}, {clock(report.made_at)}</span>
    </Link>
  );
}

function MakeDialog({ close }: { close: () => void }) {
  const today = dayOf(serverClock.now());
  const [kind, setKind] = useState<ReportKind>("presidency");
  const [day, setDay] = useState(nextDay(today, -1));
  const [month, setMonth] = useState(monthBefore(monthOf(today)));
  const make = useMakeReport();
  const submit = () => make.mutate(kind === "presidency" ? { kind, day } : { kind, month }, { onSuccess: ({ id }) => { close(); go(`/informes/${id}`); } });
  return (
    <Dialog title="Hacer un informe ahora" close={close}>
      <div className={css.fields}>
        <NativeSelect label="Informe" value={kind} onChange={(event) => setKind(event.currentTarget.value as ReportKind)} data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))} data-first />
        {kind === "presidency"
          ? <TextInput type="date" label="Día" value={day} max={today} onChange={(event) => setDay(event.currentTarget.value)} />
          : <TextInput type="month" label="Mes" value={month} max={monthOf(today)} onChange={(event) => setMonth(event.currentTarget.value)} />}
        <p className="quiet">Queda guardado en la lista. No se envía a nadie.</p>
        {make.error && <Failure error={make.error} />}
        <p className={css.acts}>
          <Button loading={make.isPending} disabled={kind === "presidency" ? !day : !month} onClick={submit}>Hacer el informe</Button>
          <Button variant="default" onClick={close}>Cancelar</Button>
        </p>
      </div>
    </Dialog>
  );
}
