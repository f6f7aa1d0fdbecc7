/** The desk between calls: the advisor's state, queues and pending work, and the figures and calls of their day. */
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useOwnQueues } from "../../../api/roster";
import type { Advisor } from "../../../api/types";
import { useQueue } from "../../../realtime/desk-hooks";
import { serverClock } from "../../../clock";
import { SHORTCUTS } from "../../../keyboard-shortcuts";
import { afterPaint } from "../../../components/after-paint";
import { ElapsedTime } from "../../../components/elapsed-time";
import { DeskAnnouncements } from "../../announcements/ui/desk-announcements";
import { useDayRenewal } from "../model/day-renewal";
import { AlertPrompt } from "./alert-prompt";
import css from "./desk.module.css";
import { OwnCallsPanel } from "./own-calls";
import { OwnDayFigures } from "./own-day";
import { PendingWork } from "./pending-work";
import { rich, t } from "../../../i18n/translate";

interface IdleMessage {
  title: string;
  hint: string;
}
const IDLE_MESSAGES: Partial<Record<Advisor["state"], IdleMessage>> = {
  available: {
    title: t("Listo para atender"),
    hint: t("La próxima llamada aparece aquí antes de que conteste su teléfono."),
  },
  paused: {
    title: t("En pausa"),
    hint: t("Para recibir llamadas, elija Disponible ({label}).", { label: SHORTCUTS.available.label }),
  },
  offline: {
    title: t("Fuera de turno"),
    hint: t("Para empezar, elija Disponible ({label}).", { label: SHORTCUTS.available.label }),
  },
};
const BUSY_MESSAGE: IdleMessage = { title: t("Cerrando la llamada"), hint: t("En un momento queda listo.") };

export function Idle({ advisor }: { advisor: Advisor | undefined }) {
  const { title, hint } = (advisor && IDLE_MESSAGES[advisor.state]) ?? BUSY_MESSAGE;
  const heading = useRef<HTMLHeadingElement>(null);
  // The rest is drawn later and in pieces, between which a call may come: it often does when the advisor is available.
  const hasRest = useDeferredValue(useNextCallDue(advisor?.since), false);
  useEffect(
    () =>
      afterPaint(() => {
        if (document.activeElement === document.body) heading.current?.focus();
      }),
    [],
  );
  return (
    <div className={css.idle}>
      <section className={css.standing} data-state={advisor?.state} aria-labelledby="situacion">
        <h1 id="situacion" ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <ElapsedTime since={advisor?.since} className={css.idleClock} label={t("Tiempo en este estado")} />
        <p>
          {advisor?.reason_name ? `${advisor.reason_name}. ` : ""}
          {hint}
        </p>
        {advisor?.state === "available" && <AlertPrompt />}
      </section>
      {hasRest && <BetweenCalls advisor={advisor} />}
    </div>
  );
}

/** A call that waits is offered within this time after the advisor becomes available. */
const NEXT_CALL_MS = 400;

/** Return whether a waiting call would be there by now, if the advisor's state began at `since`. */
function useNextCallDue(since: string | undefined): boolean {
  const [waitMs] = useState(() => (since ? Date.parse(since) + NEXT_CALL_MS - serverClock.now() : 0));
  const [due, setDue] = useState(waitMs <= 0);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), waitMs);
    return () => clearTimeout(timer);
  }, [waitMs]);
  return due;
}

/** What an advisor may do and see between calls. */
function BetweenCalls({ advisor }: { advisor: Advisor | undefined }) {
  useDayRenewal(advisor?.since);
  return (
    <>
      <PendingWork advisor={advisor} />
      <section className={css.queues} aria-labelledby="colas">
        <h2 id="colas">{t("Sus colas")}</h2>
        <ul>
          {advisor?.queues.map((id) => (
            <OwnQueueItem key={id} id={id} />
          ))}
        </ul>
        <RestrictedQueues queues={advisor?.queues ?? []} />
      </section>
      <DeskAnnouncements />
      <div className={css.today}>
        <OwnDayFigures advisor={advisor} />
        <OwnCallsPanel advisor={advisor} />
      </div>
    </>
  );
}

/** The queues that the advisor has but may not serve now, each with the reason. */
function RestrictedQueues({ queues }: { queues: readonly string[] }) {
  const restricted = useOwnQueues(queues).data?.queues.filter(({ restriction }) => restriction) ?? [];
  if (restricted.length === 0) return null;
  return (
    <ul>
      {restricted.map(({ id, name, restriction }) => (
        <li key={id} className="small">
          {t("Ahora no atiende {name}: {restriction}", { name, restriction })}
        </li>
      ))}
    </ul>
  );
}

function OwnQueueItem({ id }: { id: string }) {
  const queue = useQueue(id);
  if (!queue) return null;
  return (
    <li className={css.queue} data-waiting={queue.waiting ? "" : undefined}>
      <span>{queue.name}</span>
      {queue.waiting > 0 && queue.longest_since ? (
        <span className="small">
          {rich("mayor espera {elapsedTime}", {
            elapsedTime: (
              <ElapsedTime since={queue.longest_since} lateAfterS={queue.threshold_s} className={css.longest} />
            ),
          })}
        </span>
      ) : (
        <span className="small quiet">{t("nadie espera")}</span>
      )}
      <strong className="num">{queue.waiting}</strong>
    </li>
  );
}
