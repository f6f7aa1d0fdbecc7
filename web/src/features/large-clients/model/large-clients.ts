/** The register of large clients: its list, and the form of a client. Pure. */
import type { LargeClient, LargeClientFilter, LargeClientUpdate } from "../../../api/large-clients";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { inSentence, type Labels, labelOf, optionsOf } from "../../../labels";
import { locale, t } from "../../../i18n/translate";

export const largeClientPath = (id: string): string => `/grandes-clientes/${encodeURIComponent(id)}`;
export const NEW_CLIENT = "nuevo";

const COLUMNS = ["name", "nit", "manager", "service", "response_hours", "state"] as const;
export const CLIENT_LIST: ListSpec = {
  filters: ["text", "state", "manager"].map((name) => ({ name })),
  columns: COLUMNS,
  defaultColumns: COLUMNS,
  sorts: ["name", "-name"],
};

/** Return the filters with the users who may manage an account; the text has a field of its own. */
export function clientFilters(labels: Labels, managers: readonly { user: string; name: string }[]): FilterSpec[] {
  const choices = managers.map(({ user, name }) => ({ value: user, label: name }));
  return [
    {
      name: "state",
      label: t("Estado"),
      kind: "select",
      choices: optionsOf(labels.large_client_states),
      primary: true,
    },
    { name: "manager", label: t("Ejecutivo de cuenta"), kind: "select", choices, primary: true },
  ];
}
export const toClientFilter = (filters: ListState["filters"]): LargeClientFilter => filters as LargeClientFilter;

export interface ContactFields {
  /** Null for a contact that is not stored yet. */
  id: string | null;
  name: string;
  position: string;
  phone: string;
  email: string;
}
export interface ClientFields {
  nit: string;
  name: string;
  manager: string;
  service: string;
  hours: string;
  response_hours: string;
  since: string;
  state: LargeClient["state"];
  until: string;
  contacts: readonly ContactFields[];
}
export const EMPTY_CONTACT: ContactFields = { id: null, name: "", position: "", phone: "", email: "" };
export const EMPTY_CLIENT: ClientFields = {
  ...{ nit: "", name: "", manager: "", service: "", hours: "", response_hours: "24", since: "", until: "" },
  state: "active",
  contacts: [],
};
/** Return the form of a stored client. */
export const fieldsOf = (client: LargeClient): ClientFields => ({
  nit: client.nit,
  name: client.name,
  manager: client.manager,
  service: client.service,
  hours: client.hours,
  response_hours: String(client.response_hours),
  since: client.since,
  state: client.state,
  until: client.until ?? "",
  contacts: client.contacts,
});

/** Return whether a form can be sent; the server checks the rest. */
export const isCompleteClient = (form: ClientFields): boolean =>
  [form.nit, form.name, form.manager, form.service, form.since].every((each) => each.trim() !== "") &&
  /^[1-9]\d{0,2}$/.test(form.response_hours.trim()) &&
  (form.state === "active" || form.until !== "") &&
  form.contacts.every(({ name }) => name.trim() !== "");

/** Return the body of the request; a new client has version 1 and no state. */
export const toClientUpdate = (form: ClientFields, version: number): LargeClientUpdate => ({
  ...form,
  response_hours: Number(form.response_hours),
  until: form.state === "ended" ? form.until : null,
  contacts: [...form.contacts],
  version,
});

/** Return what a version changed: «servicio acordado y contactos». */
export function changeLabel(labels: Labels, changed: readonly string[]): string {
  if (changed.length === 0) return t("registro");
  const names = changed.map((each) => (each === "nit" ? "NIT" : inSentence(labelOf(labels.large_client_fields, each))));
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
}
