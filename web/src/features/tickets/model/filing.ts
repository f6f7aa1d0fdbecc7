/** What is filed from a form, what is still missing of it, and what the main button does. Pure. */
import type { Customer } from "../../../api/customers";
import type { Call, Form } from "../../../api/types";
import { blankWords } from "./answer-placeholders";
import { type Field, topicOf } from "./form";

export type Step = "file" | "finish";

/** What the main button does: a ticket that is begun is filed before anything ends. */
export function mainStep(call: Pick<Call, "stage">, form: Form): Step {
  return call.stage === "wrap_up" && (form.ticket || !form.text.trim()) ? "finish" : "file";
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * What is still missing for a step, by field; empty when nothing is. Nobody has to say who they are.
 *
 * @param whole whether what was chosen goes down to a leaf of the typology
 * @param customer id of the customer whom this call has verified, or empty
 */
export function missing(step: Step, form: Form, whole: boolean, customer = ""): Partial<Record<Field, string>> {
  const without: Partial<Record<Field, string>> = {};
  if (!whole) without.theme = form.theme ? "Elija de nuevo de qué se trata, hasta el subtema: de él salen el término y el área." : "Elija de qué se trató la llamada.";
  if (step === "finish") return without;
  if (!form.text.trim()) without.text = "Escriba qué pide quien llama.";
  if (form.outcome === "answered" && !form.answer.trim()) without.answer = "Escriba qué se le respondió: queda en la constancia.";
  else if (form.outcome === "answered" && blankWords(form.answer)) without.answer = blankWords(form.answer);
  if (form.email.trim() && !EMAIL.test(form.email.trim())) without.email = "Revise el correo: así no llegaría la respuesta.";
  return { ...without, ...missingNames(form, petitionerIs(form, customer)) };
}

function missingNames(form: Form, petitioner: PetitionerIs): Partial<Record<Field, string>> {
  const without: Partial<Record<Field, string>> = {};
  if (petitioner === "anonymous") return without;
  if (spokenFor(form) && !form.representative.trim()) without.representative = "Falta el nombre de quien lo representa, o borre su documento.";
  if (petitioner === "named" && (form.document.trim() || spokenFor(form)) && !form.petitioner.trim()) without.petitioner = "Falta el nombre, o borre el documento: sin nombre también se radica.";
  return without;
}

/** Whether somebody speaks for who asks. */
export const spokenFor = (form: Form): boolean => Boolean(form.representative.trim() || form.representative_document.trim());

/** The petitioner: the verified customer, a person whose name may be said, or nobody. */
export type PetitionerIs = "customer" | "named" | "anonymous";

/** @param customer id of the customer whom this call has verified, or empty */
export function petitionerIs(form: Form, customer: string): PetitionerIs {
  if (form.petitioner_is === "anonymous") return "anonymous";
  return customer && form.petitioner_is !== "other" ? "customer" : "named";
}

/** The petitioner's name as far as the form knows it, or empty. */
export function petitionerName(form: Form, customer: Customer | undefined): string {
  const is = petitionerIs(form, customer?.id ?? "");
  if (is === "customer") return customer?.name ?? "";
  return is === "named" ? form.petitioner.trim() : "";
}

/** The e-mail that comes in by itself: the customer's, for their own petition, unless they asked for letters. */
export function knownEmail(form: Form, customer: Customer | undefined): string {
  if (!customer || petitionerIs(form, customer.id) !== "customer") return "";
  return customer.preferred_contact === "letter" && customer.addresses.length ? "" : (customer.emails[0] ?? "");
}

/**
 * The e-mail field once the known e-mail changed; undefined where it stays. What was typed stays; so does the customer's
 * own address when only their verification ran out. It goes when the petition is said to be another person's or nobody's.
 *
 * @param before the known e-mail that was put into the field last, or empty
 */
export function emailAfter(form: Form, known: string, before: string): string | undefined {
  const follows = known !== before && (known || form.petitioner_is) && !form.ticket;
  return follows && (!form.email.trim() || form.email === before) ? known : undefined;
}

const FIELD_IDS: Partial<Record<Field, string>> = {
  theme: "tipificacion", text: "texto", answer: "respuesta", email: "correo", petitioner: "peticionario", representative: "representante",
};

/** Where the first field that is missing stands on the screen. */
export const firstMissing = (step: Step, form: Form, whole: boolean, customer = ""): string =>
  FIELD_IDS[Object.keys(missing(step, form, whole, customer))[0] as Field] ?? "texto";

export interface Person {
  name: string;
  document?: string;
}

const person = (name: string, document: string): Person => ({ name: name.trim(), ...(document.trim() ? { document: document.trim() } : {}) });

export interface Filing {
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
export function filingOf(form: Form, call: string, customer: string): Filing {
  const answered = form.outcome === "answered";
  return {
    ...topicOf(form), text: form.text, call_id: call, outcome: answered ? "answered" : "escalated",
    ...(answered ? { answer: form.answer.trim() } : {}),
    ...(form.email.trim() ? { email: form.email.trim() } : {}),
    ...(form.address.trim() && !form.email.trim() ? { address: form.address.trim() } : {}),
    ...people(form, customer),
  };
}

/** An anonymous petition names nobody, whomever the call has verified. */
function people(form: Form, customer: string): Pick<Filing, "customer_id" | "petitioner" | "representative"> {
  const is = petitionerIs(form, customer);
  if (is === "anonymous" || (is === "named" && !form.petitioner.trim())) return {};
  return {
    ...(is === "customer" ? { customer_id: customer } : { petitioner: person(form.petitioner, form.document) }),
    ...(spokenFor(form) ? { representative: person(form.representative, form.representative_document) } : {}),
  };
}

/** The complaints about some fields only. */
export const only = (fields: readonly Field[], complaints: Partial<Record<Field, string>>): Partial<Record<Field, string>> =>
  Object.fromEntries(Object.entries(complaints).filter(([field]) => fields.includes(field as Field)));
