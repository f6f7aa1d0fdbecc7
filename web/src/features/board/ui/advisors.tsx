/** The advisors by state. Each opens to their day; a user with permission can set their state there. */
import { memo, useCallback, useDeferredValue, useMemo, useState } from "react";
import type { Advisor, AdvisorState } from "../../../api/types";
import type { BoardTeam } from "../../../api/board";
import { LIST_KEYS, useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import { useEntities, useHasPermission } from "../../../realtime/desk-hooks";
import { formatInteger, countPhrase } from "../../../formats";
import { Empty } from "../../../components/load-states";
import { ElapsedTime } from "../../../components/elapsed-time";
import { inSentence, pauseLabel, useLabels } from "../../../labels";
import { ReleaseIdentity } from "../../customers/ui/release-identity";
import { AdvisorDialog } from "./advisor-dialog";
import { type BoardFilter, filterAdvisors, isFiltered } from "../model/board-filter";
import css from "./board.module.css";
import { groupByState, STATE_ORDER } from "../model/sort-order";
import { moveRovingFocus } from "../../../components/roving-focus";
import { t } from "../../../i18n/translate";

interface AdvisorsProps {
  filter: BoardFilter;
  teams: readonly BoardTeam[];
}

export function Advisors({ filter, teams }: AdvisorsProps) {
  const all = useDeferredValue(useEntities("advisor"));
  const may = useHasPermission("presence.force");
  const shown = useMemo(() => filterAdvisors(all, filter, teams), [all, filter, teams]);
  const groups = useMemo(() => groupByState(shown), [shown]);
  useRegisteredShortcuts(LIST_KEYS);
  const [opened, open] = useState<string | null>(null);
  const close = useCallback(() => {
    open(null);
    if (opened) requestAnimationFrame(() => document.getElementById(tileId(opened))?.focus());
  }, [opened]);
  const total = shown.length;
  return (
    <>
      <section className={`panel ${css.advisors}`} aria-labelledby="asesores">
        <header>
          <h2 id="asesores">{t("Asesores")}</h2>
          <p className="quiet">
            {t("{countPhrase} de {total}", {
              countPhrase: countPhrase(total - groups.offline.length, "conectado", "conectados"),
              total: formatInteger(total),
            })}
          </p>
          <ReleaseIdentity />
        </header>
        {total === 0 ? (
          <Empty
            title={isFiltered(filter) ? t("Ningún asesor con estos filtros") : t("No hay asesores en esta campaña")}
          />
        ) : (
          <>
            <StateShares groups={groups} />
            <p id="como" className="unseen">
              {t("Con las flechas se recorren los asesores; Enter abre el que se escoja{text}", {
                text: may ? t(" para ver su día y cambiar su estado.") : ".",
              })}
            </p>
            <div
              className={css.groups}
              tabIndex={0}
              role="region"
              aria-label={t("Asesores por estado")}
              aria-describedby="como"
              onKeyDown={moveRovingFocus}
            >
              {STATE_ORDER.filter((state) => groups[state].length).map((state) => (
                <StateGroup key={state} state={state} advisors={groups[state]} open={open} />
              ))}
            </div>
          </>
        )}
      </section>
      {opened && all[opened] && <AdvisorDialog advisor={all[opened]} close={close} />}
    </>
  );
}

/** The pause that the system sets on an advisor who does not answer an offer. */
const NO_ANSWER = "no_answer";
const tileId = (id: string): string => `asesor-${id}`;

/** The number of advisors in each state, also drawn as shares of the total. */
function StateShares({ groups }: { groups: Record<AdvisorState, Advisor[]> }) {
  const labels = useLabels();
  return (
    <>
      <dl className={css.states}>
        {STATE_ORDER.map((state) => (
          <div key={state} data-state={state} data-none={groups[state].length === 0 || undefined}>
            <dt>{labels.advisor_states[state]}</dt>
            <dd>{groups[state].length}</dd>
          </div>
        ))}
      </dl>
      <div className={css.share} aria-hidden="true">
        {STATE_ORDER.filter((state) => groups[state].length).map((state) => (
          <i key={state} data-state={state} style={{ flexGrow: groups[state].length }} />
        ))}
      </div>
    </>
  );
}

type OpenAdvisor = (id: string) => void;

function StateGroup({ state, advisors, open }: { state: AdvisorState; advisors: Advisor[]; open: OpenAdvisor }) {
  const name = useLabels().advisor_states[state];
  return (
    <section data-state={state} className={css.group} aria-label={`${name}: ${advisors.length}`}>
      <h3>
        <span className={css.dot} aria-hidden="true" />
        {name} <span className="num">{advisors.length}</span>
      </h3>
      <ul>
        {advisors.map((advisor) => (
          <AdvisorTile key={advisor.id} advisor={advisor} open={open} />
        ))}
      </ul>
    </section>
  );
}

const AdvisorTile = memo(({ advisor, open }: { advisor: Advisor; open: OpenAdvisor }) => {
  const { id, name, state, reason, reason_name, paid, since, pending } = advisor;
  const labels = useLabels();
  const inside = (
    <>
      <span className={css.who}>{name}</span>
      <ElapsedTime since={since} />
      {reason_name && (
        <span className={css.reason}>
          {reason_name}
          {state === "paused" && reason !== NO_ANSWER && paid !== null && ` · ${pauseLabel(labels, paid)}`}
        </span>
      )}
      {pending && (
        <span className={css.reason}>
          {t("al terminar: {inSentence}", { inSentence: inSentence(labels.advisor_states[pending as AdvisorState]) })}
        </span>
      )}
    </>
  );
  return (
    <li>
      <button
        type="button"
        id={tileId(id)}
        data-tile
        tabIndex={-1}
        className={css.tile}
        aria-haspopup="dialog"
        onClick={() => open(id)}
      >
        {inside}
      </button>
    </li>
  );
});
