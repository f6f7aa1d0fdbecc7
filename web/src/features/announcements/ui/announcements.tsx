/** Anuncios: what was written for the user, and, for those who publish, what was sent and who read it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useOwnBulletins } from "../../../api/announcements";
import { accountQuery } from "../../../api/queries";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { useDialogDraft } from "../../../dialog-draft";
import { NEW_ANNOUNCEMENT } from "../model/bulletins";
import { useReceived } from "../model/use-bulletins";
import { AnnouncementDialog } from "./announcement-dialog";
import css from "./announcements.module.css";
import { MessageButton, useMayPublish } from "./message-dialog";
import { OwnBulletinItem } from "./own-bulletin";
import { SentBulletins } from "./sent-bulletins";
import { t } from "../../../i18n/translate";

const TABS = [
  ["own", t("Para usted")],
  ["sent", t("Enviados")],
] as const;
type Tab = (typeof TABS)[number][0];

export default function AnnouncementsScreen() {
  const mayRead = useQuery(accountQuery).data?.permissions.includes("bulletin.read") ?? false;
  const [tab, setTab] = useState<Tab>(mayRead ? "sent" : "own");
  return (
    <div className={css.screen}>
      <section className={`panel ${css.sheet}`} aria-labelledby="anuncios">
        <header>
          <h1 id="anuncios" className={css.grow}>
            {t("Anuncios")}
          </h1>
          <PublishButtons />
        </header>
        {mayRead && (
          <div className={css.choice}>
            <SegmentedControl label={t("Lista")} options={TABS} value={tab} onChange={setTab} />
          </div>
        )}
        {tab === "own" ? <OwnBulletins /> : <SentBulletins />}
      </section>
    </div>
  );
}

function PublishButtons() {
  const [draft, setDraft] = useDialogDraft("anuncio", NEW_ANNOUNCEMENT);
  if (!useMayPublish()) return null;
  return (
    <>
      <MessageButton label={t("Mensaje a asesores")} />
      <Button size="compact-sm" onClick={() => setDraft(NEW_ANNOUNCEMENT)}>
        {t("Publicar un anuncio")}
      </Button>
      {draft && <AnnouncementDialog draft={draft} setDraft={setDraft} close={() => setDraft(null)} />}
    </>
  );
}

function OwnBulletins() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useOwnBulletins();
  const bulletins = data?.pages.flatMap((page) => page.bulletins);
  useReceived(bulletins ?? []);
  if (error && !bulletins)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los anuncios.")} />;
  if (!bulletins) return <Loading label={t("Leyendo los anuncios…")} />;
  if (bulletins.length === 0)
    return (
      <Empty title={t("No hay anuncios para usted")}>
        {t("Aquí quedan los anuncios y los mensajes que la supervisión le escriba, con la hora en que los leyó.")}
      </Empty>
    );
  return (
    <>
      <ul className={css.list}>
        {bulletins.map((each) => (
          <OwnBulletinItem key={each.id} bulletin={each} />
        ))}
      </ul>
      {hasNextPage && (
        <p>
          <Button variant="default" size="compact-sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("Anteriores")}
          </Button>
        </p>
      )}
    </>
  );
}
