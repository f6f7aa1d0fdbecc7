/** All calls in progress; a user with permission can open a conversation to listen, whisper or join. */
import { Fragment, memo, useCallback, useDeferredValue, useEffect, useMemo, useState } from "react";
import type { Advisor, Call, Supervision } from "../../../api/types";
import type { BoardTeam } from "../../../api/board";
import { serverClock } from "../../../clock";
import { LIST_KEYS, useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import { useEntities, useHasAbility, useDesk, useHasPermission } from "../../../realtime/desk-hooks";
import { formatInteger, momentPhrase } from "../../../formats";
import { announce } from "../../../components/announcer";
import { Empty } from "../../../components/load-states";
import { ElapsedTime } from "../../../components/elapsed-time";
import { type Labels, useLabels } from "../../../labels";
import { type BoardFilter, filterCalls } from "../model/board-filter";
import css from "./board.module.css";
import { groupByStage, waitingSince, STAGE_ORDER } from "../model/sort-order";
import { SupervisionDialog } from "./supervision-dialog";
import { moveRovingFocus } from "../../../components/roving-focus";
import { rich, t } from "../../../i18n/translate";

interface LiveCallsProps {
  filter: BoardFilter;
  teams: readonly BoardTeam[];
}

export function LiveCalls({ filter, teams }: LiveCallsProps) {
  const calls = useDeferredValue(useEntities("call"));
  const advisors = useDeferredValue(useEntities("advisor"));
  const supervisions = useEntities("supervision");
  const can = useHasAbility("supervision");
  const may = useHasPermission("call.supervise") && can;
  useRegisteredShortcuts(may ? LIST_KEYS : null);
  const me = useDesk((state) => state.me?.user);
  const shown = useMemo(() => filterCalls(calls, filter, teams), [calls, filter, teams]);
  const groups = useMemo(() => groupByStage(shown), [shown]);
  const [opened, open] = useState<string | null>(null);
  const total = shown.length;
  const call = opened ? calls[opened] : undefined;
  const isOver = opened !== null && call?.stage !== "talking";
  const close = useCallback(() => {
    open(null);
    if (opened) requestAnimationFrame(() => document.getElementById(superviseButtonId(opened))?.focus());
  }, [opened]);
  useEffect(() => {
    if (!isOver) return;
    announce(t("La conversación terminó."));
    open(null);
  }, [isOver]);
  return (
    <>
      <section className={`panel ${css.calls}`} aria-labelledby="llamadas">
        <h2 id="llamadas">
          {rich("Llamadas en curso {total}", { total: <span className="num quiet">{formatInteger(total)}</span> })}
        </h2>
        {total === 0 ? (
          <Empty title={t("No hay llamadas en curso")}>{t("Aparecen aquí desde que entran a una línea.")}</Empty>
        ) : (
          <>
            {may && (
              <p id="como-supervisar" className="unseen">
                {t("Con las flechas se recorren las conversaciones; Enter abre la que se escoja para supervisarla.")}
              </p>
            )}
            <ul
              className={css.list}
              tabIndex={0}
              aria-labelledby="llamadas"
              aria-describedby={may ? "como-supervisar" : undefined}
              onKeyDown={may ? moveRovingFocus : undefined}
            >
              {STAGE_ORDER.map((stage) => (
                <Fragment key={stage}>
                  {groups[stage].map((each) => (
                    <LiveCallRow
                      key={each.id}
                      call={each}
                      advisor={advisorLabel(each, advisors)}
                      supervision={supervisions[each.id]}
                      open={may && each.stage === "talking" && each.advisor !== me ? open : undefined}
                    />
                  ))}
                </Fragment>
              ))}
            </ul>
          </>
        )}
      </section>
      {call && !isOver && (
        <SupervisionDialog
          call={call}
          advisor={advisorLabel(call, advisors)}
          supervision={supervisions[call.id]}
          close={close}
        />
      )}
    </>
  );
}

const superviseButtonId = (id: string): string => `supervisar-${id}`;

/** Return the advisor of a call, or the advisors whose phones ring. */
function advisorLabel({ advisor, ringing }: Call, advisors: Record<string, Advisor>): string {
  const name = (id: string) => advisors[id]?.name ?? id;
  if (advisor) return name(advisor);
  return ringing.length > 1
    ? t("{name} y {ringing} más", { name: name(ringing[0]!), ringing: ringing.length - 1 })
    : ringing.map(name).join("");
}

interface CallRowProps {
  call: Call;
  advisor: string;
  supervision: Supervision | undefined;
  open: ((id: string) => void) | undefined;
}

const LiveCallRow = memo(({ call, advisor, supervision, open }: CallRowProps) => {
  const labels = useLabels();
  return (
    <li className={css.call} data-state={call.stage} data-supervised={supervision ? "" : undefined}>
      <span className={css.pill}>
        {supervision
          ? t("Supervisada")
          : call.joined
            ? t("Hablan tres")
            : call.consulted
              ? t("En consulta")
              : call.held
                ? t("Retenida")
                : labels.call_stages[call.stage]}
      </span>
      <span className={css.what}>
        <strong>{call.queue_name ?? call.line_name}</strong>{" "}
        <span className="quiet">
          {[
            callNote(call, serverClock.now()),
            advisor || (call.queue_name ? call.line_name : ""),
            supervisionLabel(labels, supervision),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {call.stage === "waiting" && call.priority_words && <span className={css.ahead}>{call.priority_words}</span>}
      </span>
      <ElapsedTime
        since={waitingSince(call)}
        lateAfterS={call.stage === "waiting" ? 20 : undefined}
        className={css.longest}
      />
      {open && (
        <button
          type="button"
          id={superviseButtonId(call.id)}
          data-tile
          tabIndex={-1}
          className={css.supervise}
          aria-haspopup="dialog"
          aria-label={t("Supervisar la conversación de {advisor}", { advisor })}
          onClick={() => open(call.id)}
        >
          {t("Supervisar")}
        </button>
      )}
    </li>
  );
});

/** Return a description of the supervisor in a conversation. */
export function supervisionLabel({ supervision_acts }: Labels, supervision: Supervision | undefined): string {
  if (!supervision) return "";
  return supervision.present
    ? `${supervision.supervisor_name} ${supervision_acts[supervision.mode]}`
    : t("timbra el teléfono de {supervisor_name}", { supervisor_name: supervision.supervisor_name });
}

/** Return what is special about a call; empty if nothing is. */
export function callNote(call: Call, now: number): string {
  if (call.kind !== "call_back")
    return call.transferred_by ? t("transferida") : call.received_from ? t("de otra campaña") : "";
  return call.again_at
    ? t("se vuelve a marcar {again_at}", { again_at: momentPhrase(call.again_at, now) })
    : t("devolución");
}
