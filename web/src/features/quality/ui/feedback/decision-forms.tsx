/** The decision on a refutation: accept it with other answers, reject it, or call both to a conciliation. */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import type { FormEvent } from "react";
import { type EvaluationDetail, useBeginConciliation, useDecideRefutation } from "../../../../api/feedback";
import { ApiProblem } from "../../../../api/problem";
import { Failure } from "../../../../components/load-states";
import { SegmentedControl } from "../../../../components/segmented-control";
import { useDialogDraft } from "../../../../dialog-draft";
import { useLabels } from "../../../../labels";
import css from "../quality.module.css";
import { t } from "../../../../i18n/translate";

type Answer = EvaluationDetail["answers"][string];
type Choice = "accepted" | "rejected" | "conciliation";

interface DecisionDraft {
  choice: Choice;
  text: string;
  answers: Record<string, Answer>;
}
const NO_DECISION: DecisionDraft = { choice: "accepted", text: "", answers: {} };
const CHOICE_NAMES: Record<Choice, string> = {
  accepted: t("Aceptarla"),
  rejected: t("Rechazarla"),
  conciliation: t("Citar a conciliación"),
};
const CHOICE_TEXTS: Record<Choice, { about: string; field: string; submit: string; done: string }> = {
  accepted: {
    about: t("La nota cambia con las respuestas que deje. Las de antes y su nota se conservan como otra versión."),
    field: t("Por qué se acepta"),
    submit: t("Aceptar la refutación"),
    done: t("Aceptó la refutación: la nota cambió."),
  },
  rejected: {
    about: t("La nota queda como se firmó. La decisión no se cambia después."),
    field: t("Por qué se rechaza"),
    submit: t("Rechazar la refutación"),
    done: t("Rechazó la refutación: la nota queda igual."),
  },
  conciliation: {
    about: t("Quien evaluó y el asesor reciben un aviso. Después de hablar, usted u otra persona decide aquí."),
    field: t("Cuándo, dónde y con quién"),
    submit: t("Citar a conciliación"),
    done: t("Citó a conciliación."),
  },
};

interface DecisionFormsProps {
  evaluation: EvaluationDetail;
  /** The criteria with which the advisor disagrees; empty if the advisor named none. */
  disputed: readonly string[];
  done: (text: string) => void;
  reread: () => void;
}

export function DecisionForms({ evaluation, disputed, done, reread }: DecisionFormsProps) {
  const waits = evaluation.state === "refuted" || evaluation.state === "conciliation";
  if (!waits) return null;
  if (!evaluation.acts.includes("reject"))
    return (
      <p className={css.note}>
        {t("Usted no la decide: una refutación la decide alguien distinto de quien evaluó y del asesor evaluado.")}
      </p>
    );
  return <DecisionForm evaluation={evaluation} disputed={disputed} done={done} reread={reread} />;
}

function DecisionForm({ evaluation, disputed, done, reread }: DecisionFormsProps) {
  const [stored, setDraft] = useDialogDraft<DecisionDraft>(`refutacion.${evaluation.id}`, NO_DECISION);
  const draft = stored ?? NO_DECISION;
  const decide = useDecideRefutation(evaluation.id);
  const conciliate = useBeginConciliation(evaluation.id);
  const choices = (["accepted", "rejected", "conciliation"] as const).filter(
    (each) => each !== "conciliation" || evaluation.acts.includes("conciliate"),
  );
  const choice = choices.includes(draft.choice) ? draft.choice : "accepted";
  const texts = CHOICE_TEXTS[choice];
  const answers = { ...evaluation.answers, ...draft.answers };
  const changes = Object.keys(answers).filter((each) => answers[each] !== evaluation.answers[each]);
  const canSubmit = draft.text.trim() !== "" && (choice !== "accepted" || changes.length > 0);
  const error = choice === "conciliation" ? conciliate.error : decide.error;
  const finish = () => {
    setDraft(null);
    done(texts.done);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!canSubmit) return;
    const text = draft.text.trim();
    if (choice === "conciliation") return conciliate.mutate(text, { onSuccess: finish });
    const content = { answers, notes: evaluation.notes, comment: evaluation.comment };
    decide.mutate(
      { outcome: choice, text, revision: evaluation.revision, content: choice === "accepted" ? content : null },
      { onSuccess: finish },
    );
  };
  return (
    <form className={css.fields} onSubmit={send} noValidate aria-label={t("Decidir la refutación")}>
      <SegmentedControl
        className={css.segments}
        label={t("Decisión")}
        options={choices.map((each) => [each, CHOICE_NAMES[each]] as const)}
        value={choice}
        onChange={(to) => setDraft({ ...draft, choice: to })}
      />
      <p className={css.text}>{texts.about}</p>
      {choice === "accepted" && (
        <AnswerFields
          evaluation={evaluation}
          disputed={disputed}
          answers={answers}
          change={(id, answer) => setDraft({ ...draft, answers: { ...draft.answers, [id]: answer } })}
        />
      )}
      <Textarea
        label={texts.field}
        description={t("Lo leen el asesor y quien evaluó.")}
        value={draft.text}
        onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={4000}
      />
      {Boolean(error) && <DecisionFailure error={error} reread={reread} />}
      <p className={css.acts}>
        <Button type="submit" loading={decide.isPending || conciliate.isPending} disabled={!canSubmit}>
          {texts.submit}
        </Button>
        {choice === "accepted" && changes.length === 0 && (
          <span className="quiet small">{t("Cambie al menos una respuesta.")}</span>
        )}
      </p>
    </form>
  );
}

interface AnswerFieldsProps {
  evaluation: EvaluationDetail;
  disputed: readonly string[];
  answers: Record<string, Answer>;
  change: (criterion: string, answer: Answer) => void;
}

/** The answers to change: the disputed ones, and the others folded; without disputed ones, those that fail. */
function AnswerFields({ evaluation, disputed, answers, change }: AnswerFieldsProps) {
  const criteria = evaluation.form.sections.flatMap((each) => each.criteria);
  const isFirst = (id: string) => (disputed.length ? disputed.includes(id) : evaluation.answers[id] === "fails");
  const fields = (first: boolean) =>
    criteria
      .filter(({ id }) => isFirst(id) === first)
      .map((each) => (
        <AnswerField
          key={each.id}
          name={each.name}
          notApplicable={each.not_applicable}
          value={answers[each.id]}
          change={(answer) => change(each.id, answer)}
        />
      ));
  return (
    <>
      {fields(true)}
      <details>
        <summary>{t("Los demás criterios")}</summary>
        <div className={css.fields}>{fields(false)}</div>
      </details>
    </>
  );
}

interface AnswerFieldProps {
  name: string;
  notApplicable: boolean;
  value: Answer | undefined;
  change: (answer: Answer) => void;
}

function AnswerField({ name, notApplicable, value, change }: AnswerFieldProps) {
  const { evaluation_answers } = useLabels();
  const options = (Object.keys(evaluation_answers) as Answer[]).filter(
    (each) => each !== "not_applicable" || notApplicable,
  );
  return (
    <NativeSelect
      label={name}
      value={value}
      onChange={(event) => change(event.currentTarget.value as Answer)}
      data={options.map((each) => ({ value: each, label: evaluation_answers[each] }))}
    />
  );
}

function DecisionFailure({ error, reread }: { error: unknown; reread: () => void }) {
  const wasChanged = error instanceof ApiProblem && error.code === "evaluation_changed";
  const wasDecided = error instanceof ApiProblem && error.code === "evaluation_step_not_possible";
  return (
    <>
      <Failure error={error} />
      {(wasChanged || wasDecided) && (
        <p className={css.acts}>
          <Button variant="default" onClick={reread}>
            {t("Leerla otra vez")}
          </Button>
          <span className="quiet small">{t("Lo que escribió se conserva.")}</span>
        </p>
      )}
    </>
  );
}
