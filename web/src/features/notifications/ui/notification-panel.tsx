/** The user's notifications, newest first: each leads to its ticket or observation and can be marked read or unread. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Notification, useMarkNotifications, useNotifications } from "../../../api/notifications";
import { ApiProblem } from "../../../api/problem";
import { accountQuery } from "../../../api/queries";
import { refreshTickets } from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { momentPhrase } from "../../../formats";
import { announce } from "../../../components/announcer";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { subjectPath } from "../model/notifications";
import css from "./notifications.module.css";
import { t } from "../../../i18n/translate";

const TABS = [
  ["all", t("Todos")],
  ["unread", t("Sin leer")],
] as const;
type Tab = (typeof TABS)[number][0];

export function NotificationPanel({
  unread,
  stale,
  close,
  leave,
}: {
  unread: number;
  /** What the bell could not read; empty if it read everything. */
  stale: string;
  close: () => void;
  /** Called when a notification is followed to another screen. */
  leave: () => void;
}) {
  const [tab, setTab] = useState<Tab>("all");
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useNotifications(tab === "unread");
  const marks = useMarkNotifications();
  const shown = data?.pages.flatMap(({ notifications }) => notifications);
  const newest = shown?.[0];
  const markAll = () =>
    newest &&
    marks.mutate({ read: true, through: newest.id }, { onSuccess: () => announce(t("Avisos marcados como leídos")) });
  return (
    <section className={css.content} aria-labelledby="avisos-campana">
      <header>
        <h2 id="avisos-campana">{t("Avisos")}</h2>
        <SegmentedControl
          className={css.segments}
          label={t("Filtro de avisos")}
          options={TABS}
          value={tab}
          onChange={setTab}
        />
        <button type="button" className={css.close} aria-label={t("Cerrar los avisos")} onClick={close}>
          ✕
        </button>
      </header>
      {stale && shown && (
        <p className={css.stale} role="status">
          {t("{stale}. Se intenta otra vez solo.", { stale })}
        </p>
      )}
      {error && !shown ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los avisos.")} />
      ) : !shown ? (
        <Loading label={t("Leyendo los avisos…")} />
      ) : shown.length === 0 ? (
        <Empty title={tab === "unread" ? t("No tiene avisos sin leer") : t("No tiene avisos")}>
          {t("Aquí aparece lo que le asignen o le devuelvan, lo que va a vencer y dónde lo mencionen.")}
        </Empty>
      ) : (
        <ol className={css.list}>
          {shown.map((each) => (
            <NotificationItem
              key={each.id}
              notification={each}
              mark={(read) => marks.mutate({ read, ids: [each.id] })}
              leave={leave}
            />
          ))}
        </ol>
      )}
      {marks.error && (
        <p className={css.stale} role="alert">
          {marks.error instanceof ApiProblem && !marks.error.retryable
            ? marks.error.message
            : t("No hay conexión con el servidor. Cuando vuelva, revise si quedó marcado.")}
        </p>
      )}
      <p className={css.acts}>
        {hasNextPage && (
          <Button size="compact-sm" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("Anteriores")}
          </Button>
        )}
        {unread > 0 && newest && (
          <Button size="compact-sm" variant="default" loading={marks.isPending} onClick={markAll}>
            {t("Marcar todos como leídos")}
          </Button>
        )}
      </p>
    </section>
  );
}

function NotificationItem({
  notification,
  mark,
  leave,
}: {
  notification: Notification;
  mark: (read: boolean) => void;
  leave: () => void;
}) {
  const client = useQueryClient();
  const { text, at, read } = notification;
  const follow = () => {
    void refreshTickets(client); // the ticket may be open already, as it was before
    if (!read) mark(true);
    leave();
  };
  const act = read ? t("Marcar como no leído") : t("Marcar como leído");
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const path = subjectPath(notification, permissions);
  const sentence = (
    <>
      {!read && <span className="unseen">{t("Sin leer:")} </span>}
      <NumberedText text={text} number={notification.number} />
    </>
  );
  return (
    <li data-unread={!read || undefined}>
      <Link to={path} onClick={follow}>
        {sentence}
      </Link>
      <span className="quiet small">{momentPhrase(at, serverClock.now())}</span>
      <button type="button" className={css.mark} aria-label={`${act}: ${text}`} onClick={() => mark(!read)}>
        {act}
      </button>
    </li>
  );
}

/** A sentence whose number is never broken at its hyphens. */
function NumberedText({ text, number }: { text: string; number: string }) {
  const [before = "", ...after] = text.split(number);
  if (after.length === 0) return before;
  return (
    <>
      {before}
      <span className={css.number}>{number}</span>
      {after.join(number)}
    </>
  );
}
