/** A signed evaluation to read: its score, the form by section with the notes, and each round with its reason. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { serverClock } from "../../../../clock";
import { duration, momentPhrase } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import {
  answerChanges,
  type EvaluationDetail,
  type EvaluationNote,
  type EvaluationRound,
  familyResults,
  familyText,
  freeNotes,
  notePlace,
  notesOf,
  roundReason,
  scoreText,
} from "../../model/signed-evaluation";
import css from "./signed-evaluation.module.css";
import { decimalSign, rich, t } from "../../../../i18n/translate";

interface SignedEvaluationProps {
  /** With at least one round that the reader may see. */
  evaluation: EvaluationDetail;
  /** Play a recording from a second; without it, the seconds of notes are only text. */
  playFrom?: (recording: string, second: number) => void;
  /** What to show beside a criterion, for example whether the advisor disputes it. */
  besideCriterion?: (criterion: string) => ReactNode;
}

export function SignedEvaluation({ evaluation, playFrom, besideCriterion }: SignedEvaluationProps) {
  const last = evaluation.rounds.at(-1);
  if (!last) return null;
  return (
    <div className={css.whole}>
      {evaluation.form.notice && <p className={css.notice}>{evaluation.form.notice}</p>}
      <RoundResult evaluation={evaluation} round={last} />
      <FormAnswers evaluation={evaluation} round={last} playFrom={playFrom} besideCriterion={besideCriterion} />
      {evaluation.rounds.length > 1 && <RoundHistory evaluation={evaluation} />}
    </div>
  );
}

function RoundResult({ evaluation, round }: { evaluation: EvaluationDetail; round: EvaluationRound }) {
  return (
    <dl className={css.result}>
      <div>
        <dt>{t("Nota")}</dt>
        <dd className={css.score}>
          {scoreText(round.score)}
          {round.score !== null && <span className="quiet small"> {t("de 100")}</span>}
        </dd>
      </div>
      {familyResults(evaluation, round).map((each) => (
        <div key={each.name}>
          <dt>{each.name}</dt>
          <dd data-passed={each.passed ?? undefined}>{familyText(each)}</dd>
        </div>
      ))}
    </dl>
  );
}

interface FormAnswersProps extends Omit<SignedEvaluationProps, "evaluation"> {
  evaluation: EvaluationDetail;
  round: EvaluationRound;
}

function FormAnswers({ evaluation: { form }, round, playFrom, besideCriterion }: FormAnswersProps) {
  const { evaluation_answers } = useLabels();
  const others = freeNotes(round.notes);
  return (
    <>
      <p className="quiet small">
        {t("{name}, versión {version_label}", { name: form.name, version_label: form.version_label })}
      </p>
      {form.sections.map((section) => (
        <section key={section.id} aria-labelledby={`seccion-${section.id}`} className={css.section}>
          <h3 id={`seccion-${section.id}`}>{section.name}</h3>
          <ul>
            {section.criteria.map((each) => {
              const answer = round.answers[each.id] ?? "";
              return (
                <li key={each.id} data-answer={answer} data-criterion={each.id}>
                  <div className={css.line}>
                    <span className={css.name}>
                      {each.name}
                      <span className="quiet small">
                        {" "}
                        · {each.weight.replace(".", decimalSign)} % · {each.family_name}
                        {each.critical && t(", decide el resultado")}
                      </span>
                    </span>
                    <strong className={css.answer}>{labelOf(evaluation_answers, answer)}</strong>
                  </div>
                  <NoteList notes={notesOf(round.notes, each.id)} playFrom={playFrom} />
                  {besideCriterion?.(each.id)}
                </li>
              );
            })}
          </ul>
        </section>
      ))}
      {(others.length > 0 || round.comment) && (
        <section aria-labelledby="comentario-general" className={css.section}>
          <h3 id="comentario-general">{t("Comentario y otras anotaciones")}</h3>
          {round.comment && <p className={css.text}>{round.comment}</p>}
          <NoteList notes={others} playFrom={playFrom} />
        </section>
      )}
    </>
  );
}

function NoteList({ notes, playFrom }: { notes: EvaluationNote[] } & Pick<SignedEvaluationProps, "playFrom">) {
  if (notes.length === 0) return null;
  return (
    <ul className={css.notes}>
      {notes.map((each, index) => (
        <li key={`${index} ${each.text}`}>
          <NotePlace note={each} playFrom={playFrom} />
          <span className={css.text}>{each.text}</span>
        </li>
      ))}
    </ul>
  );
}

function NotePlace({ note, playFrom }: { note: EvaluationNote } & Pick<SignedEvaluationProps, "playFrom">) {
  const { recording, second } = note;
  if (playFrom && recording && typeof second === "number")
    return (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("Oír desde {duration}", { duration: duration(second * 1000) })}
        onClick={() => playFrom(recording, second)}
      >
        ▶ {duration(second * 1000)}
      </Button>
    );
  const place = notePlace(note);
  return place ? <span className="quiet small">{place}</span> : null;
}

/** Each round, the last one first: who signed it, why, its score, and the answers that it changed. */
function RoundHistory({ evaluation }: { evaluation: EvaluationDetail }) {
  const { evaluation_answers } = useLabels();
  const now = serverClock.now();
  const rounds = evaluation.rounds;
  return (
    <section aria-labelledby="versiones" className={css.section}>
      <h3 id="versiones">{t("Versiones")}</h3>
      <ol className={css.rounds} reversed>
        {[...rounds].reverse().map((each, index) => {
          const before = rounds[rounds.length - 2 - index];
          return (
            <li key={each.round}>
              <p>
                {rich("{round}: nota {score}. La firmó {signed_by_name}, {signed_at}.", {
                  round: <strong>{t("Versión {round}", { round: each.round })}</strong>,
                  score: scoreText(each.score),
                  signed_by_name: each.signed_by_name,
                  signed_at: momentPhrase(each.signed_at, now),
                })}
              </p>
              {roundReason(evaluation, each.round) && <p className={css.text}>{roundReason(evaluation, each.round)}</p>}
              {before && (
                <ul className={css.changes}>
                  {answerChanges(evaluation, before, each).map((change) => (
                    <li key={change.criterion.id}>
                      {change.criterion.name}: {labelOf(evaluation_answers, change.before ?? "")} →{" "}
                      {labelOf(evaluation_answers, change.after ?? "")}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
