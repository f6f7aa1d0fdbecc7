/** The form of an evaluation: its criteria by section, each with its answer, its notes and what helps to judge it. */
import type { Evaluation, EvaluationAnswer, FormCriterion } from "../../../../api/evaluations";
import { labelOf, useLabels } from "../../../../labels";
import type { Conflicts, DraftNote, EvaluationContent } from "../../model/evaluation-content";
import { conventionSentence, notePlace, proofSentence } from "../../model/evaluation-labels";
import css from "./evaluation.module.css";
import { decimalSign, t } from "../../../../i18n/translate";

const ANSWERS: readonly EvaluationAnswer[] = ["meets", "fails", "not_applicable"];

/** The id of a criterion's element, which the keyboard moves to. */
export const criterionElement = (id: string): string => `criterio-${id}`;

interface CriteriaFormProps {
  form: Evaluation["form"];
  content: EvaluationContent;
  conflicts: Conflicts;
  answer: (criterion: string, answer: EvaluationAnswer) => void;
  resolve: (criterion: string, take: boolean) => void;
}

export function CriteriaForm({ form, content, conflicts, answer, resolve }: CriteriaFormProps) {
  return (
    <>
      <p className="small quiet">{conventionSentence(form.convention)}</p>
      {form.sections.map((section) => (
        <section key={section.id} className={css.section} aria-labelledby={`seccion-${section.id}`}>
          <h3 id={`seccion-${section.id}`}>{section.name}</h3>
          {section.criteria.map((criterion) => (
            <Criterion
              key={criterion.id}
              criterion={criterion}
              answer={content.answers[criterion.id]}
              notes={content.notes.filter((each) => each.criterion === criterion.id)}
              theirs={conflicts.answers[criterion.id]}
              choose={(chosen) => answer(criterion.id, chosen)}
              resolve={(take) => resolve(criterion.id, take)}
            />
          ))}
        </section>
      ))}
    </>
  );
}

interface CriterionProps {
  criterion: FormCriterion;
  answer: EvaluationAnswer | undefined;
  notes: readonly DraftNote[];
  /** The other window's answer, null if it has none; undefined without a conflict. */
  theirs: EvaluationAnswer | null | undefined;
  choose: (answer: EvaluationAnswer) => void;
  resolve: (take: boolean) => void;
}

function Criterion({ criterion, answer, notes, theirs, choose, resolve }: CriterionProps) {
  const { evaluation_answers } = useLabels();
  const offered = ANSWERS.filter((each) => each !== "not_applicable" || criterion.not_applicable);
  const element = criterionElement(criterion.id);
  return (
    <div
      id={element}
      role="group"
      tabIndex={-1}
      className={css.criterion}
      data-criterion={criterion.id}
      data-answer={answer}
      aria-labelledby={`${element}-nombre`}
      aria-describedby={`${element}-ayuda`}
    >
      <p id={`${element}-nombre`} className={css.name}>
        {criterion.name}
        {criterion.critical && <strong className={css.critical}> {t("Crítico")}</strong>}
      </p>
      <div className={css.answers}>
        {offered.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === answer}
            aria-keyshortcuts={String(ANSWERS.indexOf(each) + 1)}
            data-answer={each}
            onClick={() => choose(each)}
          >
            {evaluation_answers[each]}
          </button>
        ))}
      </div>
      <details className={css.help}>
        <summary className="small">{t("Cómo se juzga")}</summary>
        <p className="small">{criterion.help}</p>
      </details>
      <p id={`${element}-ayuda`} className="small quiet">
        {t("{family_name} · pesa {weight} % · {evidence}", {
          family_name: criterion.family_name,
          weight: criterion.weight.replace(".", decimalSign),
          evidence: proofSentence(criterion.evidence),
        })}
      </p>
      {notes.length > 0 && (
        <ul className={css.own}>
          {notes.map((note) => (
            <li key={note.key} className="small">
              {[notePlace(note), note.text].filter(Boolean).join(" · ")}
            </li>
          ))}
        </ul>
      )}
      {theirs !== undefined && (
        <div className={css.conflict} role="alert">
          <p>
            {theirs
              ? t("En otra ventana se respondió «{evaluation_answers}».", {
                  evaluation_answers: labelOf(evaluation_answers, theirs),
                })
              : t("En otra ventana se quitó la respuesta.")}
          </p>
          <button type="button" onClick={() => resolve(false)}>
            {t("Dejar la mía")}
          </button>
          {theirs && (
            <button type="button" onClick={() => resolve(true)}>
              {t("Usar la otra")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
