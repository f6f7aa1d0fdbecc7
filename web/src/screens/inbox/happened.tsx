/** One entry of a ticket's history: who did what, when, and what was said. */
import type { Entry } from "../../api/tickets";
import { serverClock } from "../../clock";
import { moment } from "../../formats";
import { didWords } from "../../inbox/words";
import css from "./inbox.module.css";

export function Happened({ entry }: { entry: Entry }) {
  return (
    <li>
      <p><strong>{entry.who_name || entry.who}</strong> {didWords(entry)} <span className="quiet small">{moment(entry.at, serverClock.now())}{entry.round > 1 && ` · vuelta ${entry.round}`}</span></p>
      {entry.told && <p className="small">{entry.told}</p>}
      {entry.note && <p className={css.said}>{entry.note}</p>}
    </li>
  );
}
