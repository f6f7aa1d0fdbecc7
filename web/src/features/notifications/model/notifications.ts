/** What the bell shows: its count, its name for screen readers, and where each notification leads. Pure. */
import type { Notification } from "../../../api/notifications";
import { t } from "../../../i18n/translate";

/** The server counts no further. */
const MOST_COUNTED = 100;

/** Return the number on the bell; empty if nothing is unread. */
export const badgeText = (unread: number): string =>
  unread >= MOST_COUNTED ? `${MOST_COUNTED - 1}+` : unread > 0 ? String(unread) : "";

/** Return the name of the bell: how many are unread, and what it could not read. */
export function bellLabel(unread: number, stale = ""): string {
  const end = stale && `. ${stale}`;
  if (unread === 0) return t("Avisos: no tiene avisos sin leer{end}", { end });
  return unread >= MOST_COUNTED
    ? t("Avisos: {mostCounted} o más sin leer{end}", { mostCounted: MOST_COUNTED, end })
    : t("Avisos: {unread} sin leer{end}", { unread, end });
}

/** Return what the bell shows while the server cannot be read, such as «a las 14:05». */
export const staleSentence = (moment: string): string =>
  t("No se pudo leer si hay avisos nuevos: es lo que había {moment}", { moment });

type Addressed = Pick<Notification, "about" | "kind" | "number">;

const PATHS: Record<Exclude<Notification["about"], "evaluation" | "coaching">, string> = {
  ticket: "/bandeja",
  observation: "/observaciones",
  sample: "/calidad/muestras",
  seed: "/calidad/semillas",
  calibration: "/calidad/calibraciones",
  finding: "/calidad/hallazgos",
  finding_report: "/calidad/informes",
  client_novelty: "/novedades",
  training: "/capacitacion/mia",
  training_proposal: "/capacitacion/propuestas",
  access_review: "/revision-de-cuentas",
  account: "/cuenta",
  contingency_message: "/tablero",
  article: "/conocimiento",
  own_report: "/mis-informes",
  announcement: "/anuncios",
  site_draft: "/sitio/borradores",
};
/** Subjects without a page of their own. */
const WITHOUT_PAGE: readonly Notification["about"][] = ["account", "contingency_message", "announcement"];
/** Kinds that only the advisor gets; of the others, the advisor has none of the permissions. */
const OF_THE_ADVISOR: readonly Notification["kind"][] = [
  "evaluation_signed",
  "evaluation_to_read",
  "evaluation_corrected",
  "coaching_scheduled",
  "coaching_held",
  "coaching_followed",
];

/** Return the path of the item that a notification is about, for a user with some permissions. */
export const subjectPath = (notification: Addressed, permissions: readonly string[]): string =>
  WITHOUT_PAGE.includes(notification.about)
    ? listPath(notification, permissions)
    : `${listPath(notification, permissions)}/${encodeURIComponent(notification.number)}`;

function listPath({ about, kind }: Addressed, permissions: readonly string[]): string {
  const isOwn = OF_THE_ADVISOR.includes(kind);
  if (about === "evaluation")
    return isOwn || !permissions.includes("evaluation.decide") ? "/calidad/mis-evaluaciones" : "/calidad/refutaciones";
  if (about === "coaching")
    return isOwn || !permissions.includes("coaching.lead")
      ? "/calidad/mis-acompanamientos"
      : "/calidad/acompanamientos";
  return PATHS[about];
}

/** What the bell knew: its newest notification, and how many are unread. */
export interface BellState {
  newest: Pick<Notification, "id" | "text" | "read"> | null;
  unread: number;
}

/** Return the sentence to announce when the newest notification changes; empty if there is nothing new. */
export function announcement(before: BellState | undefined, { newest, unread }: BellState): string {
  if (before === undefined || !newest || newest.read || before.newest?.id === newest.id) return "";
  const more = unread - before.unread;
  return more > 1
    ? t("{more} avisos nuevos. El último: {text}", { more, text: newest.text })
    : t("Aviso nuevo: {text}", { text: newest.text });
}
