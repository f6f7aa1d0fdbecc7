/** One session: its plan, the reader's own evaluations, everybody's progress, and then results and minutes. */
import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { type Calibration, useBeginCalibrationEvaluation, useCalibration } from "../../../../api/calibrations";
import { ApiProblem } from "../../../../api/problem";
import { serverClock } from "../../../../clock";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { TechnicalDetails } from "../../../../components/technical-details";
import { countPhrase, longDateOfDay, momentPhrase } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import { navigate } from "../../../../router";
import { decimal, evaluationPath, progressPhrase } from "../../model/calibrations";
import { itemPath, samplePath } from "../../model/samples";
import css from "../quality.module.css";
import own from "./calibrations.module.css";
import { MinutesSection } from "./minutes";
import { Results } from "./results";
import { CancelDialog, MasterDialog, OpenDialog } from "./session-dialogs";
import { SessionTag } from "./session-tag";
import { t } from "../../../../i18n/translate";

export function SessionPage({ id }: { id: string }) {
  const { data, error, refetch } = useCalibration(id);
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const finish = (text: string) => {
    confirm(text);
    requestAnimationFrame(() => heading.current?.focus());
  };
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 400);
  return (
    <>
      <p>
        <Link to="/calidad/calibraciones">{t("Volver a las calibraciones")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Calibración")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ninguna calibración en esta dirección")}>{t("Elija una de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la calibración.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la calibración…")} />
      ) : (
        <>
          <Overview session={data} heading={heading} confirmed={confirmed} finish={finish} />
          {data.state === "evaluating" && <Items session={data} />}
          {data.results && <Results session={data} results={data.results} />}
          {(data.state === "opened" || data.state === "minuted") && <MinutesSection session={data} finish={finish} />}
          <People session={data} />
          <History session={data} />
        </>
      )}
    </>
  );
}

interface OverviewProps {
  session: Calibration;
  heading: React.RefObject<HTMLHeadingElement | null>;
  confirmed: string;
  finish: (text: string) => void;
}

const DIALOGS = { open: OpenDialog, change_master: MasterDialog, cancel: CancelDialog };

function Overview({ session, heading, confirmed, finish }: OverviewProps) {
  const { evaluation_channels } = useLabels();
  const [dialog, setDialog] = useState<keyof typeof DIALOGS | null>(null);
  const Shown = dialog && DIALOGS[dialog];
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="calibracion">
      <header>
        <h1 id="calibracion" tabIndex={-1} ref={heading}>
          {session.title}
        </h1>
        <SessionTag state={session.state} />
        <span className="quiet">{progressPhrase(session)}</span>
      </header>
      <Confirmation>{confirmed}</Confirmation>
      <dl className={css.facts}>
        <dt>{t("Calibración")}</dt>
        <dd>{t("{id}, de {planned_by_name}", { id: session.id, planned_by_name: session.planned_by_name })}</dd>
        <dt>{t("Reunión")}</dt>
        <dd>{longDateOfDay(session.held_on)}</dd>
        <dt>{t("Canal")}</dt>
        <dd>{labelOf(evaluation_channels, session.channel)}</dd>
        <dt>{t("Formulario")}</dt>
        <dd>
          {session.form.name}, {session.form.version_label}
        </dd>
        <dt>{t("Tolerancia")}</dt>
        <dd>{t("{tolerance} puntos de diferencia con la nota maestra", { tolerance: decimal(session.tolerance) })}</dd>
      </dl>
      {session.form.notice && <p className="quiet small">{session.form.notice}</p>}
      {session.state === "evaluating" && (
        <p className={css.text}>
          {t(
            "Nadie ve lo que otra persona evaluó hasta que se abran los resultados. Lo que cada una firme antes de ese momento es lo que se compara.",
          )}
        </p>
      )}
      <TechnicalDetails about={t("de la calibración")}>
        <dl className={css.facts}>
          <dt>{t("Versión del formulario")}</dt>
          <dd className={css.hash}>{session.form.version}</dd>
          <dt>{t("Versión del sitio")}</dt>
          <dd className={css.hash}>{session.site_version}</dd>
        </dl>
      </TechnicalDetails>
      {session.acts.some((each) => each in DIALOGS) || mustWaitForMaster(session) ? (
        <p className={css.acts}>
          {session.acts.includes("open") && (
            <Button onClick={() => setDialog("open")}>{t("Abrir los resultados")}</Button>
          )}
          {mustWaitForMaster(session) && (
            <span>{t("Los resultados se abren cuando la nota maestra esté completa.")}</span>
          )}
          {session.acts.includes("change_master") && (
            <Button variant="default" onClick={() => setDialog("change_master")}>
              {t("Cambiar la nota maestra")}
            </Button>
          )}
          {session.acts.includes("cancel") && (
            <Button variant="default" onClick={() => setDialog("cancel")}>
              {t("Cancelar la calibración")}
            </Button>
          )}
        </p>
      ) : null}
      {Shown && (
        <Shown
          session={session}
          close={() => setDialog(null)}
          done={(text) => {
            setDialog(null);
            finish(text);
          }}
        />
      )}
    </section>
  );
}

const mustWaitForMaster = ({ acts }: Calibration): boolean => acts.includes("cancel") && !acts.includes("open");

function Items({ session }: { session: Calibration }) {
  const begin = useBeginCalibrationEvaluation();
  const evaluates = session.takes_part === "evaluator" || session.takes_part === "master";
  const noun = session.channel === "phone" ? t("Llamada") : t("Ticket");
  const evaluate = (item: string) =>
    begin.mutate({ channel: session.channel, item }, { onSuccess: ({ id }) => navigate(evaluationPath(id)) });
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="por-evaluar">
      <h2 id="por-evaluar">{evaluates ? t("Lo que usted evalúa") : t("Lo que se evalúa")}</h2>
      {begin.error && <Failure error={begin.error} />}
      <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="por-evaluar">
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{noun}</th>
              <th scope="col">{t("De la muestra")}</th>
              {evaluates && <th scope="col">{t("Su evaluación")}</th>}
            </tr>
          </thead>
          <tbody>
            {session.session_items.map(({ item, week, own_evaluation, own_signed }) => (
              <tr key={item}>
                <th scope="row">{evaluates ? item : <Link to={itemPath(session.channel, item)}>{item}</Link>}</th>
                <td data-label={t("De la muestra")}>
                  {week ? (
                    <Link to={samplePath(`${week}-${session.channel}`)}>{t("semana {week}", { week })}</Link>
                  ) : (
                    t("no")
                  )}
                </td>
                {evaluates && (
                  <td data-label={t("Su evaluación")}>
                    {own_evaluation ? (
                      <Link to={evaluationPath(own_evaluation)}>
                        {own_signed
                          ? t("Firmada: {own_evaluation}", { own_evaluation })
                          : t("Seguir con {own_evaluation}", { own_evaluation })}
                      </Link>
                    ) : (
                      <Button
                        size="xs"
                        loading={begin.isPending && begin.variables?.item === item}
                        aria-label={t("Evaluar {item}", { item })}
                        onClick={() => evaluate(item)}
                      >
                        {t("Evaluar")}
                      </Button>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function People({ session }: { session: Calibration }) {
  const { calibration_parts } = useLabels();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="participantes">
      <h2 id="participantes">{t("Participantes")}</h2>
      <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="participantes">
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{t("Nombre")}</th>
              <th scope="col">{t("Participa como")}</th>
              <th scope="col">{t("Firmó")}</th>
            </tr>
          </thead>
          <tbody>
            {session.people.map(({ user, name, part, signed, absent }) => (
              <tr key={user}>
                <th scope="row">{name}</th>
                <td data-label={t("Participa como")}>{labelOf(calibration_parts, part)}</td>
                <td data-label={t("Firmó")}>
                  {part === "observer" ? t("no evalúa") : t("{signed} de {items}", { signed, items: session.items })}
                  {absent && <span className={own.beyond}> {t("· faltó al abrir")}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function History({ session }: { session: Calibration }) {
  const { calibration_acts } = useLabels();
  const now = serverClock.now();
  return (
    <details className={`panel ${css.sheet}`}>
      <summary>
        <h2 style={{ display: "inline" }}>{t("Historia")}</h2>{" "}
        <span className="quiet small">{countPhrase(session.history.length, "paso", "pasos")}</span>
      </summary>
      <ol className={own.chosen}>
        {session.history.map(({ at, by_name, act, text }) => (
          <li key={`${at} ${act}`}>
            <span>
              {by_name}: {labelOf(calibration_acts, act).toLowerCase()}, {momentPhrase(at, now)}
              {text && <span className={css.below}>{text}</span>}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
