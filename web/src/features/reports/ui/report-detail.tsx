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
import { t } from "../../../i18n/translate";

type OpenDialog = "run" | "transfer" | "delete" | null;

export function ReportDetail({ id }: { id: string }) {
  const { data, error, refetch } = useOwnReport(id);
  return (
    <div className={css.screen}>
      <p>
        <Link to={REPORTS_PATH}>{t("← Mis informes")}</Link>
      </p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir el informe.")} />
      ) : data ? (
        <>
          <ReportSheet report={data} />
          <Runs id={id} />
        </>
      ) : (
        <Loading label={t("Abriendo el informe…")} />
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
            {report.id} · {report.own ? t("suyo") : t("de {owner_name}", { owner_name: report.owner_name })}
            {report.shared && t(" · compartido")}
          </p>
        </div>
        <StateTag report={report} />
      </header>
      {report.fault && (
        <p className={css.fault} role="alert">
          {t("Ya no se puede hacer así: {fault}", { fault: report.fault })}
        </p>
      )}
      <dl className={css.facts}>
        <Fact name={t("Período")}>{report.period_words}</Fact>
        <Fact name={t("Cuándo")}>{report.schedule_words || t("Solo cuando alguien lo pide")}</Fact>
        <Fact name={t("Próximo")}>{report.next_at ? moment(report.next_at) : "—"}</Fact>
        <Fact name={t("Archivos")}>
          {FORMAT_NAMES.filter(([id]) => report.formats.includes(id))
            .map(([, name]) => name)
            .join(", ")}
        </Fact>
        <Fact name={t("Destinatarios")}>{report.recipient_users.map(({ name }) => name).join(", ") || t("Nadie")}</Fact>
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
            {t("Hacer ahora")}
          </Button>
        )}
        {own && (
          <Button variant="default" onClick={() => navigate(`${REPORTS_PATH}?cambia=${report.id}`)}>
            {t("Cambiar")}
          </Button>
        )}
        <Button variant="default" onClick={() => navigate(`${REPORTS_PATH}?copia=${report.id}`)}>
          {t("Copiar")}
        </Button>
        {own && state === "active" && (
          <Button
            variant="default"
            loading={step.isPending}
            onClick={() => step.mutate("pause", { onSuccess: () => announce(t("El informe quedó en pausa.")) })}
          >
            {t("Pausar")}
          </Button>
        )}
        {own && (state === "paused" || state === "stopped") && (
          <Button
            variant="default"
            loading={step.isPending}
            onClick={() => step.mutate("resumption", { onSuccess: () => announce(t("El informe sigue programado.")) })}
          >
            {t("Reanudar")}
          </Button>
        )}
        {report.can_transfer && (
          <Button variant="default" onClick={() => open("transfer")}>
            {t("Pasar a otra persona")}
          </Button>
        )}
        {own && (
          <Button variant="default" color="red" onClick={() => open("delete")}>
            {t("Borrar")}
          </Button>
        )}
      </p>
      {Boolean(step.error) && <Failure error={step.error} />}
    </>
  );
}
