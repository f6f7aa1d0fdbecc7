/** The status of a petition, to be read aloud: the state in large type, the due date, and the sentences in order. */
import type { TicketStatus } from "../api/ticket-status";
import { longDateOfDay } from "../formats";
import css from "./ticket-status-summary.module.css";
import { t } from "../i18n/translate";

export function TicketStatusSummary({ status }: { status: TicketStatus }) {
  return (
    <div className={css.summary} data-late={status.late || undefined}>
      <p className={css.state}>{status.state_name}</p>
      {status.due_on && (
        <p className={css.day}>
          {status.late
            ? t("Venció el")
            : status.state === "incomplete"
              ? t("Para completarla, hasta el")
              : t("Último día para responder:")}{" "}
          <strong className="num">{longDateOfDay(status.due_on)}</strong>
        </p>
      )}
      <ul className={css.read} aria-label={t("Frases para leer a quien llama")}>
        {status.sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}
