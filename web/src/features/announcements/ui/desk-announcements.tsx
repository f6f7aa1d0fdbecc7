/** Between calls: the announcements of now, and the change of queues that holds today. */
import { useOwnQueues } from "../../../api/roster";
import { serverClock } from "../../../clock";
import { Link } from "../../../components/link";
import { useOwnAdvisor } from "../../../realtime/desk-hooks";
import { endPhrase } from "../../roster/model/queue-override";
import { deskAnnouncements } from "../model/bulletins";
import { useBulletinsNow, useReceived } from "../model/use-bulletins";
import css from "./announcements.module.css";
import { OwnBulletinItem } from "./own-bulletin";
import { t } from "../../../i18n/translate";

const MOST_SHOWN = 3;

export function DeskAnnouncements() {
  const all = deskAnnouncements(useBulletinsNow());
  const shown = all.slice(0, MOST_SHOWN);
  const until = useOwnQueues(useOwnAdvisor()?.queues ?? []).data?.changed_until;
  useReceived(shown);
  if (shown.length === 0 && !until) return null;
  return (
    <section className={css.desk} aria-labelledby="anuncios-del-dia">
      <h2 id="anuncios-del-dia">{t("Anuncios")}</h2>
      {until && (
        <p className={css.change}>
          {t("La supervisión cambió las colas que usted atiende. Vuelve a las suyas {until}.", {
            until: endPhrase(until, serverClock.now()),
          })}
        </p>
      )}
      {shown.length > 0 && (
        <>
          <ul className={css.list}>
            {shown.map((each) => (
              <OwnBulletinItem key={each.id} bulletin={each} />
            ))}
          </ul>
          <p className="small">
            <Link to="/anuncios">
              {all.length > MOST_SHOWN ? t("Ver los {all} anuncios", { all: all.length }) : t("Ver todos")}
            </Link>
          </p>
        </>
      )}
    </section>
  );
}
