/** What the screens say about publications and drafts. Pure. */
import type { DraftSummary, Publication } from "../../../api/site";
import { longDate, momentPhrase, timeOfDay } from "../../../formats";
import { t } from "../../../i18n/translate";

const ORIGINS: Readonly<Record<Publication["origin"], string>> = {
  folder: t("Carpeta del sitio"),
  draft: t("Borrador"),
  return: t("Vuelta a una versión anterior"),
};
export const originName = (origin: Publication["origin"]): string => ORIGINS[origin];

const STATES: Readonly<Record<DraftSummary["state"], string>> = {
  open: t("Abierto"),
  waiting: t("Espera aprobación"),
  published: t("Publicado"),
  discarded: t("Descartado"),
};
export const draftStateName = (state: DraftSummary["state"]): string => STATES[state];

/** Return «1 de diciembre de 2026, 14:05». */
export const fullMoment = (at: string): string => `${longDate(at)}, ${timeOfDay(at)}`;

export type PublicationState = "in_force" | "scheduled" | "past" | "cancelled";

/** Return whether a publication is in force, was, will be, or was cancelled. */
export function publicationState(publication: Publication, now: number): PublicationState {
  if (publication.cancelled_at) return "cancelled";
  if (Date.parse(publication.effective_at) > now) return "scheduled";
  return publication.ends_at && Date.parse(publication.ends_at) <= now ? "past" : "in_force";
}

const PUBLICATION_STATES: Readonly<Record<PublicationState, string>> = {
  in_force: t("Vigente"),
  scheduled: t("Programada"),
  past: t("Rigió antes"),
  cancelled: t("Cancelada"),
};
export const publicationStateName = (state: PublicationState): string => PUBLICATION_STATES[state];

/** Return who published, and who approved where two persons are needed. */
export function authorsPhrase({ author, approver }: Pick<Publication, "author" | "approver">): string {
  const name = author || t("El arranque del sistema");
  return approver ? t("{author}, con aprobación de {approver}", { author: name, approver }) : name;
}

/** Return whose value a conflict has and since when: «La de Ana Rojas, a las 14:05». */
export const theirsPhrase = (by: string, at: string, now: number): string =>
  t("La de {by}, {when}", { by, when: momentPhrase(at, now) });
