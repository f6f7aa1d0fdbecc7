/** What fails while the board is looked at: the incidents that go on, so that nobody seeks the cause among the advisors. */
import { useQuery } from "@tanstack/react-query";
import { type Incident, useIncidents } from "../../../api/incidents";
import { accountQuery } from "../../../api/queries";
import { clock } from "../../../formats";
import { Link } from "../../../components/link";
import css from "./board.module.css";

const SHOWN = 3;
const KINDS: Record<Incident["kind"], string> = { outage: "Fuera de servicio", degraded: "Funciona mal" };

/** An outage before what only works badly, and the last one first. */
export const worst = (incidents: readonly Incident[]): Incident[] =>
  [...incidents].sort((one, other) => Number(other.kind === "outage") - Number(one.kind === "outage") || other.began_at.localeCompare(one.began_at));

export function Trouble() {
  const may = useQuery(accountQuery).data?.permissions.includes("incident.read") ?? false;
  const { data } = useIncidents({ open: true }, may);
  const open = worst(data?.incidents ?? []);
  if (open.length === 0) return null;
  return (
    <ul className={css.trouble} aria-label="Incidentes que siguen">
      {open.slice(0, SHOWN).map((each) => (
        <li key={each.id} data-outage={each.kind === "outage" || undefined}>
          <strong>{KINDS[each.kind]}: {each.system_name}</strong>
          <span className="num">desde las {clock(each.began_at)}</span>
          <Link to={`/incidentes/${encodeURIComponent(each.id)}`}>{each.title}</Link>
        </li>
      ))}
      {open.length > SHOWN && <li><Link to="/incidentes">{open.length - SHOWN === 1 ? "Sigue otro incidente" : `Siguen otros ${open.length - SHOWN} incidentes`}</Link></li>}
    </ul>
  );
}
