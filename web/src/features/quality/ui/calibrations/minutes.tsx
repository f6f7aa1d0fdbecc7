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

interface MinutesSectionProps {
  session: Calibration;
  finish: (text: string) => void;
}

export function MinutesSection({ session, finish }: MinutesSectionProps) {
  const [corrects, setCorrects] = useState(false);
  const last = session.signed_minutes.at(-1);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="acta">
      <h2 id="acta">Acta</h2>
      {session.acts.includes("save_minutes") ? (
        <MinutesForm session={session} done={() => finish("El acta quedó firmada.")} />
      ) : !last ? (
        <Empty title="El acta no se ha firmado">La escribe la coordinación después de la reunión.</Empty>
      ) : corrects ? (
        <CorrectionForm
          session={session}
          done={() => {
            setCorrects(false);
            finish("La corrección del acta quedó firmada.");
          }}
          cancel={() => setCorrects(false)}
        />
      ) : (
        <>
          <SignedVersion session={session} signed={last} />
          <p className={css.acts}>
            <Button component="a" href={minutesPdfPath(session.id, last.version)} target="_blank" rel="noreferrer">
              Acta en PDF
            </Button>
            {session.acts.includes("correct_minutes") && (
              <Button variant="default" onClick={() => setCorrects(true)}>
                Corregir el acta
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
        Versión {version}, firmada por {signed_by_name}, {momentPhrase(signed.signed_at, now)}.
        {reason && ` Por qué se corrigió: ${reason}`}
      </p>
      <h3>Acuerdos</h3>
      <p className={own.said}>{signed.content.agreements}</p>
      {signed.content.decisions.length > 0 && <h3>Decisiones por criterio</h3>}
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
                      Cambiado
                    </span>{" "}
                    en el formulario «{change.form_label}», {momentPhrase(change.tied_at, now)}
                  </>
                ) : (
                  <span className={css.tag} data-tone="warn">
                    Pendiente de cambio
                  </span>
                )}
              </p>
            )}
            {each.changes && change?.site_version && (
              <TechnicalDetails about={`del cambio de ${criteria.get(each.criterion) ?? each.criterion}`}>
                <dl className={css.facts}>
                  <dt>Versión del sitio</dt>
                  <dd className={css.hash}>{change.site_version}</dd>
                </dl>
              </TechnicalDetails>
            )}
          </div>
        );
      })}
      <h3>Asistieron</h3>
      <p>{signed.content.attendees.map((user) => people.get(user) ?? user).join(", ")}</p>
      <TechnicalDetails about="del acta">
        <dl className={css.facts}>
          <dt>SHA-256 del contenido</dt>
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
      <h3>Versiones anteriores</h3>
      <ul className={own.chosen}>
        {earlier.map(({ version, signed_by_name, signed_at }) => (
          <li key={version}>
            <a href={minutesPdfPath(session.id, version)} target="_blank" rel="noreferrer">
              Versión {version} en PDF
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
