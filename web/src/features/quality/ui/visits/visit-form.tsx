/** The form of a visit, saved as it is typed, and its signature. */
import { DateField } from "../../../../components/date-field/date-field";
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { ApiProblem } from "../../../../api/problem";
import { useDiscardVisit, useSignVisit, type Visit } from "../../../../api/visits";
import { announce } from "../../../../components/announcer";
import { FormDialog } from "../../../../components/form-dialog";
import { Failure } from "../../../../components/load-states";
import { useDialogDraft } from "../../../../dialog-draft";
import { labelOf, optionsOf, useLabels, useLines } from "../../../../labels";
import { type SaveState, useVisitForm, type VisitFormControl } from "../../model/use-visit-form";
import { answersOf, progress, type VisitForm } from "../../model/visits";
import css from "../quality.module.css";
import { VisitHeading } from "./heading";
import own from "./visits.module.css";
import { t } from "../../../../i18n/translate";

export function VisitEditor({ visit, user }: { visit: Visit; user: string }) {
  const control = useVisitForm(visit, user);
  const sign = useSignVisit(visit.id);
  const [discard, setDiscard] = useDialogDraft(`visita.descarte.${visit.id}`, { reason: "" });
  const problem = sign.error instanceof ApiProblem ? sign.error : null;
  const { answered, questions } = progress(visit, control.form);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="visita">
      <VisitHeading visit={visit} />
      {visit.form.notice && <p className={css.note}>{visit.form.notice}</p>}
      {control.other && <OtherWindow control={control} />}
      <PlaceFields control={control} problem={problem} />
      <Attendees control={control} problem={problem} />
      <Questions visit={visit} control={control} problem={problem} />
      <Textarea
        label={t("Observaciones")}
        value={control.form.observations ?? ""}
        onChange={(event) => control.set({ observations: event.currentTarget.value })}
        autosize
        minRows={3}
        maxRows={14}
        maxLength={8000}
      />
      {sign.error && <Failure error={sign.error} title={t("No se firmó.")} />}
      <div className={own.bar}>
        <Button
          loading={sign.isPending}
          disabled={control.revision === null}
          onClick={() =>
            control.revision !== null &&
            sign.mutate(control.revision, { onSuccess: () => announce(t("Visita firmada")) })
          }
        >
          {t("Firmar la visita")}
        </Button>
        <Button variant="default" onClick={() => setDiscard({ reason: "" })}>
          {t("Descartar")}
        </Button>
        <SaveNote state={control.state} error={control.error} />
        <span className="quiet">{t("{answered} de {questions} respondidas", { answered, questions })}</span>
      </div>
      {discard && (
        <DiscardDialog
          visit={visit}
          reason={discard.reason}
          setReason={(reason) => setDiscard({ reason })}
          close={() => setDiscard(null)}
        />
      )}
    </section>
  );
}

const SAVE_TEXTS: Record<Exclude<SaveState, "refused">, string> = {
  saved: t("Todo está guardado"),
  saving: t("Guardando…"),
  waiting: t("Sin conexión: lo que escribe queda en este navegador y se guarda cuando vuelva"),
};
function SaveNote({ state, error }: { state: SaveState; error: unknown }) {
  if (state === "refused") return <Failure error={error} title={t("No se guardó.")} />;
  return (
    <span className="quiet" role="status">
      {SAVE_TEXTS[state]}
    </span>
  );
}

function OtherWindow({ control }: { control: VisitFormControl }) {
  return (
    <div className={css.note} role="alert">
      <p>{t("Otra ventana cambió esta visita. Lo que usted escribió sigue aquí, sin guardar.")}</p>
      <p className={css.acts}>
        <Button size="sm" onClick={control.keepOwn}>
          {t("Guardar lo que escribí")}
        </Button>
        <Button size="sm" variant="default" onClick={control.takeOther}>
          {t("Usar lo de la otra ventana")}
        </Button>
      </p>
    </div>
  );
}

interface PartProps {
  control: VisitFormControl;
  problem: ApiProblem | null;
}

function PlaceFields({ control: { form, set }, problem }: PartProps) {
  const labels = useLabels();
  const lines = useLines().map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className={own.pair}>
      <TextInput
        label={t("Lugar")}
        value={form.place ?? ""}
        onChange={(event) => set({ place: event.currentTarget.value })}
        error={problem?.fieldError("place")}
        maxLength={200}
      />
      <DateField label={t("Día")} value={form.visited_on} onChange={(day) => day && set({ visited_on: day })} />
      <NativeSelect
        label={t("Cómo se hace")}
        data={optionsOf(labels.visit_modes)}
        value={form.mode}
        onChange={(event) => set({ mode: event.currentTarget.value as VisitForm["mode"] })}
      />
      <NativeSelect
        label={t("Línea")}
        data={[{ value: "", label: t("Todas") }, ...lines]}
        value={form.line ?? ""}
        onChange={(event) => set({ line: event.currentTarget.value || null })}
      />
      <NativeSelect
        label={t("Canal")}
        data={[{ value: "", label: t("Todos") }, ...optionsOf(labels.evaluation_channels)]}
        value={form.channel ?? ""}
        onChange={(event) => set({ channel: (event.currentTarget.value || null) as VisitForm["channel"] })}
      />
    </div>
  );
}

function Attendees({ control: { form, set }, problem }: PartProps) {
  const attendees = form.attendees ?? [];
  const change = (index: number, field: "name" | "position", value: string) =>
    set({ attendees: attendees.map((each, at) => (at === index ? { ...each, [field]: value } : each)) });
  const error = problem?.fieldError("attendees");
  return (
    <div role="group" aria-labelledby="asistentes" className={css.fields}>
      <h2 id="asistentes">{t("Asistentes")}</h2>
      {error && <p role="alert">{error}</p>}
      {attendees.map((each, index) => (
        <div key={index} className={own.attendee}>
          <TextInput
            label={t("Nombre {index}", { index: index + 1 })}
            value={each.name}
            maxLength={120}
            autoComplete="off"
            onChange={(event) => change(index, "name", event.currentTarget.value)}
          />
          <TextInput
            label={t("Cargo {index}", { index: index + 1 })}
            value={each.position ?? ""}
            maxLength={120}
            autoComplete="off"
            onChange={(event) => change(index, "position", event.currentTarget.value)}
          />
          <Button
            variant="default"
            aria-label={t("Quitar el asistente {index}", { index: index + 1 })}
            onClick={() => set({ attendees: attendees.filter((_, at) => at !== index) })}
          >
            {t("Quitar")}
          </Button>
        </div>
      ))}
      <p>
        <Button variant="default" onClick={() => set({ attendees: [...attendees, { name: "", position: "" }] })}>
          {t("Agregar un asistente")}
        </Button>
      </p>
    </div>
  );
}

function Questions({ visit, control: { form, set }, problem }: PartProps & { visit: Visit }) {
  const { visit_answers } = useLabels();
  const answers = form.answers ?? {};
  const notes = form.notes ?? {};
  return (
    <div className={own.sections}>
      {visit.form.sections.map((section) => (
        <div key={section.id} className={own.section}>
          <h2>{section.name}</h2>
          {section.questions.map((question) => (
            <fieldset key={question.id} className={own.question}>
              <legend>{question.name}</legend>
              <div>
                <p className={own.help}>{question.help}</p>
                <div className={own.choices}>
                  {answersOf(question).map((answer) => (
                    <label key={answer}>
                      <input
                        type="radio"
                        name={question.id}
                        checked={answers[question.id] === answer}
                        onChange={() => set({ answers: { ...answers, [question.id]: answer } })}
                      />{" "}
                      {labelOf(visit_answers, answer)}
                    </label>
                  ))}
                </div>
                {problem?.fieldError(`answers.${question.id}`) && (
                  <p role="alert">{problem.fieldError(`answers.${question.id}`)}</p>
                )}
              </div>
              <Textarea
                label={t("Anotación: {name}", { name: question.name })}
                labelProps={{ className: "unseen" }}
                placeholder={t("Anotación")}
                value={notes[question.id] ?? ""}
                onChange={(event) => set({ notes: { ...notes, [question.id]: event.currentTarget.value } })}
                autosize
                minRows={2}
                maxRows={8}
                maxLength={4000}
              />
            </fieldset>
          ))}
        </div>
      ))}
    </div>
  );
}

interface DiscardDialogProps {
  visit: Visit;
  reason: string;
  setReason: (reason: string) => void;
  close: () => void;
}

function DiscardDialog({ visit, reason, setReason, close }: DiscardDialogProps) {
  const discard = useDiscardVisit(visit.id);
  return (
    <FormDialog
      title={t("Descartar la visita {id}", { id: visit.id })}
      submitLabel={t("Descartar")}
      canSubmit={reason.trim() !== ""}
      busy={discard.isPending}
      error={discard.error}
      onSubmit={() =>
        discard.mutate(reason.trim(), {
          onSuccess: () => {
            announce(t("Visita descartada"));
            close();
          },
        })
      }
      onClose={close}
    >
      <p>{t("Lo escrito se conserva, pero la visita ya no se puede firmar.")}</p>
      <Textarea
        label={t("Motivo")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={3}
        maxLength={4000}
        data-first
      />
    </FormDialog>
  );
}
