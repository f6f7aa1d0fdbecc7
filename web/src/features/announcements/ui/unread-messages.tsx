/**
 * The messages of supervisors that the user has not read, above every screen: they move the screen down and cover
 * nothing, and make no sound.
 */
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { type OwnBulletin, useMarkBulletins } from "../../../api/announcements";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { momentPhrase } from "../../../formats";
import { SHORTCUTS, useShortcuts } from "../../../keyboard-shortcuts";
import { unreadMessages } from "../model/bulletins";
import { useBulletinRefresh, useBulletinsNow, useReceived } from "../model/use-bulletins";
import css from "./announcements.module.css";
import { t } from "../../../i18n/translate";

export function UnreadMessages() {
  useBulletinRefresh();
  const messages = unreadMessages(useBulletinsNow());
  const mark = useMarkBulletins();
  const first = messages[0];
  const read = ({ id }: OwnBulletin) => !mark.isPending && mark.mutate({ ids: [id], read: true });
  useReceived(first ? [first] : []);
  useAnnounced(first);
  useShortcuts(first ? { read: () => read(first) } : {});
  if (!first) return null;
  return (
    <section className={css.message} aria-label={t("Mensaje de la supervisión")}>
      <p>
        <strong>{first.published_by_name}</strong>{" "}
        <span className="num">{momentPhrase(first.published_at, serverClock.now())}</span>
        {messages.length > 1 && <span> {t("· {messages} más sin leer", { messages: messages.length - 1 })}</span>}
        <span className={css.text}>{first.text}</span>
      </p>
      <Button size="sm" loading={mark.isPending && mark.variables.read} onClick={() => read(first)}>
        {t("Leído")} <kbd>{SHORTCUTS.read.label}</kbd>
      </Button>
      {mark.error && <Failure error={mark.error} title={t("No se pudo marcar como leído.")} />}
    </section>
  );
}

/** Tell screen readers of a new message, once. */
function useAnnounced(message: OwnBulletin | undefined): void {
  const told = useRef("");
  useEffect(() => {
    if (!message || told.current === message.id) return;
    told.current = message.id;
    announce(
      t("Mensaje de {published_by_name}: {text}", { published_by_name: message.published_by_name, text: message.text }),
    );
  }, [message]);
}
