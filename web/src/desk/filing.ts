/** What is filed from a form, what is still missing of it, and what the main button does. Pure. */
import type { Call, Form } from "../api/contracts";
import { blankWords } from "./blanks";
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
 */
export function missing(step: Step, form: Form, whole: boolean): Partial<Record<Field, string>> {
  const without: Partial<Record<Field, string>> = {};
  if (!whole) without.theme = form.theme ? "Elija de nuevo de qué se trata, hasta el subtema: de él salen el término y el área." : "Elija de qué se trató la llamada.";
  if (step === "finish") return without;
  if (!form.text.trim()) without.text = "Escriba qué pide quien llama.";
  if (form.outcome === "answered" && !form.answer.trim()) without.answer = "Escriba qué se le respondió: queda en la constancia.";
  else if (form.outcome === "answered" && blankWords(form.answer)) without.answer = blankWords(form.answer);
  if (form.email.trim() && !EMAIL.test(form.email.trim())) without.email = "Revise el correo: así no llegaría la respuesta.";
  if (spokenFor(form) && !form.representative.trim()) without.representative = "Falta el nombre de quien lo representa, o borre su documento.";
  if ((form.document.trim() || spokenFor(form)) && !form.petitioner.trim()) without.petitioner = "Falta el nombre, o borre el documento: sin nombre también se radica.";
  return without;
}

/** Whether somebody speaks for who asks. */
export const spokenFor = (form: Form): boolean => Boolean(form.representative.trim() || form.representative_document.trim());

const FIELD_IDS: Partial<Record<Field, string>> = {
  theme: "tipificacion", text: "texto", answer: "respuesta", email: "correo", petitioner: "peticionario", representative: "representante",
};

/** Where the first field that is missing stands on the screen. */
export const firstMissing = (step: Step, form: Form, whole: boolean): string => FIELD_IDS[Object.keys(missing(step, form, whole))[0] as Field] ?? "texto";

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
  petitioner?: Person & { representative?: Person };
}

/**
 * What is sent: only what was said.
 *
 * @param customer whom this call has verified, or empty
 */
export function filingOf(form: Form, call: string, customer: string): Filing {
  const answered = form.outcome === "answered";
  const petitioner = {
    ...person(form.petitioner, form.document),
    ...(spokenFor(form) ? { representative: person(form.representative, form.representative_document) } : {}),
  };
  return {
    ...topicOf(form), text: form.text, call_id: call, outcome: answered ? "answered" : "escalated",
    ...(answered ? { answer: form.answer.trim() } : {}),
    ...(form.email.trim() ? { email: form.email.trim() } : {}),
    ...(form.address.trim() && !form.email.trim() ? { address: form.address.trim() } : {}),
    ...(customer ? { customer_id: customer } : petitioner.name ? { petitioner } : {}),
  };
}
