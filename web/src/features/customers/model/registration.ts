/** The form that registers a customer, as a value. Pure. */
import { ApiProblem } from "../../../api/problem";
import type { components } from "../../../api/schema";
import { t } from "../../../i18n/translate";

export type RegistrationBody = components["schemas"]["CustomerRegistration"];
export type SimilarCustomer = components["schemas"]["SimilarCustomer"];
export type DocumentKind = RegistrationBody["document"]["kind"];
export const DOCUMENT_KINDS: readonly { value: DocumentKind; label: string }[] = [
  { value: "CC", label: t("Cédula de ciudadanía") },
  { value: "TI", label: t("Tarjeta de identidad") },
  { value: "CE", label: t("Cédula de extranjería") },
  { value: "PA", label: t("Pasaporte") },
  { value: "PPT", label: t("Permiso por protección temporal") },
  { value: "NIT", label: "NIT" },
];

export interface Registration {
  name: string;
  kind: DocumentKind;
  number: string;
  birthDate: string;
  phone: string;
  email: string;
  line: string;
  municipality: string;
}
export const EMPTY_REGISTRATION: Registration = {
  name: "",
  kind: "CC",
  number: "",
  birthDate: "",
  phone: "",
  email: "",
  line: "",
  municipality: "",
};

/** Return the missing fields by their name in the request; empty if the customer can be registered. */
export const registrationErrors = ({ name, number, line, municipality }: Registration): Record<string, string> => ({
  ...(name.trim() ? {} : { name: t("Escriba el nombre.") }),
  ...(number.trim() ? {} : { document: t("Escriba el número del documento.") }),
  ...(municipality && !line.trim() ? { "addresses.0.line": t("Escriba la dirección, o quite el municipio.") } : {}),
  ...(line.trim() && !municipality ? { "addresses.0.municipality": t("Elija el municipio de la dirección.") } : {}),
});

/** The fields of the form by their name in the request, in the order of the screen. */
const FIELDS = ["name", "document", "birth_date", "phones", "emails", "addresses.0.line", "addresses.0.municipality"];

/** Return the server's messages by the fields that they are about, in the order of the screen. */
export function registrationServerErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const isAbout = (path: string, field: string) =>
    path === field || path.startsWith(`${field}.`) || (path === "addresses" && field === "addresses.0.line");
  const found = FIELDS.map((field) => [field, error.fieldErrors.find((each) => isAbout(each.field, field))] as const);
  return Object.fromEntries(found.flatMap(([field, each]) => (each ? [[field, each.detail]] : [])));
}

/** Build the request; an address is sent only whole. */
export const toRegistrationBody = (form: Registration, distinctFrom: readonly string[]): RegistrationBody => ({
  name: form.name.trim(),
  document: { kind: form.kind, number: form.number.trim() },
  birth_date: form.birthDate || null,
  phones: form.phone.trim() ? [form.phone.trim()] : [],
  emails: form.email.trim() ? [form.email.trim()] : [],
  addresses: form.line.trim() || form.municipality ? [{ line: form.line.trim(), municipality: form.municipality }] : [],
  distinct_from: [...distinctFrom],
});

const RESEMBLANCES: Record<SimilarCustomer["same"][number], string> = {
  document: t("el mismo número de documento"),
  name: t("un nombre que suena igual"),
  phone: t("el mismo teléfono"),
};

/** Return in what an existing customer is the same, as a phrase. */
export const resemblancePhrase = ({ same }: Pick<SimilarCustomer, "same">): string =>
  t("Tiene {same}.", { same: same.map((each) => RESEMBLANCES[each]).join(t(" y ")) });

/** Return whether an existing customer has the very document of the form: then no other may be registered. */
export const hasSameDocument = ({ same, document_kind }: SimilarCustomer, form: Registration): boolean =>
  same.includes("document") && document_kind === form.kind;
