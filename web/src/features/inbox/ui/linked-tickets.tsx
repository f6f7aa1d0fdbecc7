/** The tickets that repeat or follow up this one, and the choice of those that get the same answer. */
import { Checkbox } from "@mantine/core";
import type { TicketDetail } from "../../../api/tickets";
import { shortDateOfDay } from "../../../formats";
import { useLabels } from "../../../labels";
import { Link } from "../../../components/link";
import { jointTickets, toggleJoint } from "../model/joint-answer";
import css from "./inbox.module.css";
import { t } from "../../../i18n/translate";

type Links = TicketDetail["links"];

export function LinkedTickets({ links }: { links: Links }) {
  const { ticket_states } = useLabels();
  if (!links.length) return null;
  return (
    <ul className={css.links} aria-label={t("Tickets vinculados")}>
      {links.map((link) => (
        <li key={link.number} className="small">
          <Link to={`/bandeja/${encodeURIComponent(link.number)}`}>{link.sentence}</Link>{" "}
          <span className="quiet">
            · {link.topic} · {ticket_states[link.state]}
            {link.state !== "closed" && t(", vence el {due_on}", { due_on: shortDateOfDay(link.due_on) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface JointAnswerProps {
  links: Links;
  value: string | undefined;
  put: (value: string) => void;
}

export function JointAnswer({ links, value, put }: JointAnswerProps) {
  const possible = links.filter(({ joint }) => joint);
  if (!possible.length) return null;
  const chosen = jointTickets(value);
  return (
    <fieldset className={css.answerFiles}>
      <legend>{t("Responder también")}</legend>
      <p className="quiet small">
        {t("Con la misma respuesta, cada uno a su peticionario y con su radicado. O salen todas, o ninguna.")}
      </p>
      <ul>
        {possible.map((link) => (
          <li key={link.number}>
            <Checkbox
              checked={chosen.some(({ number }) => number === link.number)}
              label={`${link.number} · ${link.topic}`}
              onChange={() => put(toggleJoint(value, link))}
            />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
