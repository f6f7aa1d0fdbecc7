/** One finding: what was found, what is done about it, its evidence, its history, and what the reader may do now. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import {
  type Finding,
  type FindingAct,
  findingFilePath,
  useAttachFindingFile,
  useFinding,
} from "../../../../api/findings";
import { ApiProblem } from "../../../../api/problem";
import { accountQuery } from "../../../../api/queries";
import { serverClock } from "../../../../clock";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { TechnicalDetails } from "../../../../components/technical-details";
import { longDateOfDay, momentPhrase } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import { SubjectObservations } from "../../../oversight/ui/subject-observations";
import { OriginTraining } from "../../../training/ui/origin-training";
import {
  ACT_CONFIRMATIONS,
  historyLine,
  isFinal,
  isMainAct,
  secondLabel,
  sourceLabel,
  sourcePath,
} from "../../model/findings";
import css from "../quality.module.css";
import { ActDialog, useActDraft } from "./act-dialog";
import own from "./findings.module.css";
import { FindingStateTag, TermTag } from "./tags";
import { rich, t } from "../../../../i18n/translate";

export function FindingPage({ id }: { id: string }) {
  const { data, error, refetch } = useFinding(id);
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 400);
  return (
    <>
      <p>
        <Link to="/calidad/hallazgos">{t("Volver a los hallazgos")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Hallazgo")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ningún hallazgo con ese número que usted pueda ver")}>
          {t("Elija uno de la lista.")}
        </Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el hallazgo.")} />
      ) : !data ? (
        <Loading label={t("Leyendo el hallazgo…")} />
      ) : (
        <OneFinding finding={data} />
      )}
    </>
  );
}

function OneFinding({ finding }: { finding: Finding }) {
  const [draft, setDraft] = useActDraft(finding.id);
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const finish = (act: FindingAct) => {
    setDraft(null);
    confirm(ACT_CONFIRMATIONS[act]);
    requestAnimationFrame(() => heading.current?.focus());
  };
  const begin = (act: FindingAct) => setDraft({ act, text: "", area: finding.area, owner: finding.owner });
  return (
    <div className={own.two}>
      <div className={own.column}>
        <section className={`panel ${css.sheet}`} aria-labelledby="hallazgo">
          <header>
            <h1 id="hallazgo" tabIndex={-1} ref={heading}>
              {rich("Hallazgo {id}", { id: <span className="num">{finding.id}</span> })}
            </h1>
            <FindingStateTag state={finding.state} />
            <TermTag finding={finding} />
          </header>
          <Confirmation>{confirmed}</Confirmation>
          <div className={own.part}>
            <h2>{t("Qué se encontró")}</h2>
            <p className={own.prose}>{finding.description}</p>
          </div>
          <div className={own.part}>
            <h2>{t("Acción")}</h2>
            <p className={own.prose}>{finding.action ?? t("El responsable todavía no propone una acción.")}</p>
          </div>
          <ActButtons finding={finding} begin={begin} />
        </section>
        <History finding={finding} />
        <SubjectObservations
          subject={{ kind: "finding", id: finding.id, name: t("Hallazgo {id}", { id: finding.id }) }}
        />
      </div>
      <div className={own.column}>
        <Facts finding={finding} />
        <Files finding={finding} />
        <OriginTraining origin={{ source: "finding", reference: finding.id }} />
      </div>
      {draft && (
        <ActDialog
          finding={finding}
          draft={draft}
          setDraft={setDraft}
          done={() => finish(draft.act)}
          close={() => setDraft(null)}
        />
      )}
    </div>
  );
}

function ActButtons({ finding, begin }: { finding: Finding; begin: (act: FindingAct) => void }) {
  const { finding_acts } = useLabels();
  if (finding.acts.length === 0) return null;
  return (
    <p className={css.acts}>
      {finding.acts.map((act) => (
        <Button key={act} variant={isMainAct(act) ? "filled" : "default"} onClick={() => begin(act)}>
          {labelOf(finding_acts, act)}
        </Button>
      ))}
    </p>
  );
}

function Facts({ finding }: { finding: Finding }) {
  const labels = useLabels();
  const path = sourcePath(finding, useQuery(accountQuery).data?.permissions ?? []);
  const source = sourceLabel(labels, finding);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="datos">
      <h2 id="datos">{t("Datos")}</h2>
      <dl className={css.facts}>
        <dt>{t("Clase")}</dt>
        <dd>{finding.kind_name}</dd>
        <dt>{t("Gravedad")}</dt>
        <dd>{finding.severity_name}</dd>
        <dt>{t("Área")}</dt>
        <dd>{finding.area_name}</dd>
        <dt>{t("Responsable")}</dt>
        <dd>{finding.owner_name}</dd>
        <dt>{t("Último día")}</dt>
        <dd>{longDateOfDay(finding.due_on)}</dd>
        {finding.done_on && (
          <>
            <dt>{t("Corregido")}</dt>
            <dd>{longDateOfDay(finding.done_on)}</dd>
          </>
        )}
        <dt>{t("Origen")}</dt>
        <dd>{path ? <Link to={path}>{source}</Link> : source}</dd>
        <dt>{t("Lo registró")}</dt>
        <dd>
          {finding.found_by_name}, {momentPhrase(finding.found_at, serverClock.now())}
        </dd>
        {finding.call && (
          <>
            <dt>{t("Llamada")}</dt>
            <dd>
              <Link to={`/llamadas/${encodeURIComponent(finding.call)}`}>{t("Ver la llamada")}</Link>
              {finding.second !== null && t(", segundo {second}", { second: secondLabel(finding.second) })}
            </dd>
          </>
        )}
        {finding.ticket && (
          <>
            <dt>{t("Radicado")}</dt>
            <dd>
              <Link to={`/bandeja/${encodeURIComponent(finding.ticket)}`}>{finding.ticket}</Link>
            </dd>
          </>
        )}
      </dl>
      {finding.call && (
        <TechnicalDetails about={t("del hallazgo")}>
          {t("Llamada")} <span className={css.hash}>{finding.call}</span>
        </TechnicalDetails>
      )}
    </section>
  );
}

function Files({ finding }: { finding: Finding }) {
  const input = useRef<HTMLInputElement>(null);
  const attach = useAttachFindingFile(finding.id);
  const [confirmed, confirm] = useConfirmation();
  const send = (file: File | undefined) => {
    if (!file) return;
    attach.mutate(file, { onSuccess: () => confirm(t("Se adjuntó {name}.", { name: file.name })) });
  };
  const mayAttach = !isFinal(finding) && finding.acts.length > 0;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="pruebas">
      <h2 id="pruebas">{t("Archivos de prueba")}</h2>
      <Confirmation>{confirmed}</Confirmation>
      {finding.files.length === 0 ? (
        <p className="quiet">{t("No hay archivos.")}</p>
      ) : (
        <ul className={own.files}>
          {finding.files.map((file) => (
            <li key={file.id}>
              <a href={findingFilePath(finding.id, file.id)} download>
                {file.name}
              </a>
              <span className={css.below}>
                {file.stored_by_name}, {momentPhrase(file.stored_at, serverClock.now())}
              </span>
            </li>
          ))}
        </ul>
      )}
      {attach.error && <Failure error={attach.error} title={t("No se adjuntó.")} />}
      {mayAttach && (
        <p>
          <input
            ref={input}
            type="file"
            className={own.hidden}
            tabIndex={-1}
            aria-label={t("Archivo de prueba")}
            onChange={(event) => {
              send(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
          <Button variant="default" loading={attach.isPending} onClick={() => input.current?.click()}>
            {t("Adjuntar un archivo")}
          </Button>
        </p>
      )}
    </section>
  );
}

function History({ finding }: { finding: Finding }) {
  const { finding_acts_done, finding_states } = useLabels();
  const now = serverClock.now();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="historia">
      <h2 id="historia">{t("Historia")}</h2>
      <ol className={own.history}>
        {finding.history.map((step, index, steps) => (
          <li key={index}>
            <p>
              <strong>{step.by_name}</strong> {labelOf(finding_acts_done, step.act)}{" "}
              <span className="quiet">· {momentPhrase(step.at, now)}</span>
            </p>
            {step.text && <p>{step.text}</p>}
            <p className="quiet small">{historyLine(step, steps[index - 1], labelOf(finding_states, step.state))}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
