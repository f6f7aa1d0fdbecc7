/** One line of a ticket's story: who did what, when, and what was said; or what left, and how it stands. */
import { type Entry, fileOf, type Message, type Reading } from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { moment, sizeWords } from "../../../formats";
import { isLost } from "../model/history";
import { didWords } from "../../tickets/model/ticket-labels";
import css from "./inbox.module.css";

/** What went with it; each is opened by its name. */
function Files({ number, files }: { number: string; files: Entry["files"] }) {
  if (!files.length) return null;
  return (
    <p className="small">
      {files.length === 1 ? "Con el archivo " : "Con los archivos "}
      {files.map(({ id, name, size }, at) => (
        <span key={id}>{at > 0 && ", "}{name ? <a href={fileOf(number, id)} download>{name}</a> : "archivo"} <span className="quiet">({sizeWords(size)})</span></span>
      ))}
    </p>
  );
}

export function Happened({ number, entry }: { number: string; entry: Entry }) {
  return (
    <li>
      <p><strong>{entry.who_name || entry.who}</strong> {didWords(entry)} <span className="quiet small">{moment(entry.at, serverClock.now())}{entry.round > 1 && ` · vuelta ${entry.round}`}</span></p>
      {entry.told && <p className="small">{entry.told}</p>}
      {entry.note && <p className={css.said}>{entry.note}</p>}
      {entry.step !== "send" && <Files number={number} files={entry.files} />}
    </li>
  );
}

export function ReadOut({ reading }: { reading: Reading }) {
  return <li><p><strong>{reading.who_name || reading.who}</strong> {reading.told} <span className="quiet small">{moment(reading.at, serverClock.now())}</span></p></li>;
}

export function Left({ number, message }: { number: string; message: Message }) {
  return (
    <li>
      <p><span className={isLost(message) ? css.lost : undefined}>{message.told}</span> <span className="quiet small">{moment(message.at, serverClock.now())}</span></p>
      {message.to && <p className="quiet small">A {message.to}</p>}
      <Files number={number} files={message.files} />
    </li>
  );
}
