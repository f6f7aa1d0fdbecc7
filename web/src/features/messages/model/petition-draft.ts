/** The draft of a petition from a voice message: stored in this tab until the end of the session. */
import type { TicketForm } from "../../../api/types";
import type { Petition } from "../../../api/queries";
import { emptyForm, formTopic } from "../../tickets/model/form";
import { localStore } from "../../../local-drafts";
import { t } from "../../../i18n/translate";

/** Return the idempotency key of a message: stable, and made of valid characters only. */
export const petitionKey = (message: string): string =>
  `mensaje-${message.replace(/[^A-Za-z0-9_-]/g, "-")}`.slice(0, 64);

export function loadPetitionDraft(message: string): TicketForm {
  try {
    return (JSON.parse(localStore.read(message) ?? "null") as TicketForm | null) ?? emptyForm("");
  } catch {
    return emptyForm(""); // invalid JSON: an empty form is safe
  }
}

export const savePetitionDraft = (message: string, form: TicketForm): void =>
  localStore.write(message, JSON.stringify(form));
export const deletePetitionDraft = (message: string): void => localStore.remove(message);

/** Build the petition; a theme without subthemes is complete by itself. */
export const toPetition = (form: TicketForm): Petition => ({ ...formTopic(form), text: form.text });

/**
 * Return the missing fields; empty if nothing is missing.
 *
 * @param isComplete whether the topic is a leaf of the typology
 */
export function missingFields({ theme, text }: TicketForm, isComplete: boolean): { theme?: string; text?: string } {
  const topic = isComplete
    ? ""
    : theme
      ? t("Elija de nuevo la tipología, hasta el subtema: define el término y el área.")
      : t("Elija la tipología del mensaje.");
  return {
    ...(topic ? { theme: topic } : {}),
    ...(text.trim() ? {} : { text: t("Escriba la petición de quien dejó el mensaje.") }),
  };
}
