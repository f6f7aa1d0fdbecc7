/** The minutes of a session: written by the coordinator, then each signed version with its PDF, and wanted changes. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { Calibration } from "../../../../api/calibrations";
import { serverClock } from "../../../../clock";
import { Empty } from "../../../../components/load-states";
import { TechnicalDetails } from "../../../../components/technical-details";
import { momentPhrase } from "../../../../formats";
import { attendeesOf, criteriaOf, minutesPdfPath } from "../../model/calibrations";
import css from "../quality.module.css";
import own from "./calibrations.module.css";
import { CorrectionForm, MinutesForm } from "./minutes-form";
import { t } from "../../../../i18n/translate";

interface MinutesSectionProps {
  session: Calibration;
  finish: (text: string) => void;
}

export function MinutesSection({ session, finish }: MinutesSectionProps) {
  const [corrects, setCorrects] = useState(false);
  const last = session.signed_minutes.at(-1);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="acta">
      <h2 id="acta">{t("Acta")}</h2>
      {session.acts.includes("save_minutes") ? (
        <MinutesForm session={session} done={() => finish(t("El acta quedó firmada."))} />
      ) : !last ? (
        <Empty title={t("El acta no se ha firmado")}>{t("La escribe la coordinación después de la reunión.")}</Empty>
      ) : corrects ? (
        <CorrectionForm
          session={session}
          done={() => {
            setCorrects(false);
            finish(t("La corrección del acta quedó firmada."));
          }}
          cancel={() => setCorrects(false)}
        />
      ) : (
        <>
          <SignedVersion session={session} signed={last} />
          <p className={css.acts}>
            <Button component="a" href={minutesPdfPath(session.id, last.version)} target="_blank" rel="noreferrer">
              {t("Acta en PDF")}
            </Button>
            {session.acts.includes("correct_minutes") && (
              <Button variant="default" onClick={() => setCorrects(true)}>
                {t("Corregir el acta")}
              </Button>
            )}
          </p>
          <EarlierVersions session={session} />
        </>
      )}
    </section>
  );
}

type SignedMinutes = Calibration["signed_minutes"][number];

function SignedVersion({ session, signed }: { session: Calibration; signed: SignedMinutes }) {
  const now = serverClock.now();
  const { version, signed_by_name, reason } = signed;
  const criteria = new Map(criteriaOf(session).map(({ id, name }) => [id, name]));
  const people = new Map(attendeesOf(session));
  const changes = new Map(session.changes.map((each) => [each.criterion, each]));
  return (
    <>
      <p className="quiet">
        {t("Versión {version}, firmada por {signed_by_name}, {signed_at}.", {
          version,
          signed_by_name,
          signed_at: momentPhrase(signed.signed_at, now),
        })}
        {reason && t(" Por qué se corrigió: {reason}", { reason })}
      </p>
      <h3>{t("Acuerdos")}</h3>
      <p className={own.said}>{signed.content.agreements}</p>
      {signed.content.decisions.length > 0 && <h3>{t("Decisiones por criterio")}</h3>}
      {signed.content.decisions.map((each) => {
        const change = changes.get(each.criterion);
        return (
          <div key={each.criterion}>
            <strong>{criteria.get(each.criterion) ?? each.criterion}</strong>
            <p className={own.said}>{each.text}</p>
            {each.changes && (
              <p>
                {change?.tied_at ? (
                  <>
                    <span className={css.tag} data-tone="good">
                      {t("Cambiado")}
                    </span>{" "}
                    {t("en el formulario «{form_label}», {tied_at}", {
                      form_label: change.form_label,
                      tied_at: momentPhrase(change.tied_at, now),
                    })}
                  </>
                ) : (
                  <span className={css.tag} data-tone="warn">
                    {t("Pendiente de cambio")}
                  </span>
                )}
              </p>
            )}
            {each.changes && change?.site_version && (
              <TechnicalDetails
                about={t("del cambio de {criterion}", { criterion: criteria.get(each.criterion) ?? each.criterion })}
              >
                <dl className={css.facts}>
                  <dt>{t("Versión del sitio")}</dt>
                  <dd className={css.hash}>{change.site_version}</dd>
                </dl>
              </TechnicalDetails>
            )}
          </div>
        );
      })}
      <h3>{t("Asistieron")}</h3>
      <p>{signed.content.attendees.map((user) => people.get(user) ?? user).join(", ")}</p>
      <TechnicalDetails about={t("del acta")}>
        <dl className={css.facts}>
          <dt>{t("SHA-256 del contenido")}</dt>
          <dd className={css.hash}>{signed.digest}</dd>
        </dl>
      </TechnicalDetails>
    </>
  );
}

function EarlierVersions({ session }: { session: Calibration }) {
  const earlier = session.signed_minutes.slice(0, -1).reverse();
  if (earlier.length === 0) return null;
  return (
    <>
      <h3>{t("Versiones anteriores")}</h3>
      <ul className={own.chosen}>
        {earlier.map(({ version, signed_by_name, signed_at }) => (
          <li key={version}>
            <a href={minutesPdfPath(session.id, version)} target="_blank" rel="noreferrer">
              {t("Versión {version} en PDF", { version })}
            </a>
            <span className="quiet">
              {signed_by_name}, {momentPhrase(signed_at, serverClock.now())}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
