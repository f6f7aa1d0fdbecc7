/** What waits for the advisor between calls: each item leads to the screen where it is done. */
import type { Advisor } from "../../../api/types";
import { useOwnCoaching } from "../../../api/coaching";
import { useOwnEvaluations } from "../../../api/feedback";
import { useOwnCalls } from "../../../api/queries";
import { useTicketCounts } from "../../../api/tickets";
import { useOwnTraining } from "../../../api/training";
import { serverClock } from "../../../clock";
import { Link } from "../../../components/link";
import { useHasPermission } from "../../../realtime/desk-hooks";
import { callsWithoutDisposition } from "../model/own-calls";
import { type PendingItem, pendingWork } from "../model/pending-work";
import { showOwnCalls } from "./own-day";
import css from "./desk.module.css";
import { t } from "../../../i18n/translate";

/** What no call changes is not read again after each call. */
const staleTime = 60_000;

export function PendingWork({ advisor }: { advisor: Advisor | undefined }) {
  const calls = useOwnCalls().data;
  const tickets = useTicketCounts({ box: "mine" }, { enabled: useHasPermission("ticket.read"), staleTime }).data;
  const learns = useHasPermission("training.own");
  const evaluated = useHasPermission("evaluation.own");
  const evaluations = useOwnEvaluations(undefined, { enabled: evaluated, staleTime }).data;
  const coaching = useOwnCoaching({ enabled: evaluated, staleTime }).data;
  const training = useOwnTraining({ enabled: learns, staleTime }).data;
  const items = pendingWork({
    untyped: calls ? callsWithoutDisposition(calls, advisor?.call ?? null).length : 0,
    tickets: tickets ? tickets.total - (tickets.states.closed ?? 0) : 0,
    evaluations: evaluations?.evaluations ?? [],
    coaching: coaching?.coaching ?? [],
    training,
    now: serverClock.now(),
  });
  return (
    <section className={css.pending} aria-labelledby="pendiente">
      <h2 id="pendiente">{t("Pendiente")}</h2>
      {items.length === 0 ? (
        <p className="quiet small">{t("No tiene nada pendiente.")}</p>
      ) : (
        <ul>
          {items.map((each) => (
            <li key={each.text}>
              <PendingLink item={each} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function PendingLink({ item: { text, detail, path } }: { item: PendingItem }) {
  const content = (
    <>
      <strong>{text}</strong>
      {detail && <span className="small quiet">{detail}</span>}
    </>
  );
  if (path)
    return (
      <Link to={path} className={css.pendingLink}>
        {content}
      </Link>
    );
  return (
    <button type="button" className={css.pendingLink} onClick={showOwnCalls}>
      {content}
    </button>
  );
}
