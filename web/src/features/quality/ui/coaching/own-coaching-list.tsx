/** The coaching of the advisor who reads it. */
import { useOwnCoaching } from "../../../../api/coaching";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { dateText, ownCoachingPath } from "../../model/coaching";
import css from "../quality.module.css";
import { CoachingStateTag } from "./coaching-state-tag";
import { t } from "../../../../i18n/translate";

interface OwnCoachingListProps {
  /** Whether it stands alone on its screen. Beside the evaluations it is shown only if there is a coaching. */
  alone?: boolean;
}

export function OwnCoachingList({ alone = false }: OwnCoachingListProps) {
  const { data, error, refetch } = useOwnCoaching();
  const Heading = alone ? "h1" : "h2";
  if (!alone && !error && !data?.coaching.length) return null;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="mis-acompanamientos">
      <Heading id="mis-acompanamientos">{t("Mis acompañamientos")}</Heading>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer sus acompañamientos.")} />
      ) : !data ? (
        <Loading label={t("Leyendo sus acompañamientos…")} />
      ) : data.coaching.length === 0 ? (
        <Empty title={t("No tiene acompañamientos")}>
          {t("Cuando le pongan fecha a una sesión, aparece aquí y en los avisos.")}
        </Empty>
      ) : (
        <ul className={css.rows}>
          {data.coaching.map((each) => (
            <li key={each.id}>
              <Link to={ownCoachingPath(each.id)}>{t("Acompañamiento {id}", { id: each.id })}</Link>
              <CoachingStateTag coaching={each} />
              <span className="quiet small">
                {[dateText(each), each.leader_name && t("lo dirige {leader_name}", { leader_name: each.leader_name })]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
