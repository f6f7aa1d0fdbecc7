/** What is filed from a form, what is still missing of it, and what the main button does. Pure. */
import type { Customer } from "../../../api/customers";
import type { Call, TicketForm } from "../../../api/types";
import { placeholderError } from "./answer-placeholders";
import { type FormField, formTopic } from "./form";

export type SubmitAction = "file" | "finish";

/** What the main button does: a ticket that is begun is filed before anything ends. */
export function primaryAction(call: Pick<Call, "stage">, form: TicketForm): SubmitAction {
  return call.stage === "wrap_up" && (form.ticket || !form.text.trim()) ? "finish" : "file";
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * What is still missing for a step, by field; empty when nothing is. Nobody has to say who they are.
 *
 * @param whole whether what was chosen goes down to a leaf of the typology
 * @param customer id of the customer whom this call has verified, or empty
 */
export function missingFields(
  step: SubmitAction,
  form: TicketForm,
  whole: boolean,
  customer = "",
): Partial<Record<FormField, string>> {
  const errors: Partial<Record<FormField, string>> = {};
  if (!whole)
    errors.theme = form.theme
      ? "Elija de nuevo de qué se trata, hasta el subtema: de él salen el término y el área."
      : "Elija de qué se trató la llamada.";
  if (step === "finish") return errors;
  if (!form.text.trim()) errors.text = "Escriba qué pide quien llama.";
  if (form.outcome === "answered" && !form.answer.trim())
    errors.answer = "Escriba qué se le respondió: queda en la constancia.";
  else if (form.outcome === "answered" && placeholderError(form.answer)) errors.answer = placeholderError(form.answer);
  if (form.email.trim() && !EMAIL.test(form.email.trim()))
    errors.email = "Revise el correo: así no llegaría la respuesta.";
  return { ...errors, ...missingPersonNames(form, petitionerType(form, customer)) };
}

function missingPersonNames(form: TicketForm, petitioner: PetitionerType): Partial<Record<FormField, string>> {
  const errors: Partial<Record<FormField, string>> = {};
  if (petitioner === "anonymous") return errors;
  if (hasRepresentative(form) && !form.representative.trim())
    errors.representative = "Falta el nombre de quien lo representa, o borre su documento.";
  if (petitioner === "named" && (form.document.trim() || hasRepresentative(form)) && !form.petitioner.trim())
    errors.petitioner = "Falta el nombre, o borre el documento: sin nombre también se radica.";
  return errors;
}

/** Whether somebody speaks for who asks. */
export const hasRepresentative = (form: TicketForm): boolean =>
  Boolean(form.representative.trim() || form.representative_document.trim());

/** The petitioner: the verified customer, a person whose name may be said, or nobody. */
export type PetitionerType = "customer" | "named" | "anonymous";

/** @param customer id of the customer whom this call has verified, or empty */
export function petitionerType(form: TicketForm, customer: string): PetitionerType {
  if (form.petitioner_is === "anonymous") return "anonymous";
  return customer && form.petitioner_is !== "other" ? "customer" : "named";
}

/** The petitioner's name as far as the form knows it, or empty. */
export function petitionerName(form: TicketForm, customer: Customer | undefined): string {
  const is = petitionerType(form, customer?.id ?? "");
  if (is === "customer") return customer?.name ?? "";
  return is === "named" ? form.petitioner.trim() : "";
}

/** The e-mail that comes in by itself: the customer's, for their own petition, unless they asked for letters. */
export function defaultEmail(form: TicketForm, customer: Customer | undefined): string {
  if (!customer || petitionerType(form, customer.id) !== "customer") return "";
  return customer.preferred_contact === "letter" && customer.addresses.length ? "" : (customer.emails[0] ?? "");
}

/**
 * The e-mail field once the known e-mail changed; undefined where it stays. What was typed stays; so does the customer's
 * own address when only their verification ran out. It goes when the petition is said to be another person's or nobody's.
 *
 * @param previousDefault the known e-mail that was put into the field last, or empty
 */
export function nextEmail(form: TicketForm, defaultEmail: string, previousDefault: string): string | undefined {
  const follows = defaultEmail !== previousDefault && (defaultEmail || form.petitioner_is) && !form.ticket;
  return follows && (!form.email.trim() || form.email === previousDefault) ? defaultEmail : undefined;
}

const FIELD_IDS: Partial<Record<FormField, string>> = {
  theme: "tipificacion",
  text: "texto",
  answer: "respuesta",
  email: "correo",
  petitioner: "peticionario",
  representative: "representante",
};

/** Where the first field that is missing stands on the screen. */
export const firstMissingFieldId = (step: SubmitAction, form: TicketForm, whole: boolean, customer = ""): string =>
  FIELD_IDS[Object.keys(missingFields(step, form, whole, customer))[0] as FormField] ?? "texto";

export interface Person {
  name: string;
  document?: string;
}

const toPerson = (name: string, document: string): Person => ({
  name: name.trim(),
  ...(document.trim() ? { document: document.trim() } : {}),
});

export interface FilingRequest {
  kind: string;
  theme: string;
  subtheme?: string;
  text: string;
  call_id: string;
  outcome: "answered" | "escalated";
  answer?: string;
  email?: string;
  address?: string;
  customer_id?: string;
  petitioner?: Person;
  representative?: Person;
}

/**
 * What is sent: only what was said.
 *
 * @param customer whom this call has verified, or empty
 */
export function toFilingRequest(form: TicketForm, call: string, customer: string): FilingRequest {
  const answered = form.outcome === "answered";
  return {
    ...formTopic(form),
    text: form.text,
    call_id: call,
    outcome: answered ? "answered" : "escalated",
    ...(answered ? { answer: form.answer.trim() } : {}),
    ...(form.email.trim() ? { email: form.email.trim() } : {}),
    ...(form.address.trim() && !form.email.trim() ? { address: form.address.trim() } : {}),
    ...toFilingPeople(form, customer),
  };
}

/** An anonymous petition names nobody, whomever the call has verified. */
function toFilingPeople(
  form: TicketForm,
  customer: string,
): Pick<FilingRequest, "customer_id" | "petitioner" | "representative"> {
  const is = petitionerType(form, customer);
  if (is === "anonymous" || (is === "named" && !form.petitioner.trim())) return {};
  return {
    ...(is === "customer" ? { customer_id: customer } : { petitioner: toPerson(form.petitioner, form.document) }),
    ...(hasRepresentative(form) ? { representative: toPerson(form.representative, form.representative_document) } : {}),
  };
}

/** The complaints about some fields only. */
export const pickErrors = (
  fields: readonly FormField[],
  complaints: Partial<Record<FormField, string>>,
): Partial<Record<FormField, string>> =>
  Object.fromEntries(Object.entries(complaints).filter(([field]) => fields.includes(field as FormField)));
