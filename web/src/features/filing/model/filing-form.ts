/** The form that files a petition outside a call, as a value: what is missing, and the request. Pure. */
import type { components } from "../../../api/schema";
import { ApiProblem } from "../../../api/problem";
import type { Mandate } from "../../../api/types";
import { formTopic } from "../../tickets/model/form";
import { EMPTY_MANDATE, mandateErrors, toMandateBody } from "../../tickets/model/mandate";
import { t } from "../../../i18n/translate";

type Schemas = components["schemas"];
export type FilingBody = Schemas["TicketForm"];
export type FilingChannel = "letter" | "in_person" | "email" | "web";
/** The channels of a petition that did not come by phone, in the order of the choice. */
export const FILING_CHANNELS: readonly FilingChannel[] = ["letter", "in_person", "email", "web"];
export type PetitionerChoice = "customer" | "named" | "anonymous";
export type ReplyBy = "record" | "email" | "letter" | "none";
export type PriorityReason = Schemas["PriorityForm"]["reason"];
export type Authority = Schemas["AuthorityForm"]["kind"];

export interface FilingForm extends Mandate {
  kind: string;
  theme: string;
  subtheme: string;
  channel: FilingChannel | "";
  /** Local date and time of the receipt in Colombia, as the inputs hold them. */
  date: string;
  time: string;
  text: string;
  petitionerIs: PetitionerChoice;
  customerId: string;
  /** How the chosen customer was shown, so that a reload shows them again. */
  customerName: string;
  customerDocument: string;
  name: string;
  document: string;
  replyBy: ReplyBy;
  email: string;
  address: string;
  /** Empty for the term of the law. */
  authority: Authority | "";
  dueDate: string;
  dueTime: string;
  reference: string;
  /** Empty without priority. */
  priority: PriorityReason | "";
  evidence: string;
  relayCall: boolean;
  /** What came on paper and is not among the files, a line each. */
  paperAnnexes: string;
}
export type FilingField = keyof FilingForm;

export const EMPTY_FILING: FilingForm = {
  kind: "",
  theme: "",
  subtheme: "",
  channel: "",
  date: "",
  time: "",
  text: "",
  petitionerIs: "named",
  customerId: "",
  customerName: "",
  customerDocument: "",
  name: "",
  document: "",
  ...EMPTY_MANDATE,
  replyBy: "email",
  email: "",
  address: "",
  authority: "",
  dueDate: "",
  dueTime: "",
  reference: "",
  priority: "",
  evidence: "",
  relayCall: false,
  paperAnnexes: "",
};

/** Colombia has had no summer time since 1993, so its offset is a constant. */
const COLOMBIA_OFFSET = "-05:00";
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Return the moment of receipt as the API reads it; empty while the date or the time is missing. */
export const receivedAt = ({ date, time }: Pick<FilingForm, "date" | "time">): string =>
  date && time ? `${date}T${time.length === 5 ? `${time}:00` : time}${COLOMBIA_OFFSET}` : "";

/**
 * Return the missing or wrong fields, in the order of the screen; empty if the petition can be filed.
 *
 * @param isComplete whether the topic is a leaf of the typology
 * @param now milliseconds since the epoch
 */
export function filingErrors(form: FilingForm, isComplete: boolean, now: number): Partial<Record<FilingField, string>> {
  const errors: Partial<Record<FilingField, string>> = {};
  if (!form.channel) errors.channel = t("Elija por dónde llegó.");
  if (!form.date) errors.date = t("Escriba el día en que se recibió.");
  if (!form.time) errors.time = t("Escriba la hora, como está en el sello o en el correo.");
  if (form.date && form.time && Date.parse(receivedAt(form)) > now)
    errors.date = t("El recibo no puede ser posterior a este momento.");
  if (form.petitionerIs === "customer" && !form.customerId) errors.customerId = t("Busque al cliente o regístrelo.");
  if (form.petitionerIs === "named" && !form.name.trim())
    errors.name = t("Escriba el nombre. Si no lo dio, radique la petición como anónima.");
  if (form.petitionerIs !== "anonymous") Object.assign(errors, mandateErrors(form));
  if (!isComplete) errors.theme = t("Elija la tipología hasta el subtema: define el término y el área.");
  if (!form.text.trim()) errors.text = t("Escriba qué se pide.");
  return { ...errors, ...urgencyErrors(form, now), ...replyErrors(form) };
}

/** The fields of the request, and the fields of the form that they come from. */
const FIELDS_OF_REQUEST: Record<string, FilingField> = {
  "petitioner.name": "name",
  "petitioner.document": "document",
  "representative.name": "representative",
  "representative.document": "representativeDocument",
  "mandate.document": "mandateDocument",
  "mandate.scope": "scope",
  "mandate.expires_on": "expiresOn",
  "priority.evidence": "evidence",
  "authority.due_at": "dueDate",
  "authority.reference": "reference",
  received_at: "date",
  customer_id: "customerId",
  text: "text",
  email: "email",
  address: "address",
  annexes: "paperAnnexes",
};
/** The problems that are about one field. */
const FIELDS_OF_PROBLEM: Record<string, FilingField> = {
  email_wrong: "email",
  received_wrong: "date",
  typology_unknown: "theme",
  typology_incomplete: "theme",
  typology_retired: "theme",
};

/** Return the server's messages beside the fields that they are about. */
export function serverErrors(error: unknown): Partial<Record<FilingField, string>> {
  if (!(error instanceof ApiProblem)) return {};
  const field = FIELDS_OF_PROBLEM[error.code];
  const named = error.fieldErrors.map(({ field: path, detail }): [FilingField | undefined, string] => [
    FIELDS_OF_REQUEST[path] ?? FIELDS_OF_REQUEST[path.split(".")[0] ?? ""],
    detail,
  ]);
  return { ...(field ? { [field]: error.message } : {}), ...Object.fromEntries(named.filter(([name]) => name)) };
}

/** The term of an authority needs its date, its hour and its file; a priority needs its evidence. */
function urgencyErrors(form: FilingForm, now: number): Partial<Record<FilingField, string>> {
  const errors: Partial<Record<FilingField, string>> = {};
  if (form.authority) {
    if (!form.dueDate) errors.dueDate = t("Escriba la fecha que fijó la autoridad.");
    if (!form.dueTime) errors.dueTime = t("Escriba la hora.");
    if (form.dueDate && form.dueTime && Date.parse(authorityDueAt(form)) <= now)
      errors.dueDate = t("Ese plazo ya pasó: revise la fecha y la hora.");
    if (!form.reference.trim()) errors.reference = t("Escriba el despacho, el expediente o el oficio.");
  }
  if (form.priority && !form.evidence.trim()) errors.evidence = t("Escriba con qué se sabe.");
  return errors;
}

/** Return the moment that an authority set; empty while a part is missing. */
export const authorityDueAt = ({ dueDate, dueTime }: Pick<FilingForm, "dueDate" | "dueTime">): string =>
  receivedAt({ date: dueDate, time: dueTime });

function replyErrors(form: FilingForm): Partial<Record<FilingField, string>> {
  if (form.replyBy === "email" && !EMAIL.test(form.email.trim()))
    return { email: form.email.trim() ? t("Revise el correo: la dirección no es válida.") : t("Escriba el correo.") };
  if (form.replyBy === "letter" && !form.address.trim())
    return { address: t("Escriba la dirección y el municipio para la carta.") };
  return {};
}

/** Return the choices for the reply: a customer may be answered at the address of their record. */
export const replyChoices = (is: PetitionerChoice): readonly ReplyBy[] =>
  is === "customer" ? ["record", "email", "letter"] : ["email", "letter", "none"];

/** Return the form with another petitioner, whose first choice for the reply is taken unless an address was typed. */
export function withPetitioner(form: FilingForm, petitionerIs: PetitionerChoice): FilingForm {
  const choices = replyChoices(petitionerIs);
  const typed = (form.replyBy === "email" && form.email.trim()) || (form.replyBy === "letter" && form.address.trim());
  return { ...form, petitionerIs, replyBy: typed ? form.replyBy : (choices[0] ?? "email") };
}

/** Return the annexes as the receipt lists them: the files by name, then what came on paper. */
export const annexNames = (form: FilingForm, files: readonly string[]): string[] => [
  ...files.map((each) => each.slice(0, 200)),
  ...form.paperAnnexes
    .split("\n")
    .map((each) => each.trim().slice(0, 200))
    .filter(Boolean),
];

/** Build the request with only the given fields. */
export function toFilingBody(form: FilingForm, files: readonly string[]): FilingBody {
  const annexes = annexNames(form, files);
  return {
    ...formTopic(form),
    text: form.text.trim(),
    channel: form.channel || null,
    received_at: receivedAt(form),
    annexes,
    relay_call: form.relayCall,
    ...(form.priority ? { priority: { reason: form.priority, evidence: form.evidence.trim() } } : {}),
    ...(form.authority
      ? { authority: { kind: form.authority, due_at: authorityDueAt(form), reference: form.reference.trim() } }
      : {}),
    ...people(form),
    ...(form.replyBy === "email" ? { email: form.email.trim() } : {}),
    ...(form.replyBy === "letter" ? { address: form.address.trim() } : {}),
  };
}

function people(form: FilingForm): Pick<FilingBody, "customer_id" | "petitioner" | "representative" | "mandate"> {
  if (form.petitionerIs === "anonymous") return {};
  const asks =
    form.petitionerIs === "customer"
      ? { customer_id: form.customerId }
      : { petitioner: { name: form.name.trim(), document: form.document.trim() || null } };
  return { ...asks, ...toMandateBody(form) };
}
