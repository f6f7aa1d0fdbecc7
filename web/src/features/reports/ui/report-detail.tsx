/** One report: what it shows, when and for whom, what its owner does with it, and its runs as they were sent. */
import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { type OwnReport, useOwnReport, useReportStep } from "../../../api/own-reports";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { Link } from "../../../components/link";
import { navigate } from "../../../router";
import { FORMAT_NAMES, moment, REPORTS_PATH } from "../model/report-labels";
import { DeleteDialog, RunDialog, TransferDialog } from "./dialogs";
import css from "./reports.module.css";
import { Runs } from "./runs";
import { StateTag } from "./state-tag";

type OpenDialog = "run" | "transfer" | "delete" | null;

export function ReportDetail({ id }: { id: string }) {
  const { data, error, refetch } = useOwnReport(id);
  return (
    <div className={css.screen}>
      <p>
        <Link to={REPORTS_PATH}>← Mis informes</Link>
      </p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title="No se pudo abrir el informe." />
      ) : data ? (
        <>
          <ReportSheet report={data} />
          <Runs id={id} />
        </>
      ) : (
        <Loading label="Abriendo el informe…" />
      )}
    </div>
  );
}

function ReportSheet({ report }: { report: OwnReport }) {
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const close = () => setDialog(null);
  return (
    <article className={`panel ${css.sheet}`} aria-labelledby="informe">
      <header className={css.bar}>
        <div className={css.title}>
          <h1 id="informe">{report.title}</h1>
          <p className="quiet">
            {report.id} · {report.own ? "suyo" : `de ${report.owner_name}`}
            {report.shared && " · compartido"}
          </p>
        </div>
        <StateTag report={report} />
      </header>
      {report.fault && (
        <p className={css.fault} role="alert">
          Ya no se puede hacer así: {report.fault}
        </p>
      )}
      <dl className={css.facts}>
        <Fact name="Período">{report.period_words}</Fact>
        <Fact name="Cuándo">{report.schedule_words || "Solo cuando alguien lo pide"}</Fact>
        <Fact name="Próximo">{report.next_at ? moment(report.next_at) : "—"}</Fact>
        <Fact name="Archivos">
          {FORMAT_NAMES.filter(([id]) => report.formats.includes(id))
            .map(([, name]) => name)
            .join(", ")}
        </Fact>
        <Fact name="Destinatarios">{report.recipient_users.map(({ name }) => name).join(", ") || "Nadie"}</Fact>
      </dl>
      <ReportActs report={report} open={setDialog} />
      {dialog === "run" && <RunDialog report={report} close={close} />}
      {dialog === "transfer" && <TransferDialog report={report} close={close} />}
      {dialog === "delete" && <DeleteDialog report={report} close={close} />}
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ReportActs({ report, open }: { report: OwnReport; open: (dialog: OpenDialog) => void }) {
  const step = useReportStep(report.id);
  const { own, state } = report;
  return (
    <>
      <p className={css.acts}>
        {own && (
          <Button onClick={() => open("run")} disabled={report.fault !== ""}>
            Hacer ahora
          </Button>
        )}
        {own && (
          <Button variant="default" onClick={() => navigate(`${REPORTS_PATH}?cambia=${report.id}`)}>
            Cambiar
          </Button>
        )}
        <Button variant="default" onClick={() => navigate(`${REPORTS_PATH}?copia=${report.id}`)}>
          Copiar
        </Button>
        {own && state === "active" && (
          <Button
            variant="default"
            loading={step.isPending}
            onClick={() => step.mutate("pause", { onSuccess: () => announce("El informe quedó en pausa.") })}
          >
            Pausar
          </Button>
        )}
        {own && (state === "paused" || state === "stopped") && (
          <Button
            variant="default"
            loading={step.isPending}
            onClick={() => step.mutate("resumption", { onSuccess: () => announce("El informe sigue programado.") })}
          >
            Reanudar
          </Button>
        )}
        {report.can_transfer && (
          <Button variant="default" onClick={() => open("transfer")}>
            Pasar a otra persona
          </Button>
        )}
        {own && (
          <Button variant="default" color="red" onClick={() => open("delete")}>
            Borrar
          </Button>
        )}
      </p>
      {Boolean(step.error) && <Failure error={step.error} />}
    </>
  );
}
