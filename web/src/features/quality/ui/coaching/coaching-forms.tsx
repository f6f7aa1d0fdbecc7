/** The acts on a coaching that the reader may do now: buttons, and the form of the chosen one. */
import { TimeField } from "../../../../components/date-field/time-field";
import { DateField } from "../../../../components/date-field/date-field";
import { Button, Checkbox, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useRef } from "react";
import { type Coaching, type CoachingAct, useCoachingAct } from "../../../../api/coaching";
import { ApiProblem } from "../../../../api/problem";
import { Failure } from "../../../../components/load-states";
import { useDialogDraft } from "../../../../dialog-draft";
import { longDate } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import { typedMoment } from "../../model/coaching";
import { scoreText } from "../../model/signed-evaluation";
import css from "../quality.module.css";
import { t } from "../../../../i18n/translate";

type Act = CoachingAct["act"];
interface CoachingDraft {
  act: Act;
  day: string;
  hour: string;
  text: string;
  evaluation: string;
  fulfilled: boolean;
}
const NO_DRAFT: CoachingDraft = { act: "schedule", day: "", hour: "", text: "", evaluation: "", fulfilled: false };

/** The label of the text of each act, whether it must be written, and what is said when it is done. */
const TEXTS: Record<Act, { field: string; about: string; optional?: boolean; done: string }> = {
  schedule: {
    field: t("Agenda"),
    about: t("De qué se va a hablar. La lee el asesor."),
    done: t("La sesión tiene fecha."),
  },
  hold: {
    field: t("Compromiso"),
    about: t("Qué va a hacer el asesor. Lo confirma él mismo."),
    done: t("La sesión quedó registrada."),
  },
  follow: {
    field: t("Observación (opcional)"),
    about: t("La lee el asesor."),
    optional: true,
    done: t("El acompañamiento terminó."),
  },
  dismiss: {
    field: t("Motivo"),
    about: t("Por qué no se hace. Se conserva."),
    done: t("El acompañamiento se descartó."),
  },
  confirm: {
    field: t("Comentario (opcional)"),
    about: t("Lo lee quien dirige el acompañamiento."),
    optional: true,
    done: t("Confirmó el compromiso."),
  },
  comment: {
    field: t("Comentario"),
    about: t("Lo lee quien dirige el acompañamiento."),
    done: t("El comentario quedó escrito."),
  },
};
const MAIN_ACTS: readonly Act[] = ["schedule", "hold", "confirm", "follow"];

interface CoachingFormsProps {
  coaching: Coaching;
  done: (text: string) => void;
  reread: () => void;
}

export function CoachingForms({ coaching, done, reread }: CoachingFormsProps) {
  const { coaching_acts } = useLabels();
  const [draft, setDraft] = useDialogDraft<CoachingDraft>(`acompanamiento.${coaching.id}`, NO_DRAFT);
  const form = useRef<HTMLFormElement>(null);
  const acts = coaching.acts.filter((each): each is Act => each !== "annul");
  if (acts.length === 0) return null;
  const shown = draft && acts.includes(draft.act) ? draft : null;
  const open = (act: Act) => {
    setDraft({ ...(draft ?? NO_DRAFT), act });
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("input, textarea, select")?.focus());
  };
  const main = acts.find((each) => MAIN_ACTS.includes(each));
  return (
    <>
      <p className={css.acts}>
        {acts.map((each) => (
          <Button
            key={each}
            variant={each === shown?.act ? "light" : each === main ? "filled" : "default"}
            onClick={() => open(each)}
          >
            {each === "schedule" && coaching.state === "scheduled"
              ? t("Cambiar la fecha")
              : labelOf(coaching_acts, each)}
          </Button>
        ))}
      </p>
      {shown && (
        <ActForm
          key={shown.act}
          ref={form}
          coaching={coaching}
          draft={shown}
          edit={setDraft}
          done={(text) => {
            setDraft(null);
            done(text);
          }}
          reread={reread}
        />
      )}
    </>
  );
}

/** Return the request of a filled form; null while something is missing. */
function requestOf({ revision }: Coaching, draft: CoachingDraft): CoachingAct | null {
  const text = draft.text.trim();
  if (!text && !TEXTS[draft.act].optional) return null;
  switch (draft.act) {
    case "schedule": {
      const starts_at = typedMoment(draft.day, draft.hour);
      return starts_at ? { act: "schedule", body: { revision, starts_at, agenda: text } } : null;
    }
    case "hold":
      return draft.day ? { act: "hold", body: { revision, commitment: text, due_on: draft.day } } : null;
    case "follow":
      return draft.evaluation
        ? { act: "follow", body: { revision, evaluation: draft.evaluation, fulfilled: draft.fulfilled, text } }
        : null;
    case "dismiss":
      return { act: "dismiss", body: { revision, reason: text } };
    case "confirm":
      return { act: "confirm", body: { revision, comment: text } };
    case "comment":
      return { act: "comment", body: { text } };
  }
}

interface ActFormProps extends CoachingFormsProps {
  ref: React.Ref<HTMLFormElement>;
  draft: CoachingDraft;
  edit: (draft: CoachingDraft | null) => void;
}

function ActForm({ ref, coaching, draft, edit, done, reread }: ActFormProps) {
  const { coaching_acts } = useLabels();
  const act = useCoachingAct(coaching.id);
  const request = requestOf(coaching, draft);
  const texts = TEXTS[draft.act];
  const problem = act.error instanceof ApiProblem ? act.error : null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (request) act.mutate(request, { onSuccess: () => done(texts.done) });
  };
  return (
    <form ref={ref} className={css.fields} onSubmit={send} noValidate aria-label={labelOf(coaching_acts, draft.act)}>
      <DateFields draft={draft} edit={edit} problem={problem} />
      {draft.act === "follow" && <FollowUpFields coaching={coaching} draft={draft} edit={edit} />}
      <Textarea
        label={texts.field}
        description={texts.about}
        value={draft.text}
        onChange={(event) => edit({ ...draft, text: event.currentTarget.value })}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={4000}
      />
      {act.error && <Failure error={act.error} />}
      {problem && ["coaching_changed", "coaching_step_not_possible"].includes(problem.code) && (
        <p className={css.acts}>
          <Button variant="default" onClick={reread}>
            {t("Leerlo otra vez")}
          </Button>
          <span className="quiet small">{t("Lo que escribió se conserva.")}</span>
        </p>
      )}
      <p className={css.acts}>
        <Button type="submit" loading={act.isPending} disabled={!request}>
          {draft.act === "schedule" ? t("Guardar la fecha") : labelOf(coaching_acts, draft.act)}
        </Button>
        <Button variant="default" onClick={() => edit(null)}>
          {t("Cancelar")}
        </Button>
      </p>
    </form>
  );
}

function DateFields({ draft, edit, problem }: Pick<ActFormProps, "draft" | "edit"> & { problem: ApiProblem | null }) {
  if (draft.act !== "schedule" && draft.act !== "hold") return null;
  const ofSession = draft.act === "schedule";
  return (
    <div className={css.acts}>
      <DateField
        label={ofSession ? t("Día de la sesión") : t("Último día del compromiso")}
        value={draft.day}
        error={problem?.fieldError(ofSession ? "starts_at" : "due_on")}
        onChange={(day) => edit({ ...draft, day })}
      />
      {ofSession && <TimeField label={t("Hora")} value={draft.hour} onChange={(hour) => edit({ ...draft, hour })} />}
    </div>
  );
}

function FollowUpFields({ coaching, draft, edit }: Pick<ActFormProps, "coaching" | "draft" | "edit">) {
  if (coaching.follow_ups.length === 0)
    return (
      <p className={css.note}>
        {t(
          "Todavía no hay una evaluación de seguimiento firmada. La hace quien evalúa: una de clase «Seguimiento» que siga a la {evaluation}.",
          { evaluation: coaching.evaluation },
        )}
      </p>
    );
  return (
    <>
      <NativeSelect
        label={t("Evaluación de seguimiento")}
        value={draft.evaluation}
        onChange={(event) => edit({ ...draft, evaluation: event.currentTarget.value })}
        data={[
          { value: "", label: t("Elija una") },
          ...coaching.follow_ups.map((each) => ({
            value: each.id,
            label: t("{id}: nota {score}, {worked_at}", {
              id: each.id,
              score: scoreText(each.score),
              worked_at: longDate(each.worked_at),
            }),
          })),
        ]}
      />
      <Checkbox
        label={t("El compromiso se cumplió")}
        checked={draft.fulfilled}
        onChange={(event) => edit({ ...draft, fulfilled: event.currentTarget.checked })}
      />
    </>
  );
}
