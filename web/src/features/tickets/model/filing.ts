/** The filing of a ticket from a form: the request, the missing fields, and the primary action. Pure. */
import type { Customer } from "../../../api/customers";
import type { Call, TicketForm } from "../../../api/types";
import { placeholderError } from "./answer-placeholders";
import { type FormField, formTopic } from "./form";
import { mandateErrors, toMandateBody } from "./mandate";
import { t } from "../../../i18n/translate";

export type SubmitAction = "file" | "finish";

/** Return the action of the primary button: a started ticket is filed before the wrap-up ends. */
export function primaryAction(call: Pick<Call, "stage">, form: TicketForm): SubmitAction {
  return call.stage === "wrap_up" && (form.ticket || !form.text.trim()) ? "finish" : "file";
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Return the missing fields of an action; empty if nothing is missing. The petitioner's name is optional.
 *
 * @param isComplete whether the topic is a leaf of the typology
 * @param customer id of the customer whom this call has verified, or empty
 * @param isChecked whether this call has checked the document of the person who acts for the petitioner
 */
export function missingFields(
  step: SubmitAction,
  form: TicketForm,
  isComplete: boolean,
  customer = "",
  isChecked = false,
): Partial<Record<FormField, string>> {
  const errors: Partial<Record<FormField, string>> = {};
  if (!isComplete)
    errors.theme = form.theme
      ? t("Elija de nuevo la tipificación, hasta el subtema: define el término y el área.")
      : t("Elija la tipificación de la llamada.");
  if (step === "finish") return errors;
  if (!form.text.trim()) errors.text = t("Escriba la petición de quien llama.");
  if (form.outcome === "answered" && !form.answer.trim())
    errors.answer = t("Escriba la respuesta que dio: queda en la constancia.");
  else if (form.outcome === "answered" && placeholderError(form.answer)) errors.answer = placeholderError(form.answer);
  if (form.outcome === "answered" && petitionerType(form, customer) !== "anonymous" && form.actsAs && !isChecked)
    errors.answer = t(
      "Revise antes la acreditación de quien actúa por el peticionario, en la pestaña Cliente, o escale la petición.",
    );
  if (form.email.trim() && !EMAIL.test(form.email.trim()))
    errors.email = t("Revise el correo: la dirección no es válida.");
  return { ...errors, ...personErrors(form, petitionerType(form, customer)) };
}

function personErrors(form: TicketForm, petitioner: PetitionerType): Partial<Record<FormField, string>> {
  if (petitioner === "anonymous") return {};
  const errors: Partial<Record<FormField, string>> = mandateErrors(form);
  if (petitioner === "named" && !form.petitioner.trim()) {
    if (form.actsAs) errors.petitioner = t("Escriba el nombre del peticionario: otra persona actúa por él.");
    else if (form.document.trim())
      errors.petitioner = t("Escriba el nombre o borre el documento: también puede radicar sin nombre.");
  }
  return errors;
}

/** The petitioner: the verified customer, a person with an optional name, or anonymous. */
export type PetitionerType = "customer" | "named" | "anonymous";

/**
 * Return the type of the petitioner.
 *
 * @param customer id of the customer whom this call has verified, or empty
 */
export function petitionerType(form: TicketForm, customer: string): PetitionerType {
  if (form.petitioner_is === "anonymous") return "anonymous";
  return customer && form.petitioner_is !== "other" ? "customer" : "named";
}

/** Return the petitioner's name as far as the form knows it, or empty. */
export function petitionerName(form: TicketForm, customer: Customer | undefined): string {
  const is = petitionerType(form, customer?.id ?? "");
  if (is === "customer") return customer?.name ?? "";
  return is === "named" ? form.petitioner.trim() : "";
}

/** Return the e-mail to fill in automatically: the customer's, for their own petition, unless they prefer letters. */
export function defaultEmail(form: TicketForm, customer: Customer | undefined): string {
  if (!customer || petitionerType(form, customer.id) !== "customer") return "";
  return customer.preferred_contact === "letter" && customer.addresses.length ? "" : (customer.emails[0] ?? "");
}

/**
 * Return the new value of the e-mail field after the default changed; undefined if it stays. Typed text stays, and so
 * does the customer's own address when only their verification expired. The default is removed when the petition is
 * another person's or anonymous.
 *
 * @param previousDefault the default that was filled in last, or empty
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
  mandateDocument: "acreditacion",
};

/** Return the element id of a missing field. */
export const missingFieldId = (field: FormField | undefined): string => (field && FIELD_IDS[field]) || "texto";

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
  representative?: Mandated["representative"];
  mandate?: Mandated["mandate"];
  relay_call: boolean;
}
type Mandated = ReturnType<typeof toMandateBody>;

/**
 * Build the request with only the given fields.
 *
 * @param customer id of the customer whom this call has verified, or empty
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
    relay_call: form.relay_call === "yes",
  };
}

/** Return the people of the request; an anonymous petition names no one, even if the call has verified a customer. */
function toFilingPeople(
  form: TicketForm,
  customer: string,
): Pick<FilingRequest, "customer_id" | "petitioner" | "representative" | "mandate"> {
  const is = petitionerType(form, customer);
  if (is === "anonymous" || (is === "named" && !form.petitioner.trim())) return {};
  return {
    ...(is === "customer" ? { customer_id: customer } : { petitioner: toPerson(form.petitioner, form.document) }),
    ...toMandateBody(form),
  };
}

/** Return the errors of the given fields. */
export const pickErrors = (
  fields: readonly FormField[],
  errors: Partial<Record<FormField, string>>,
): Partial<Record<FormField, string>> =>
  Object.fromEntries(Object.entries(errors).filter(([field]) => fields.includes(field as FormField)));
