/** The petition that is being written from a message: kept in this tab, and gone at the end of the session. */
import type { TicketForm } from "../../../api/types";
import type { Petition } from "../../../api/queries";
import { emptyForm, formTopic } from "../../tickets/model/form";
import { localStore } from "../../tickets/model/use-draft";

/** The same for one message at every try, so that it is filed once; only signs that a key may have. */
export const petitionKey = (message: string): string =>
  `mensaje-${message.replace(/[^A-Za-z0-9_-]/g, "-")}`.slice(0, 64);

export function loadPetitionDraft(message: string): TicketForm {
  try {
    return (JSON.parse(localStore.read(message) ?? "null") as TicketForm | null) ?? emptyForm("");
  } catch {
    return emptyForm(""); // what is stored is no JSON: an empty form does no harm
  }
}

export const savePetitionDraft = (message: string, form: TicketForm): void =>
  localStore.write(message, JSON.stringify(form));
export const deletePetitionDraft = (message: string): void => localStore.remove(message);

/** What is sent: a theme without sub-themes is enough by itself. */
export const toPetition = (form: TicketForm): Petition => ({ ...formTopic(form), text: form.text });

/**
 * What is still missing, by field; empty when nothing is.
 *
 * @param whole whether what was chosen goes down to a leaf of the typology
 */
export function missingFields({ theme, text }: TicketForm, whole: boolean): { theme?: string; text?: string } {
  const topic = whole
    ? ""
    : theme
      ? "Elija de nuevo de qué se trata, hasta el subtema: de él salen el término y el área."
      : "Elija de qué se trata el mensaje.";
  return {
    ...(topic ? { theme: topic } : {}),
    ...(text.trim() ? {} : { text: "Escriba qué pide quien dejó el mensaje." }),
  };
}
