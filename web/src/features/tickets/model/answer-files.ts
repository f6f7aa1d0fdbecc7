/**
 * The files that go with an answer, as screens choose them: which may go, what they weigh together, and what keeps an
 * answer from being sent. Pure; the server checks all of it again.
 */
import type { Attachment, StepName, TicketTold } from "../../../api/tickets";
import { counted, plain, sizeWords } from "../../../formats";

export type Limits = NonNullable<TicketTold["answer_limits"]>;
export interface AnswerType {
  id: string;
  name: string;
  requires_attachment: boolean;
}
export interface PromisingTemplate {
  name: string;
  promise: string | null;
}

/** Ids as a form keeps them; null where nothing was chosen on this screen. */
export const idsOf = (chosen: string | undefined): string[] | null => (chosen === undefined ? null : chosen.split(",").filter(Boolean));

/** Another choice: what was chosen first stays first. */
export const withFiles = (ids: readonly string[], more: readonly string[]): string => [...new Set([...ids, ...more])].join(",");
export const without = (ids: readonly string[], id: string): string => ids.filter((each) => each !== id).join(",");

const even = (text: string): string => plain(text).replace(/\s+/g, " ").trim();

/** What promises a document in an answer: its type, or a template whose words it still has; empty for nothing. */
export function promisedBy(text: string, response: string, types: readonly AnswerType[], templates: readonly PromisingTemplate[]): string {
  const typified = types.find(({ id, requires_attachment }) => requires_attachment && id === response);
  const template = templates.find(({ promise }) => promise && even(text).includes(even(promise)));
  return typified?.name ?? template?.name ?? "";
}

/** «2 archivos · 1,2 MB de 15,1 MB que caben». */
export function weightWords(files: readonly Pick<Attachment, "size">[], limits: Limits): string {
  if (!files.length) return "Ningún archivo elegido.";
  const size = sizeWords(bytesOf(files));
  return `${counted(files.length, "archivo", "archivos")} · ${size}${limits.most_bytes === null ? ", impresos con la carta" : ` de ${sizeWords(limits.most_bytes)} que caben en el correo`}`;
}

const bytesOf = (files: readonly Pick<Attachment, "size">[]): number => files.reduce((sum, { size }) => sum + size, 0);

/** What keeps a step from being taken with these files; null for nothing. */
export function problemOf(step: StepName, files: readonly Pick<Attachment, "size" | "name" | "state">[], limits: Limits, promise: string): string | null {
  const named = (state: Attachment["state"]) => files.find((each) => each.state === state)?.name ?? null;
  if (named("withheld")) return `El antivirus retuvo «${named("withheld")}»: quítelo o adjunte otra copia.`;
  if (files.length > limits.most_files) return `Van a lo sumo ${counted(limits.most_files, "archivo", "archivos")}: quite algunos o reúnalos en uno solo.`;
  if (limits.most_bytes !== null && bytesOf(files) > limits.most_bytes) return `Pesan ${sizeWords(bytesOf(files))} y por correo caben ${sizeWords(limits.most_bytes)}: quite alguno o redúzcalo.`;
  if (step !== "send") return null;
  if (named("waiting")) return `El antivirus aún no ha examinado «${named("waiting")}»: espere un momento, o quítelo.`;
  return promise && !files.length ? `La respuesta promete un documento («${promise}»): elija el archivo que va con ella.` : null;
}
