/** The evidence of a call: its recordings, lookups, typology and tickets, and its story step by step. */
import type { Evaluation, EvaluationStory } from "../../../../api/evaluations";
import { Link } from "../../../../components/link";
import { duration, timeOfDayWithSeconds, weekdayAndDate } from "../../../../formats";
import { useLineName } from "../../../../labels";
import { placeOf } from "../../model/player";
import { itemPath } from "../../model/samples";
import css from "./evidence.module.css";
import type { PlayerMark } from "./recording-player";
import { type PlayerHandles, StoryRecordings } from "./story-recordings";
import { t } from "../../../../i18n/translate";

interface CallEvidenceProps {
  evaluation: Evaluation;
  players: PlayerHandles;
  marksOf: (recording: string) => readonly PlayerMark[];
  onFailure: () => void;
}

export function CallEvidence({ evaluation, players, marksOf, onFailure }: CallEvidenceProps) {
  const { story } = evaluation;
  const lineName = useLineName();
  const lookups = story.timeline.filter(({ part }) => part === "lookup");
  return (
    <>
      <p>
        <Link to={itemPath("phone", evaluation.item)}>
          {t("Llamada de {line}", { line: lineName(evaluation.line) })}
        </Link>
        , {weekdayAndDate(evaluation.worked_at)}, {timeOfDayWithSeconds(evaluation.worked_at)}
      </p>
      <StoryRecordings recordings={story.recordings} players={players} marksOf={marksOf} onFailure={onFailure} />
      <dl className={css.facts}>
        <dt>{t("Tipificación")}</dt>
        <dd>{story.topic ?? t("Sin tipificar")}</dd>
        <dt>{story.tickets.length > 1 ? t("Tickets") : t("Ticket")}</dt>
        <dd>
          {story.tickets.length === 0
            ? t("No se radicó ninguno")
            : story.tickets.map((number) => (
                <Link key={number} to={itemPath("written", number)} className="num">
                  {number}
                </Link>
              ))}
        </dd>
        <dt>{t("Consultas")}</dt>
        <dd>
          {lookups.length === 0 ? (
            t("No se consultó ningún sistema")
          ) : (
            <ul>
              {lookups.map((each) => (
                <li key={`${each.at} ${each.sentence}`}>{each.sentence}</li>
              ))}
            </ul>
          )}
        </dd>
      </dl>
      <h3 id="paso-a-paso">{t("Paso a paso")}</h3>
      <Timeline story={story} players={players} />
    </>
  );
}

/** Each moment of the call; one within a stored recording jumps there. */
function Timeline({ story, players }: { story: EvaluationStory; players: PlayerHandles }) {
  return (
    <ol className={css.story} aria-labelledby="paso-a-paso">
      {story.timeline.map((entry, index) => {
        const place = placeOf(story.recordings, entry.at);
        return (
          <li key={`${index} ${entry.at}`} data-part={entry.part}>
            {place ? (
              <button type="button" className="num" onClick={() => players.get(place.id)?.current?.jump(place.second)}>
                <span className="unseen">{t("Ir a")} </span>
                {duration(place.second * 1000)}
              </button>
            ) : (
              <span className="num quiet small">+{duration(entry.after_ms)}</span>
            )}
            <span>{entry.sentence}</span>
          </li>
        );
      })}
    </ol>
  );
}
