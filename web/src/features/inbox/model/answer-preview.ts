/** Words of the preview of an answer, by the way it goes. Pure. */
import type { AnswerPreview } from "../../../api/tickets";
import { t } from "../../../i18n/translate";

type Channel = AnswerPreview["channel"];

/** Return the title of a preview; a general one until its channel is known. */
export function previewTitle(channel: Channel | undefined): string {
  switch (channel) {
    case "email":
      return t("Correo que le llega al peticionario");
    case "letter":
      return t("Carta que le llega al peticionario");
    case "notice":
      return t("Aviso que se publica, porque no hay a dónde escribirle");
    case undefined:
      return t("Como le llega al peticionario");
  }
}

export const recipientLabel = (channel: Channel): string => (channel === "notice" ? t("Dónde") : t("Para"));
