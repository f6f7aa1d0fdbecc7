/** The files of an answer: their choice, size and problems. Pure; the server checks everything again. */
import type { Attachment, StepName, TicketDetail } from "../../../api/tickets";
import { countPhrase, foldAccents, formatBytes } from "../../../formats";
import { t } from "../../../i18n/translate";

export type AttachmentLimits = NonNullable<TicketDetail["answer_limits"]>;
export interface AnswerType {
  id: string;
  name: string;
  requires_attachment: boolean;
}
export interface TemplatePromise {
  name: string;
  promise: string | null;
}

/** Parse the file ids of a form; null if nothing was chosen on this screen. */
export const parseFileIds = (chosen: string | undefined): string[] | null =>
  chosen === undefined ? null : chosen.split(",").filter(Boolean);

/** Add files to the choice; earlier files stay first. */
export const addFileIds = (ids: readonly string[], more: readonly string[]): string =>
  [...new Set([...ids, ...more])].join(",");
export const removeFileId = (ids: readonly string[], id: string): string => ids.filter((each) => each !== id).join(",");

const normalizeText = (text: string): string => foldAccents(text).replace(/\s+/g, " ").trim();

/**
 * Return what promises a document in an answer: its type, or a template whose promise is in the text; empty for none.
 */
export function promisedDocument(
  text: string,
  response: string,
  types: readonly AnswerType[],
  templates: readonly TemplatePromise[],
): string {
  const typified = types.find(({ id, requires_attachment }) => requires_attachment && id === response);
  const template = templates.find(({ promise }) => promise && normalizeText(text).includes(normalizeText(promise)));
  return typified?.name ?? template?.name ?? "";
}

/** Return «2 archivos · 1,2 MB de 15,1 MB que caben en el correo». */
export function totalSizeLabel(files: readonly Pick<Attachment, "size">[], limits: AttachmentLimits): string {
  if (!files.length) return t("Ningún archivo elegido.");
  const size = formatBytes(totalBytes(files));
  return `${countPhrase(files.length, "archivo", "archivos")} · ${size}${limits.most_bytes === null ? t(", impresos con la carta") : t(" de {most_bytes} que caben en el correo", { most_bytes: formatBytes(limits.most_bytes) })}`;
}

const totalBytes = (files: readonly Pick<Attachment, "size">[]): number =>
  files.reduce((sum, { size }) => sum + size, 0);

/** Return what prevents a step with these files; null for nothing. */
export function attachmentProblem(
  step: StepName,
  files: readonly Pick<Attachment, "size" | "name" | "state">[],
  limits: AttachmentLimits,
  promise: string,
): string | null {
  const named = (state: Attachment["state"]) => files.find((each) => each.state === state)?.name ?? null;
  if (named("withheld"))
    return t("El antivirus retuvo «{named}»: quítelo o adjunte otra copia.", { named: named("withheld") });
  if (files.length > limits.most_files)
    return t("Van a lo sumo {most_files}: quite algunos o reúnalos en uno solo.", {
      most_files: countPhrase(limits.most_files, "archivo", "archivos"),
    });
  if (limits.most_bytes !== null && totalBytes(files) > limits.most_bytes)
    return t("Pesan {formatBytes} y por correo caben {most_bytes}: quite alguno o redúzcalo.", {
      formatBytes: formatBytes(totalBytes(files)),
      most_bytes: formatBytes(limits.most_bytes),
    });
  if (step !== "send") return null;
  if (named("waiting"))
    return t("El antivirus aún no ha examinado «{named}»: espere un momento, o quítelo.", { named: named("waiting") });
  return promise && !files.length
    ? t("La respuesta promete un documento («{promise}»): elija el archivo que va con ella.", { promise })
    : null;
}
