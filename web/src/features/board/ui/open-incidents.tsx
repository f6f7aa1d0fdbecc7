/** The open incidents, shown on the board so that their effects are not attributed to the advisors. */
import { useQuery } from "@tanstack/react-query";
import { type Incident, useIncidents } from "../../../api/incidents";
import { accountQuery } from "../../../api/queries";
import { timeOfDay } from "../../../formats";
import { Link } from "../../../components/link";
import { useLabels } from "../../../labels";
import css from "./board.module.css";
import { t } from "../../../i18n/translate";

const MAX_SHOWN = 3;
/** Sort outages before degraded service, and the latest first. */
export const sortBySeverity = (incidents: readonly Incident[]): Incident[] =>
  [...incidents].sort(
    (one, other) =>
      Number(other.kind === "outage") - Number(one.kind === "outage") || other.began_at.localeCompare(one.began_at),
  );

export function OpenIncidents() {
  const may = useQuery(accountQuery).data?.permissions.includes("incident.read") ?? false;
  const { data } = useIncidents({ open: true }, may);
  const open = sortBySeverity(data?.incidents ?? []);
  const { incident_kinds } = useLabels();
  if (open.length === 0) return null;
  return (
    <ul className={css.trouble} aria-label={t("Incidentes abiertos")}>
      {open.slice(0, MAX_SHOWN).map((each) => (
        <li key={each.id} data-outage={each.kind === "outage" || undefined}>
          <strong>
            {incident_kinds[each.kind]}: {each.system_name}
          </strong>
          <span className="num">{t("desde las {began_at}", { began_at: timeOfDay(each.began_at) })}</span>
          <Link to={`/incidentes/${encodeURIComponent(each.id)}`}>{each.title}</Link>
        </li>
      ))}
      {open.length > MAX_SHOWN && (
        <li>
          <Link to="/incidentes">
            {open.length - MAX_SHOWN === 1
              ? t("Hay otro incidente abierto")
              : t("Hay otros {open} incidentes abiertos", { open: open.length - MAX_SHOWN })}
          </Link>
        </li>
      )}
    </ul>
  );
}
