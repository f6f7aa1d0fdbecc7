/** One incident: what failed, its effect on calls, people's notes, and its end. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type IncidentDetail, useIncident, useAddIncidentNote } from "../../../../api/incidents";
import { timeOfDay, formatInteger, longDate } from "../../../../formats";
import { useLabels } from "../../../../labels";
import { announce } from "../../../../components/announcer";
import { Failure, Loading } from "../../../../components/load-states";
import { ElapsedTime } from "../../../../components/elapsed-time";
import { navigate } from "../../../../router";
import { CloseIncidentDialog } from "./incident-forms";
import { IncidentState, durationSentence } from "./incident-state";
import { ObservationDialog } from "../observation-dialog";
import css from "../oversight.module.css";
import { rich, t } from "../../../../i18n/translate";

const momentLabel = (at: string): string => `${longDate(at)}, ${timeOfDay(at)}`;

export function IncidentPanel({ id, may }: { id: string; may: readonly string[] }) {
  const { data, error, refetch } = useIncident(id);
  return (
    <aside className={`panel ${css.side}`} aria-labelledby="incidente">
      <header>
        <h2 id="incidente">{data?.title ?? t("Incidente")}</h2>
        <button
          type="button"
          className={css.close}
          aria-label={t("Volver a la lista de incidentes")}
          onClick={() => navigate("/incidentes")}
        >
          ✕
        </button>
      </header>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el incidente.")} />
      ) : !data ? (
        <Loading label={t("Leyendo el incidente…")} />
      ) : (
        <IncidentBody incident={data} may={may} />
      )}
    </aside>
  );
}

function IncidentBody({ incident, may }: { incident: IncidentDetail; may: readonly string[] }) {
  const [closes, setCloses] = useState(false);
  const [observes, setObserves] = useState(false);
  const writes = may.includes("incident.write");
  const { incident_sources } = useLabels();
  return (
    <>
      <p className={css.acts}>
        <IncidentState incident={incident} />{" "}
        {!incident.ended_at && (
          <span className="quiet">
            {rich("desde hace {elapsedTime}", { elapsedTime: <ElapsedTime since={incident.began_at} /> })}
          </span>
        )}
      </p>
      <p>{incident.told}</p>
      <dl className={css.facts}>
        <dt>{t("Sistema")}</dt>
        <dd>{incident.system_name}</dd>
        <dt>{t("Inicio")}</dt>
        <dd>{momentLabel(incident.began_at)}</dd>
        {incident.ended_at && (
          <>
            <dt>{t("Fin")}</dt>
            <dd>
              {momentLabel(incident.ended_at)} ({durationSentence(incident.began_at, incident.ended_at)})
            </dd>
          </>
        )}
        <dt>{t("Registrado por")}</dt>
        <dd>{incident_sources[incident.source]}</dd>
      </dl>
      <EffectTable incident={incident} />
      <Notes incident={incident} writes={writes} />
      <p className={css.acts}>
        {writes && !incident.ended_at && <Button onClick={() => setCloses(true)}>{t("Cerrar el incidente")}</Button>}
        {may.includes("observation.make") && (
          <Button variant="default" onClick={() => setObserves(true)}>
            {t("Escribir una observación")}
          </Button>
        )}
      </p>
      {closes && <CloseIncidentDialog incident={incident} close={() => setCloses(false)} />}
      {observes && (
        <ObservationDialog
          subject={{ kind: "incident", id: incident.id, name: incident.title }}
          subjectText={t("Incidente: {title}, {began_at}", {
            title: incident.title,
            began_at: momentLabel(incident.began_at),
          })}
          close={() => setObserves(false)}
        />
      )}
    </>
  );
}

function EffectTable({ incident: { effect } }: { incident: IncidentDetail }) {
  return (
    <section className={css.stack} aria-labelledby="efecto">
      <h3 id="efecto">{t("Efecto en las llamadas")}</h3>
      <dl className={css.facts}>
        <dt>{t("Ingresadas durante el incidente")}</dt>
        <dd className="num">{formatInteger(effect.arrived)}</dd>
        <dt>{t("Terminadas por falla técnica")}</dt>
        <dd className="num">{formatInteger(effect.technical_failures)}</dd>
        <dt>{t("Rechazadas por capacidad")}</dt>
        <dd className="num">{formatInteger(effect.capacity_rejected)}</dd>
        <dt>{t("Llamadas de menos frente a lo usual")}</dt>
        <dd className="num">
          {effect.fewer === null
            ? t("sin semanas con las que comparar")
            : effect.weeks === 1
              ? t("{formatInteger} (según la semana anterior)", {
                  formatInteger: formatInteger(Math.max(0, effect.fewer)),
                })
              : t("{formatInteger} (según {weeks} semanas anteriores)", {
                  formatInteger: formatInteger(Math.max(0, effect.fewer)),
                  weeks: effect.weeks,
                })}
        </dd>
      </dl>
    </section>
  );
}

function Notes({ incident, writes }: { incident: IncidentDetail; writes: boolean }) {
  const [text, setText] = useState("");
  const note = useAddIncidentNote(incident.id);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() && !note.isPending)
      note.mutate(text.trim(), {
        onSuccess: () => {
          setText("");
          announce(t("Nota agregada"));
        },
      });
  };
  return (
    <section className={css.stack} aria-labelledby="notas">
      <h3 id="notas">{t("Notas")}</h3>
      {incident.notes.length === 0 && <p className="quiet">{t("Sin notas.")}</p>}
      {incident.notes.map((each) => (
        <article key={each.id} className={css.said}>
          <p className="small">
            <strong>{each.who_name}</strong> <span className="quiet">· {momentLabel(each.at)}</span>
          </p>
          <p className={css.text}>{each.text}</p>
        </article>
      ))}
      {writes && (
        <form className={css.fields} onSubmit={send} noValidate>
          <Textarea
            label={t("Agregar una nota")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
          />
          {note.error && <Failure error={note.error} />}
          <p>
            <Button type="submit" variant="default" loading={note.isPending} disabled={!text.trim()}>
              {t("Agregar")}
            </Button>
          </p>
        </form>
      )}
    </section>
  );
}
