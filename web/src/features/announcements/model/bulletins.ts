/** What the screens of messages and announcements decide: what waits to be read, forms, and phrases. Pure. */
import type { AnnouncementForm, AudienceKind, Bulletin, OwnBulletin } from "../../../api/announcements";
import { countPhrase, matchesSearch } from "../../../formats";
import { addDays } from "../../oversight/model/indicator-view";
import { t } from "../../../i18n/translate";

export const LONGEST_MESSAGE = 280;
export const LONGEST_ANNOUNCEMENT = 2000;
export const NO_PERSONAL_DATA = t(
  "No escriba datos personales de ciudadanos: ni nombres, ni documentos, ni teléfonos.",
);

export const AUDIENCE_KINDS: Readonly<Record<AudienceKind, string>> = {
  users: t("Asesores"),
  team: t("Un equipo"),
  queues: t("Colas"),
  roles: t("Roles"),
};
export const BULLETIN_STATES: Readonly<Record<Bulletin["state"], string>> = {
  coming: t("Aún no empieza"),
  standing: t("Vigente"),
  over: t("Finalizado"),
  withdrawn: t("Retirado"),
};

export interface AudienceDraft {
  kind: AudienceKind;
  ids: string[];
}
export interface AnnouncementDraft extends AudienceDraft {
  title: string;
  text: string;
  /** Local days, both included; the first one empty for today. */
  firstDay: string;
  lastDay: string;
  mustRead: boolean;
}
export const NEW_ANNOUNCEMENT: AnnouncementDraft = {
  kind: "roles",
  ids: [],
  title: "",
  text: "",
  firstDay: "",
  lastDay: "",
  mustRead: false,
};

/** Return the advisors whose name has the searched words; those that are chosen come first, whatever is searched. */
export function foundAdvisors<Named extends { id: string; name: string }>(
  advisors: readonly Named[],
  chosen: readonly string[],
  search: string,
): Named[] {
  const isChosen = ({ id }: Named) => chosen.includes(id);
  return [
    ...advisors.filter(isChosen),
    ...advisors.filter((each) => !isChosen(each) && matchesSearch(each.name, search)),
  ];
}

/** Return the messages that the user has not read, the earliest first. */
export const unreadMessages = (bulletins: readonly OwnBulletin[]): OwnBulletin[] =>
  bulletins.filter(({ kind, read_at }) => kind === "message" && !read_at).toReversed();

/** Return the announcements to show between calls: first those that must be read, then the unread, then the newest. */
export function deskAnnouncements(bulletins: readonly OwnBulletin[]): OwnBulletin[] {
  const weight = (each: OwnBulletin) => (each.read_at ? 0 : each.must_read ? 2 : 1);
  return bulletins.filter(({ kind }) => kind === "announcement").toSorted((a, b) => weight(b) - weight(a));
}

/** Return the ids of those that the screen shows for the first time. */
export const notReceived = (shown: readonly OwnBulletin[]): string[] =>
  shown.filter(({ received }) => !received).map(({ id }) => id);

export const isAnnouncementComplete = ({ ids, title, text, firstDay, lastDay }: AnnouncementDraft, today: string) =>
  ids.length > 0 &&
  title.trim().length >= 3 &&
  text.trim() !== "" &&
  lastDay >= (firstDay || today) &&
  (firstDay === "" || firstDay >= today);

/** Return the request of an announcement: it begins now or with its first day, and ends with its last. */
export function toAnnouncementForm(draft: AnnouncementDraft, today: string): AnnouncementForm {
  const later = draft.firstDay > today;
  return {
    audience: { kind: draft.kind, ids: draft.ids },
    title: draft.title.trim(),
    text: draft.text.trim(),
    begins_at: later ? `${draft.firstDay}T00:00:00-05:00` : null,
    ends_at: `${addDays(draft.lastDay)}T00:00:00-05:00`,
    must_read: draft.mustRead,
  };
}

/** Return how many read a bulletin: «Lo leyeron 3 de 12». */
export const readPhrase = ({ read, delivered }: Pick<Bulletin, "read" | "delivered">): string =>
  delivered === 0
    ? t("Aún no va a nadie")
    : read === delivered
      ? t("Lo leyeron todos")
      : t("Lo leyeron {read} de {delivered}", { read, delivered });

/** Return for whom it is, at most three names. */
export function audiencePhrase({ audience, audience_names }: Pick<Bulletin, "audience" | "audience_names">): string {
  const names = audience_names.slice(0, 3).join(", ");
  const more = audience_names.length - 3;
  const all = more > 0 ? t("{names} y {more} más", { names, more }) : names;
  return audience.kind === "team" ? t("Equipo de {all}", { all }) : all;
}

/** Return what is sent: «Mensaje enviado a 3 personas». */
export const sentPhrase = ({ delivered }: Pick<Bulletin, "delivered">): string =>
  t("Mensaje enviado a {delivered}.", { delivered: countPhrase(delivered, "persona", "personas") });
