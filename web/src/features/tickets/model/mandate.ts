/** The person who acts for a petitioner, and the document by which they act: what is missing, and the request. Pure. */
import type { components } from "../../../api/schema";
import type { CallSpeaker } from "../../../api/customers";
import type { Mandate } from "../../../api/types";
import { t } from "../../../i18n/translate";

type Body = components["schemas"]["TicketForm"];

/** The choices of how a petitioner acts, in their order. */
export const ACTING: readonly (readonly [Mandate["actsAs"], string])[] = [
  ["", t("A nombre propio")],
  ["legal_representative", t("Por representante legal")],
  ["attorney", t("Por apoderado")],
];

export const EMPTY_MANDATE: Mandate = {
  actsAs: "",
  representative: "",
  representativeDocument: "",
  mandateDocument: "",
  scope: "",
  expiresOn: "",
};

/** Return the missing fields; empty for a petitioner who acts for themselves. */
export function mandateErrors(form: Mandate): Partial<Record<keyof Mandate, string>> {
  if (!form.actsAs) return {};
  return {
    ...(form.representative.trim()
      ? {}
      : { representative: t("Escriba el nombre de quien actúa por el peticionario.") }),
    ...(form.mandateDocument.trim()
      ? {}
      : { mandateDocument: t("Escriba con qué documento actúa: un poder, un registro civil o un certificado.") }),
  };
}

/** Build the part of the request; empty for a petitioner who acts for themselves. */
export function toMandateBody(form: Mandate): Pick<Body, "representative" | "mandate"> {
  if (!form.actsAs) return {};
  return {
    representative: { name: form.representative.trim(), document: form.representativeDocument.trim() || null },
    mandate: {
      kind: form.actsAs,
      document: form.mandateDocument.trim(),
      scope: form.scope.trim() || null,
      expires_on: form.expiresOn || null,
    },
  };
}

/** Return the fields of a form for the person who speaks in the call; empty fields if they act for themselves. */
export function mandateOfSpeaker({
  representative,
  mandate,
}: Pick<CallSpeaker, "representative" | "mandate">): Mandate {
  if (!representative || !mandate) return EMPTY_MANDATE;
  return {
    actsAs: mandate.kind,
    representative: representative.name,
    representativeDocument: representative.document ?? "",
    mandateDocument: mandate.document,
    scope: mandate.scope ?? "",
    expiresOn: mandate.expires_on ?? "",
  };
}

/** Return whether a form names the person who speaks, with the same document. */
export function isOfSpeaker(form: Mandate, speaker: CallSpeaker | undefined): boolean {
  if (!speaker?.mandate || !form.actsAs) return false;
  const stated = mandateOfSpeaker(speaker);
  return (Object.keys(EMPTY_MANDATE) as (keyof Mandate)[]).every((field) => form[field].trim() === stated[field]);
}

/** Return whether the call has checked the document of a form, so that the petition can be answered in it. */
export const isCheckedInCall = (form: Mandate, speaker: CallSpeaker | undefined): boolean =>
  isOfSpeaker(form, speaker) && (speaker?.coverage === "record_and_lookups" || speaker?.coverage === "none");
