/** Words of the preview of an answer, by the way it goes. Pure. */
import type { AnswerPreview } from "../../../api/tickets";

type Channel = AnswerPreview["channel"];

/** Return the title of a preview; a general one until its channel is known. */
export function previewTitle(channel: Channel | undefined): string {
  switch (channel) {
    case "email":
      return "Correo que le llega al peticionario";
    case "letter":
      return "Carta que le llega al peticionario";
    case "notice":
      return "Aviso que se publica, porque no hay a dónde escribirle";
    case undefined:
      return "Como le llega al peticionario";
  }
}

export const recipientLabel = (channel: Channel): string => (channel === "notice" ? "Dónde" : "Para");
