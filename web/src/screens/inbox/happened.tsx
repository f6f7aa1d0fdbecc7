/** One line of a ticket's story: who did what, when, and what was said; or what left, and how it stands. */
import type { Entry, Message } from "../../api/tickets";
import { serverClock } from "../../clock";
import { moment } from "../../formats";
import { isLost } from "../../inbox/story";
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

export function Left({ message }: { message: Message }) {
  return (
    <li>
      <p><span className={isLost(message) ? css.lost : undefined}>{message.told}</span> <span className="quiet small">{moment(message.at, serverClock.now())}</span></p>
      {message.to && <p className="quiet small">A {message.to}</p>}
    </li>
  );
}
