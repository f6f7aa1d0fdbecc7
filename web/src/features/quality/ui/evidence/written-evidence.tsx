/** The evidence of a written answer: the petition, the answer by paragraphs, and each message as it was sent. */
import type { Evaluation, EvaluationStory } from "../../../../api/evaluations";
import { serverClock } from "../../../../clock";
import { Link } from "../../../../components/link";
import { momentPhrase } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import { itemPath } from "../../model/samples";
import css from "./evidence.module.css";
import { rich, t } from "../../../../i18n/translate";

/** The id of a paragraph's element, which a note jumps to. */
export const paragraphElement = (paragraph: number): string => `parrafo-${paragraph}`;

interface WrittenEvidenceProps {
  evaluation: Evaluation;
  /** Numbers of the paragraphs that have a note. */
  noted: ReadonlySet<number>;
  /** Makes a note at a paragraph; none for readers. */
  note?: (paragraph: number) => void;
}

export function WrittenEvidence({ evaluation, noted, note }: WrittenEvidenceProps) {
  const { story, item, line, worked_at } = evaluation;
  const { channels } = useLabels();
  return (
    <>
      <p>
        {rich("Ticket {item}, {channels}. La respuesta se envió {worked_at}.", {
          item: (
            <Link to={itemPath("written", item)} className="num">
              {item}
            </Link>
          ),
          channels: labelOf(channels, line).toLowerCase(),
          worked_at: momentPhrase(worked_at, serverClock.now()),
        })}
      </p>
      <h3>{t("Petición")}</h3>
      <p className={css.text}>{story.petition ?? t("Su rol no permite leer el texto.")}</p>
      <h3 id="respuesta">{t("Respuesta")}</h3>
      {story.answer.length === 0 ? (
        <p className="quiet">{t("Su rol no permite leer la respuesta.")}</p>
      ) : (
        <ol className={css.paragraphs} aria-labelledby="respuesta">
          {story.answer.map((text, index) => (
            <li
              key={paragraphElement(index + 1)}
              id={paragraphElement(index + 1)}
              tabIndex={-1}
              data-paragraph={index + 1}
              data-noted={noted.has(index + 1) || undefined}
            >
              <p className={css.text}>{text}</p>
              {note && (
                <button
                  type="button"
                  aria-label={t("Anotar en el párrafo {index}", { index: index + 1 })}
                  onClick={() => note(index + 1)}
                >
                  {t("Anotar")}
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
      <Messages number={item} messages={story.messages} />
    </>
  );
}

function Messages({ number, messages }: { number: string; messages: EvaluationStory["messages"] }) {
  if (messages.length === 0) return null;
  return (
    <>
      <h3>{t("Lo que se envió")}</h3>
      {messages.map((each) => (
        <details key={each.id} className={css.message} open={each.is_answer}>
          <summary>
            {each.told.replace(/\.$/, "")} · {momentPhrase(each.at, serverClock.now())}
          </summary>
          <dl className={css.facts}>
            <dt>{t("Para")}</dt>
            <dd>{each.to}</dd>
            {each.subject && (
              <>
                <dt>{t("Asunto")}</dt>
                <dd>{each.subject}</dd>
              </>
            )}
          </dl>
          {each.text === null ? (
            <p>
              <a
                href={`/api/v1/tickets/${encodeURIComponent(number)}/letters/${encodeURIComponent(each.id)}`}
                target="_blank"
                rel="noreferrer"
              >
                {t("Carta (PDF)")}
              </a>
            </p>
          ) : (
            <p className={css.text}>{each.text}</p>
          )}
        </details>
      ))}
    </>
  );
}
