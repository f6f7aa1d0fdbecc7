/** One line of a ticket's timeline: a step with its author, time and text, or a message with its state. */
import type { ArticleReading } from "../../../api/knowledge";
import { type HistoryEntry, attachmentUrl, type TicketMessage, type StatusReading } from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { momentPhrase, formatBytes } from "../../../formats";
import { useLabels } from "../../../labels";
import { versionLabel } from "../../knowledge/model/articles";
import { isUndelivered } from "../model/history";
import { entryLabel } from "../../tickets/model/ticket-labels";
import css from "./inbox.module.css";
import { rich, t } from "../../../i18n/translate";

/** Links to the files of an entry. */
function FileLinks({ number, files }: { number: string; files: HistoryEntry["files"] }) {
  if (!files.length) return null;
  return (
    <p className="small">
      {files.length === 1 ? t("Con el archivo ") : t("Con los archivos ")}
      {files.map(({ id, name, size }, at) => (
        <span key={id}>
          {at > 0 && ", "}
          {name ? (
            <a href={attachmentUrl(number, id)} download>
              {name}
            </a>
          ) : (
            t("archivo")
          )}{" "}
          <span className="quiet">({formatBytes(size)})</span>
        </span>
      ))}
    </p>
  );
}

export function HistoryEntryItem({ number, entry }: { number: string; entry: HistoryEntry }) {
  const labels = useLabels();
  return (
    <li>
      <p>
        <strong>{entry.who_name || entry.who}</strong> {entryLabel(labels, entry)}{" "}
        <span className="quiet small">
          {momentPhrase(entry.at, serverClock.now())}
          {entry.round > 1 && t(" · ronda {round}", { round: entry.round })}
        </span>
      </p>
      {entry.told && <p className="small">{entry.told}</p>}
      {entry.note && <p className={css.said}>{entry.note}</p>}
      {entry.mentions.length > 0 && (
        <p className="quiet small">
          {t("Se avisó a {mentions}.", { mentions: entry.mentions.map(({ name }) => name).join(", ") })}
        </p>
      )}
      {entry.step !== "send" && <FileLinks number={number} files={entry.files} />}
    </li>
  );
}

export function StatusReadingItem({ reading }: { reading: StatusReading }) {
  return (
    <li>
      <p>
        <strong>{reading.who_name || reading.who}</strong> {reading.told}{" "}
        <span className="quiet small">{momentPhrase(reading.at, serverClock.now())}</span>
      </p>
    </li>
  );
}

export function ArticleReadingItem({ reading }: { reading: ArticleReading }) {
  const verdict = reading.useful === null ? "" : reading.useful ? t("; le sirvió") : t("; no le sirvió");
  return (
    <li>
      <p>
        {rich("{reader_name} consultó el artículo «{title}», {reading}{text}{verdict}.", {
          reader_name: <strong>{reading.reader_name}</strong>,
          title: reading.title,
          reading: versionLabel(reading).toLowerCase(),
          text: reading.call_id && t(", en la llamada"),
          verdict,
        })}{" "}
        <span className="quiet small">{momentPhrase(reading.at, serverClock.now())}</span>
      </p>
    </li>
  );
}

export function TicketMessageItem({ number, message }: { number: string; message: TicketMessage }) {
  return (
    <li>
      <p>
        <span className={isUndelivered(message) ? css.lost : undefined}>{message.told}</span>{" "}
        <span className="quiet small">{momentPhrase(message.at, serverClock.now())}</span>
      </p>
      {message.to && <p className="quiet small">A {message.to}</p>}
      <FileLinks number={number} files={message.files} />
    </li>
  );
}
