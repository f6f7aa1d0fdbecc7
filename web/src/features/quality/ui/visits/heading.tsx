/** The state of a visit as a tag, and the heading of its page. */
import type { Visit, VisitSummary } from "../../../../api/visits";
import { longDateOfDay } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import { visitTone } from "../../model/visits";
import css from "../quality.module.css";
import { rich } from "../../../../i18n/translate";

export function VisitStateTag({ state }: { state: VisitSummary["state"] }) {
  const { visit_states } = useLabels();
  return (
    <span className={css.tag} data-tone={visitTone(state)}>
      {labelOf(visit_states, state)}
    </span>
  );
}

export function VisitHeading({ visit }: { visit: Visit }) {
  const { visit_modes } = useLabels();
  return (
    <header>
      <h1 id="visita" tabIndex={-1}>
        {rich("Visita {visit_modes} {id}", {
          visit_modes: labelOf(visit_modes, visit.mode).toLowerCase(),
          id: <span className="num">{visit.id}</span>,
        })}
      </h1>
      <VisitStateTag state={visit.state} />
      <span className="quiet">
        {longDateOfDay(visit.visited_on)}, {visit.visitor_name}
      </span>
    </header>
  );
}
