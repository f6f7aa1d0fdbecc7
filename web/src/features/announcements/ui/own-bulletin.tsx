/** One message or announcement for the user, with the button that marks it as read. */
import { Button } from "@mantine/core";
import { type OwnBulletin, useMarkBulletins } from "../../../api/announcements";
import { serverClock } from "../../../clock";
import { Failure } from "../../../components/load-states";
import { momentPhrase } from "../../../formats";
import { BULLETIN_STATES } from "../model/bulletins";
import css from "./announcements.module.css";
import { t } from "../../../i18n/translate";

export function OwnBulletinItem({ bulletin }: { bulletin: OwnBulletin }) {
  const mark = useMarkBulletins();
  const { id, kind, title, text, must_read, state, published_at, published_by_name, read_at } = bulletin;
  const now = serverClock.now();
  const name = title || t("el mensaje de {published_by_name}", { published_by_name });
  return (
    <li className={css.item} data-unread={!read_at || undefined} data-past={state !== "standing" || undefined}>
      <div className={css.grow}>
        <p>
          {!read_at && <span className="unseen">{t("Sin leer:")} </span>}
          <strong>{title || t("Mensaje")}</strong>
          {must_read && kind === "announcement" && !read_at && state === "standing" && (
            <span className={css.tag}>{t("Exige lectura")}</span>
          )}
          {state !== "standing" && <span className={css.past}>{BULLETIN_STATES[state]}</span>}
        </p>
        <p className={css.text}>{text}</p>
        <p className="quiet small">
          {published_by_name}, {momentPhrase(published_at, now)}
          {read_at && t(" · leído {read_at}", { read_at: momentPhrase(read_at, now) })}
        </p>
      </div>
      {!read_at && (
        <Button
          size="compact-sm"
          variant={must_read ? "filled" : "default"}
          aria-label={t("Leído: {name}", { name })}
          loading={mark.isPending}
          onClick={() => mark.mutate({ ids: [id], read: true })}
        >
          {t("Leído")}
        </Button>
      )}
      {mark.error && <Failure error={mark.error} title={t("No se pudo marcar como leído.")} />}
    </li>
  );
}
