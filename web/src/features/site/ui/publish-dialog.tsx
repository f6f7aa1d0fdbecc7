/** The publication of a draft: what stands against it, when it begins, and why. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type DraftCheck, type SiteDraft, useDraftCheck, usePublishDraft, useSite } from "../../../api/site";
import { DateTimeField } from "../../../components/date-field/date-time-field";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import { Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { countPhrase } from "../../../formats";
import { canPublish, NEW_PUBLICATION, passesGate, type PublicationForm, publicationRequest } from "../model/publishing";
import { useSitePermissions } from "../model/use-site-permissions";
import { ReasonField } from "./act-dialogs";
import css from "./site.module.css";
import { t } from "../../../i18n/translate";

interface PublishDialogProps {
  draft: SiteDraft;
  showComplaints: () => void;
  close: () => void;
  done: (state: "published" | "waiting", later: boolean) => void;
}

export function PublishDialog({ draft, showComplaints, close, done }: PublishDialogProps) {
  const [form, setForm] = useState<PublicationForm>(NEW_PUBLICATION);
  const check = useDraftCheck(draft.id, draft.revision);
  const site = useSite().data;
  const publish = usePublishDraft(draft.id);
  const { mayPublish } = useSitePermissions();
  const twoPersons = !mayPublish || (site?.two_persons ?? false);
  const put = (change: Partial<PublicationForm>) => setForm({ ...form, ...change });
  const submit = () =>
    publish.mutate(publicationRequest(form, check.data, site?.in_force.id ?? 0), {
      onSuccess: ({ state }) => done(state, form.later),
    });
  return (
    <FormDialog
      title={t("Publicar «{title}»", { title: draft.title })}
      submitLabel={submitLabel(form.later, twoPersons)}
      canSubmit={site !== undefined && canPublish(form, check.data)}
      busy={publish.isPending}
      error={publish.error}
      onSubmit={submit}
      onClose={close}
      wide
    >
      {check.error ? (
        <Failure error={check.error} retry={() => void check.refetch()} title={t("No se pudo revisar el borrador.")} />
      ) : !check.data ? (
        <Loading label={t("Revisando el borrador y haciendo las pruebas…")} />
      ) : (
        <Gate check={check.data} showComplaints={showComplaints} />
      )}
      {check.data && passesGate(check.data) && (
        <>
          <OperatorSteps steps={check.data.operator_steps} />
          {check.data.failed_tries.length > 0 && (
            <ReasonField
              label={t("Por qué se publica aunque fallen pruebas")}
              value={form.triesReason}
              onChange={(triesReason) => put({ triesReason })}
            />
          )}
          <MomentFields form={form} put={put} />
          <ReasonField
            label={t("Motivo")}
            description={t("Queda en la historia del sitio, con su nombre.")}
            value={form.reason}
            onChange={(reason) => put({ reason })}
          />
          {twoPersons && (
            <p className="quiet">{t("Otra persona debe aprobarlo. Mientras tanto nadie puede cambiar el borrador.")}</p>
          )}
          <details className={css.more}>
            <summary>{countPhrase(draft.differences.length, "cambio se publica", "cambios se publican")}</summary>
            <ul className={css.texts}>
              {draft.differences.map(({ path, text }) => (
                <li key={`${path.join("/")} ${text}`}>{text}</li>
              ))}
            </ul>
          </details>
        </>
      )}
    </FormDialog>
  );
}

function submitLabel(later: boolean, twoPersons: boolean): string {
  if (twoPersons) return t("Pedir la publicación");
  return later ? t("Programar la publicación") : t("Publicar ahora");
}

interface MomentFieldsProps {
  form: PublicationForm;
  put: (change: Partial<PublicationForm>) => void;
}

function MomentFields({ form, put }: MomentFieldsProps) {
  return (
    <div className={css.moment}>
      <SegmentedControl
        label={t("Cuándo empieza a regir")}
        value={form.later ? "later" : "now"}
        onChange={(chosen) => put({ later: chosen === "later" })}
        options={[
          ["now", t("Ahora mismo")],
          ["later", t("En una fecha")],
        ]}
      />
      {form.later ? (
        <DateTimeField label={t("Empieza a regir")} value={form.moment} onChange={(moment) => put({ moment })} />
      ) : (
        <p className="quiet small">
          {t(
            "En unos segundos la usan todos los equipos. Las llamadas en curso siguen con la versión con que empezaron.",
          )}
        </p>
      )}
    </div>
  );
}

/** What a person must do at the machines before all of the version takes effect. */
function OperatorSteps({ steps }: { steps: string[] }) {
  if (steps.length === 0) return null;
  return (
    <div role="note">
      <p>
        <strong>{t("Además de publicar hay que hacer esto en las máquinas")}</strong>
      </p>
      <ul className={css.texts}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </div>
  );
}

/** What stands against the publication; a change solves complaints and silent prompts, a reason failed tries. */
function Gate({ check, showComplaints }: { check: DraftCheck; showComplaints: () => void }) {
  const { complaints, silent_prompts: silent, failed_tries: failed } = check;
  if (complaints.length + silent.length + failed.length === 0)
    return <p className={css.passed}>✓ {t("El borrador no tiene reparos y sus pruebas salen bien.")}</p>;
  return (
    <div className={css.gate} role="status">
      {complaints.length > 0 && (
        <div>
          <p>
            <strong>{countPhrase(complaints.length, "reparo por corregir", "reparos por corregir")}</strong>
          </p>
          <Button size="compact-sm" variant="default" onClick={showComplaints}>
            {t("Ver los reparos")}
          </Button>
        </div>
      )}
      {silent.length > 0 && (
        <div>
          <p>
            <strong>{countPhrase(silent.length, "mensaje sin voz", "mensajes sin voz")}</strong> {silent.join(", ")}
          </p>
          <p>
            <Link to="/voces">{t("Grabarlos en «Voces»")}</Link>
          </p>
        </div>
      )}
      {failed.length > 0 && (
        <div>
          <p>
            <strong>{countPhrase(failed.length, "prueba falla", "pruebas fallan")}</strong>
          </p>
          <ul className={css.texts}>
            {failed.map(({ id, name, faults }) => (
              <li key={id}>
                {name}: {faults.join(" ")}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
