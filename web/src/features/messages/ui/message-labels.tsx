/** Labels that the list and the selected message share. */
import type { VoiceMessage } from "../../../api/types";
import { timeOfDay, shortDate } from "../../../formats";
import css from "./messages.module.css";
import { t } from "../../../i18n/translate";

export const messageHref = (id: string): string => `/mensajes/${encodeURIComponent(id)}`;

export const queueLabel = ({ queue_name }: Pick<VoiceMessage, "queue_name">): string =>
  queue_name ? t("Esperaba en «{queue_name}»", { queue_name }) : t("La línea estaba cerrada");

/** Return «hoy, 19:32» or «24 de nov., 19:32». */
export const receivedLabel = (at: string, now: number): string =>
  `${shortDate(at) === shortDate(now) ? t("hoy") : shortDate(at)}, ${timeOfDay(at)}`;

export const AttendedState = ({ message }: { message: VoiceMessage }) => (
  <span className={css.state} data-new={message.ticket ? undefined : ""}>
    {message.ticket ? t("Atendido") : t("Nuevo")}
  </span>
);
