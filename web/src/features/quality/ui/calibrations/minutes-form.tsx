/**
 * The minutes while they are written. Each change stays in this tab at once and is saved at the server a moment later;
 * a conflict with another window keeps both texts until the coordinator chooses.
 */
import { Button, Checkbox, NativeSelect, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import {
  type Calibration,
  type MinutesContent,
  useCorrectMinutes,
  useSaveMinutes,
  useSignMinutes,
} from "../../../../api/calibrations";
import { ApiProblem } from "../../../../api/problem";
import { announce } from "../../../../components/announcer";
import { Failure } from "../../../../components/load-states";
import { useDialogDraft } from "../../../../dialog-draft";
import {
  attendeesOf,
  criteriaOf,
  minutesError,
  newerMinutes,
  orderedMinutes,
  sameMinutes,
} from "../../model/calibrations";
import css from "../quality.module.css";
import own from "./calibrations.module.css";
import { rich, t } from "../../../../i18n/translate";

interface Draft extends MinutesContent {
  /** The revision on which the text is based. */
  revision: number;
  reason: string;
}
const SAVE_AFTER_MS = 1500;
const RETRY_AFTER_MS = 5000;
const draftOf = (session: Calibration): Draft => ({
  ...orderedMinutes(session.minutes),
  revision: session.revision,
  reason: "",
});

interface MinutesFormProps {
  session: Calibration;
  done: () => void;
}

export function MinutesForm({ session, done }: MinutesFormProps) {
  const [stored, keep] = useDialogDraft(`acta.${session.id}`, draftOf(session));
  const form = stored ?? draftOf(session);
  const [saved, setSaved] = useState<MinutesContent>(session.minutes);
  const save = useSaveMinutes(session.id);
  const sign = useSignMinutes(session.id);
  const newer = newerMinutes(save.error);
  const dirty = !sameMinutes(form, saved);
  const store = () =>
    save.mutateAsync({ ...orderedMinutes(form), revision: form.revision }).then(({ revision }) => {
      setSaved(orderedMinutes(form));
      keep({ ...form, revision });
      return revision;
    });
  useEffect(() => {
    if (!dirty || save.isPending || sign.isPending || newer) return;
    const wait = setTimeout(() => void store().catch(() => undefined), save.error ? RETRY_AFTER_MS : SAVE_AFTER_MS);
    return () => clearTimeout(wait);
  });
  const submit = async () => {
    try {
      const revision = dirty ? await store() : form.revision;
      sign.mutate(revision, {
        onSuccess: () => {
          keep(null);
          done();
        },
      });
    } catch {
      // `save.error` is on the screen
    }
  };
  return (
    <div className={css.fields}>
      {newer && (
        <div className={css.note} role="alert">
          <p>
            {rich("{strong} Lo que usted escribió sigue aquí. Estos son los acuerdos de la otra ventana:", {
              strong: <strong>{t("Otra ventana guardó el acta.")}</strong>,
            })}
          </p>
          <p className={own.said}>{newer.agreements || t("(sin acuerdos)")}</p>
          <p className={css.acts}>
            <Button
              variant="default"
              onClick={() => {
                setSaved(orderedMinutes(newer));
                keep({ ...form, ...orderedMinutes(newer), revision: newer.revision });
                save.reset();
              }}
            >
              {t("Usar la de la otra ventana")}
            </Button>
            <Button
              variant="default"
              onClick={() => {
                setSaved(orderedMinutes(newer));
                keep({ ...form, revision: newer.revision });
                save.reset();
              }}
            >
              {t("Dejar la mía")}
            </Button>
          </p>
        </div>
      )}
      <MinutesFields
        session={session}
        form={form}
        edit={(change) => {
          keep({ ...form, ...change });
          if (sign.error) sign.reset();
        }}
        error={sign.error ?? save.error}
      />
      <p className="quiet small" role="status">
        {save.error && !newer
          ? (save.error instanceof ApiProblem && !save.error.retryable && save.error.message) ||
            t("Sin guardar: no hay conexión con el servidor. Lo escrito sigue en esta ventana y se guarda solo.")
          : dirty
            ? t("Se guarda solo.")
            : form.revision > 1
              ? t("Guardado.")
              : ""}
      </p>
      {sign.error && <Failure error={sign.error} />}
      <p className={css.acts}>
        <Button loading={sign.isPending} disabled={newer !== null} onClick={() => void submit()}>
          {t("Firmar el acta")}
        </Button>
      </p>
    </div>
  );
}

interface CorrectionFormProps extends MinutesFormProps {
  cancel: () => void;
}

export function CorrectionForm({ session, done, cancel }: CorrectionFormProps) {
  const [stored, keep] = useDialogDraft(`acta.${session.id}.correccion`, draftOf(session));
  const form = stored ?? draftOf(session);
  const correct = useCorrectMinutes(session.id);
  const newer = newerMinutes(correct.error);
  const submit = () =>
    correct.mutate(
      { ...orderedMinutes(form), revision: form.revision, reason: form.reason.trim() },
      {
        onSuccess: () => {
          keep(null);
          done();
        },
      },
    );
  return (
    <div className={css.fields}>
      <MinutesFields
        session={session}
        form={form}
        edit={(change) => keep({ ...form, ...change })}
        error={correct.error}
      />
      <Textarea
        label={t("Por qué se corrige")}
        description={t("La versión anterior se conserva.")}
        value={form.reason}
        onChange={(event) => keep({ ...form, reason: event.currentTarget.value })}
        autosize
        minRows={2}
        maxLength={4000}
      />
      {correct.error && <Failure error={correct.error} />}
      <p className={css.acts}>
        {newer ? (
          <Button
            onClick={() => {
              keep({ ...form, revision: newer.revision });
              correct.reset();
            }}
          >
            {t("Corregir la más reciente con lo mío")}
          </Button>
        ) : (
          <Button loading={correct.isPending} disabled={!form.reason.trim()} onClick={submit}>
            {t("Firmar la corrección")}
          </Button>
        )}
        <Button
          variant="default"
          onClick={() => {
            keep(null);
            cancel();
          }}
        >
          {t("Dejar el acta como está")}
        </Button>
      </p>
    </div>
  );
}

interface MinutesFieldsProps {
  session: Calibration;
  form: MinutesContent;
  edit: (change: Partial<MinutesContent>) => void;
  error: unknown;
}

function MinutesFields({ session, form, edit, error }: MinutesFieldsProps) {
  const people = attendeesOf(session);
  const attend = (user: string, present: boolean) =>
    edit({ attendees: present ? [...form.attendees, user] : form.attendees.filter((each) => each !== user) });
  const missing = minutesError(error, "attendees");
  return (
    <>
      <Textarea
        label={t("Acuerdos")}
        value={form.agreements}
        onChange={(event) => edit({ agreements: event.currentTarget.value })}
        autosize
        minRows={4}
        maxRows={20}
        maxLength={12_000}
        error={minutesError(error, "agreements")}
      />
      <Decisions session={session} form={form} edit={edit} error={error} />
      <fieldset className={own.people} aria-describedby={missing ? "asistentes-error" : undefined}>
        <legend>{t("Asistieron")}</legend>
        {missing && (
          <p className={own.error} id="asistentes-error" role="alert">
            {missing}
          </p>
        )}
        {people.map(([user, name]) => (
          <Checkbox
            key={user}
            label={name}
            checked={form.attendees.includes(user)}
            onChange={(event) => attend(user, event.currentTarget.checked)}
          />
        ))}
      </fieldset>
    </>
  );
}

function Decisions({ session, form, edit, error }: MinutesFieldsProps) {
  const criteria = criteriaOf(session);
  const decided = form.decisions.map(({ criterion }) => criterion);
  const free = criteria.filter(({ id }) => !decided.includes(id));
  const differing = new Set(
    (session.results?.items ?? []).flatMap(({ evaluations }) =>
      evaluations.flatMap((each) => Object.keys(each.criteria)),
    ),
  );
  const change = (criterion: string, to: Partial<MinutesContent["decisions"][number]>) =>
    edit({ decisions: form.decisions.map((each) => (each.criterion === criterion ? { ...each, ...to } : each)) });
  return (
    <>
      {form.decisions.map(({ criterion, text, changes }, index) => {
        const name = criteria.find(({ id }) => id === criterion)?.name ?? criterion;
        return (
          <div key={criterion} className={own.decision} role="group" aria-label={t("Decisión sobre {name}", { name })}>
            <h3>{name}</h3>
            <Textarea
              label={t("Cómo se evalúa desde ahora")}
              value={text}
              onChange={(event) => change(criterion, { text: event.currentTarget.value })}
              autosize
              minRows={2}
              maxLength={4000}
              error={minutesError(error, `decisions.${index}.text`)}
            />
            <Checkbox
              label={t("El criterio debe cambiar en una versión posterior del formulario")}
              checked={changes}
              onChange={(event) => change(criterion, { changes: event.currentTarget.checked })}
            />
            <p>
              <Button
                size="xs"
                variant="default"
                aria-label={t("Quitar la decisión sobre {name}", { name })}
                onClick={() => edit({ decisions: form.decisions.filter((each) => each.criterion !== criterion) })}
              >
                {t("Quitar")}
              </Button>
            </p>
          </div>
        );
      })}
      {free.length > 0 && (
        <NativeSelect
          label={t("Agregar una decisión sobre un criterio")}
          value=""
          onChange={(event) => {
            const criterion = event.currentTarget.value;
            if (!criterion) return;
            edit({ decisions: [...form.decisions, { criterion, text: "", changes: false }] });
            announce(t("Decisión agregada"));
          }}
          data={[
            { value: "", label: t("Elija un criterio") },
            ...free.map(({ id, name }) => ({
              value: id,
              label: differing.has(id) ? t("{name} (con diferencias)", { name }) : name,
            })),
          ]}
        />
      )}
    </>
  );
}
