/** Cambios de ahora: who serves other queues than the assigned ones, until when, and the button that gives them back. */
import { type QueueOverride, useQueueOverrides } from "../../../api/queue-overrides";
import type { QueueChoice } from "../../../api/roster";
import { serverClock } from "../../../clock";
import { momentPhrase } from "../../../formats";
import { inSentence, labelOf, useLabels } from "../../../labels";
import { endPhrase, levelsPhrase } from "../model/queue-override";
import { GiveBackButton } from "./override-button";
import css from "./roster.module.css";
import { t } from "../../../i18n/translate";

export function OverrideList({ queues, mayChange }: { queues: readonly QueueChoice[]; mayChange: boolean }) {
  const { data } = useQueueOverrides(true);
  if (!data || data.in_force.length + data.latest.length === 0) return null;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="cambios-de-ahora">
      <h2 id="cambios-de-ahora">{t("Cambios de ahora")}</h2>
      {data.in_force.length === 0 ? (
        <p className="quiet">{t("Todos los asesores atienden las colas que tienen asignadas.")}</p>
      ) : (
        <ul className={css.overrides}>
          {data.in_force.map((each) => (
            <li key={each.id}>
              <OverrideText override={each} queues={queues} />
              {mayChange && <GiveBackButton advisor={each.advisor} name={each.advisor_name} />}
            </li>
          ))}
        </ul>
      )}
      {data.latest.length > 0 && (
        <details>
          <summary>{t("Cambios anteriores")}</summary>
          <ul className={css.overrides}>
            {data.latest.map((each) => (
              <li key={each.id}>
                <OverrideText override={each} queues={queues} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function OverrideText({ override: each, queues }: { override: QueueOverride; queues: readonly QueueChoice[] }) {
  const { queue_override_ends } = useLabels();
  const now = serverClock.now();
  const restricted = each.restrictions.map(({ queue }) => queue);
  return (
    <div className={css.grow}>
      <p>
        <strong>{each.advisor_name}</strong> {each.ended_at ? t("atendió") : t("atiende")}{" "}
        {levelsPhrase(each.levels, queues)}
        {each.ended_at ? "" : t("; se devuelve {until}", { until: endPhrase(each.until, now) })}.
      </p>
      {restricted.length > 0 && !each.ended_at && (
        <p className={css.due}>
          {t("Ahora no le llegan llamadas de {queues}.", {
            queues: levelsPhrase(pick(each.levels, restricted), queues),
          })}
        </p>
      )}
      <p className="quiet small">
        {each.started_by_name}, {momentPhrase(each.started_at, now)}: {each.reason}
        {each.end && each.ended_at && (
          <>
            {" "}
            {t("Fin: {ended_at}, {inSentence}{text}.", {
              ended_at: momentPhrase(each.ended_at, now),
              inSentence: inSentence(labelOf(queue_override_ends, each.end)),
              text: each.ended_by_name && ` (${each.ended_by_name})`,
            })}
          </>
        )}
      </p>
    </div>
  );
}

const pick = (levels: Readonly<Record<string, number>>, ids: readonly string[]) =>
  Object.fromEntries(Object.entries(levels).filter(([id]) => ids.includes(id)));
