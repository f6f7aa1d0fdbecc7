/** One report of findings: its figures, its files, its seal, and who presented, received and answered it. */
import { Button, Textarea } from "@mantine/core";
import { useRef } from "react";
import {
  type FindingReport,
  findingReportFile,
  type FindingReportStep,
  useFindingReport,
  useFindingReportStep,
} from "../../../../api/finding-reports";
import { ApiProblem } from "../../../../api/problem";
import { serverClock } from "../../../../clock";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { TechnicalDetails } from "../../../../components/technical-details";
import { useDialogDraft } from "../../../../dialog-draft";
import { momentPhrase } from "../../../../formats";
import { STEP_CONFIRMATIONS, STEP_LABELS } from "../../model/finding-reports";
import { visitPath } from "../../model/visits";
import css from "../quality.module.css";
import own from "./finding-reports.module.css";
import { ReportStateTag } from "./state-tag";
import { rich, t } from "../../../../i18n/translate";

export function FindingReportPage({ id }: { id: string }) {
  const { data, error, refetch } = useFindingReport(id);
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 400);
  return (
    <>
      <p>
        <Link to="/calidad/informes">{t("Volver a los informes")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Informe de hallazgos")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ningún informe con ese número")}>{t("Elija uno de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el informe.")} />
      ) : !data ? (
        <Loading label={t("Leyendo el informe…")} />
      ) : (
        <OneReport report={data} />
      )}
    </>
  );
}

function OneReport({ report }: { report: FindingReport }) {
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const done = (step: FindingReportStep) => {
    confirm(STEP_CONFIRMATIONS[step]);
    requestAnimationFrame(() => heading.current?.focus());
  };
  return (
    <>
      <section className={`panel ${css.sheet}`} aria-labelledby="informe">
        <header>
          <h1 id="informe" tabIndex={-1} ref={heading}>
            {rich("Informe de hallazgos {id}", { id: <span className="num">{report.id}</span> })}
          </h1>
          <ReportStateTag state={report.state} />
          <span className="quiet">{report.period}</span>
        </header>
        <Confirmation>{confirmed}</Confirmation>
        {report.scope === "visit" && (
          <p>
            <Link to={visitPath(report.subject)}>{t("Ver la visita")}</Link>
          </p>
        )}
        {report.state === "queued" ? (
          <Loading label={t("Se está preparando; aparece aquí en unos segundos…")} />
        ) : (
          <MadeReport report={report} />
        )}
        <Steps report={report} done={done} />
      </section>
      <Milestones report={report} />
    </>
  );
}

function MadeReport({ report }: { report: FindingReport }) {
  return (
    <>
      <dl className={own.figures}>
        {report.highlights.map((each) => (
          <div key={each.name}>
            <dt>{each.name}</dt>
            <dd data-alarm={each.value.alarm || undefined}>{each.value.text}</dd>
          </div>
        ))}
      </dl>
      <p className={css.acts}>
        <Button component="a" variant="default" href={findingReportFile(report.id, "pdf")} download>
          PDF
        </Button>
        <Button component="a" variant="default" href={findingReportFile(report.id, "xlsx")} download>
          {t("Hoja de cálculo (XLSX)")}
        </Button>
        <Button component="a" variant="default" href={findingReportFile(report.id, "csv")} download>
          CSV
        </Button>
      </p>
      <TechnicalDetails about={t("del informe")}>
        {report.cover.slice(1).map((line) => (
          <p key={line} className={css.hash}>
            {line}
          </p>
        ))}
        <p className={css.hash}>{t("SHA-256 del PDF: {pdf_digest}", { pdf_digest: report.pdf_digest })}</p>
        <p>
          <a href={findingReportFile(report.id, "content")} download>
            {t("Descargar el contenido sellado")}
          </a>
        </p>
      </TechnicalDetails>
    </>
  );
}

function Steps({ report, done }: { report: FindingReport; done: (step: FindingReportStep) => void }) {
  const take = useFindingReportStep(report.id);
  const [answer, setAnswer] = useDialogDraft(`informe.respuesta.${report.id}`, { text: "" });
  const [step] = report.steps;
  if (!step) return null;
  const text = answer?.text ?? "";
  const send = () =>
    take.mutate(
      { step, text: text.trim() },
      {
        onSuccess: () => {
          setAnswer(null);
          done(step);
        },
      },
    );
  return (
    <form
      className={css.fields}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!take.isPending && (step !== "answer" || text.trim())) send();
      }}
    >
      {step === "answer" && (
        <Textarea
          label={t("Respuesta")}
          description={t("Se registra una sola vez y no se cambia.")}
          value={text}
          onChange={(event) => setAnswer({ text: event.currentTarget.value })}
          autosize
          minRows={4}
          maxRows={14}
          maxLength={8000}
        />
      )}
      {step === "present" && <p>{t("Lea el PDF antes de presentarlo: presentado no se retira ni se cambia.")}</p>}
      {take.error && <Failure error={take.error} />}
      <p className={css.acts}>
        <Button type="submit" loading={take.isPending} disabled={step === "answer" && !text.trim()}>
          {STEP_LABELS[step]}
        </Button>
      </p>
    </form>
  );
}

function Milestones({ report }: { report: FindingReport }) {
  const now = serverClock.now();
  const rows = [
    [t("Lo pidió"), report.asked],
    [t("Presentado"), report.presented],
    [t("Recibido"), report.received],
    [t("Respondido"), report.answered],
  ] as const;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="pasos">
      <h2 id="pasos">{t("Pasos")}</h2>
      <dl className={css.facts}>
        {rows.map(([name, milestone]) => (
          <div key={name} className={own.step}>
            <dt>{name}</dt>
            <dd>
              {milestone ? (
                `${milestone.by_name}, ${momentPhrase(milestone.at, now)}`
              ) : (
                <span className="quiet">{t("todavía no")}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {report.answer && (
        <>
          <h2>{t("Respuesta de la coordinación")}</h2>
          <p className={own.prose}>{report.answer}</p>
        </>
      )}
    </section>
  );
}
