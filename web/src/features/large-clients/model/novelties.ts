/** The list of novelties and the words of one: its filters, columns, recipients and acts. Pure. */
import type {
  NewNovelty,
  Novelty,
  NoveltyFilter,
  NoveltyOptions,
  NoveltyStep,
  NoveltySummary,
} from "../../../api/large-clients";
import type { FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { countPhrase, shortDateOfDay } from "../../../formats";
import { type Labels, optionsOf, valuesOf } from "../../../labels";
import { localDay } from "../../oversight/model/indicator-view";
import { locale, t } from "../../../i18n/translate";

export type NoveltyColumn = keyof Labels["novelty_columns"];
const COLUMNS: readonly NoveltyColumn[] = [
  ...(["number", "client", "kind", "channel", "source", "state"] as const),
  ...(["found_on", "sent_to", "owed", "registered_by"] as const),
];
export const NOVELTY_LIST: ListSpec = {
  filters: [
    ...["state", "pending", "owed", "kind", "source", "channel", "recipient", "client", "found_from", "found_to"],
  ].map((name) => ({ name })),
  columns: COLUMNS,
  defaultColumns: ["number", "client", "kind", "channel", "found_on", "sent_to", "state"],
  sorts: ["-registered_at", "registered_at"],
};
export const noveltyPath = (id: string): string => `/novedades/${encodeURIComponent(id)}`;
export const NEW_NOVELTY = "nueva";
/** The call or ticket that shows a novelty. */
export interface Evidence {
  call?: string;
  ticket?: string;
}
/** Return the address of the form of a new novelty of a client, with its evidence if there is any. */
export function newNoveltyPath(client: string, { call, ticket }: Evidence = {}): string {
  const params = new URLSearchParams({ cliente: client });
  if (call) params.set("llamada", call);
  if (ticket) params.set("radicado", ticket);
  return `${noveltyPath(NEW_NOVELTY)}?${params.toString()}`;
}
/** Return the fields that the address of a new novelty fills. */
export function noveltyOfAddress(search: string): Pick<NoveltyForm, "client" | "call" | "ticket"> {
  const params = new URLSearchParams(search);
  const value = (name: string) => params.get(name) ?? "";
  return { client: value("cliente"), call: value("llamada"), ticket: value("radicado") };
}

const choices = (options: readonly { id: string; name: string }[] = []) =>
  options.map(({ id, name }) => ({ value: id, label: name }));

/** Return the filters with the site's choices; the client only for those who read the register. */
export function noveltyFilters(labels: Labels, options: NoveltyOptions | undefined): FilterSpec[] {
  const clients = choices(options?.clients);
  return [
    { name: "state", label: t("Estado"), kind: "select", choices: optionsOf(labels.novelty_states), primary: true },
    { name: "kind", label: t("Clase"), kind: "select", choices: optionsOf(labels.novelty_kinds), primary: true },
    ...(clients.length
      ? [{ name: "client", label: t("Cliente"), kind: "select" as const, choices: clients, primary: true }]
      : []),
    { name: "pending", label: t("Abiertas"), kind: "flag", primary: true },
    { name: "owed", label: t("Con vencidos"), kind: "flag", primary: true },
    { name: "recipient", label: t("Enviadas a"), kind: "select", choices: choices(options?.recipients) },
    { name: "channel", label: t("Canal"), kind: "select", choices: choices(options?.channels) },
    { name: "source", label: t("Fuente"), kind: "select", choices: optionsOf(labels.novelty_sources) },
    { name: "found_from", label: t("Encontradas desde"), kind: "day" },
    { name: "found_to", label: t("Encontradas hasta"), kind: "day" },
  ];
}

/** Return the columns of the list with their headings. */
export const noveltyColumns = ({ novelty_columns }: Labels): { id: NoveltyColumn; label: string }[] =>
  valuesOf(novelty_columns).map((id) => ({ id, label: novelty_columns[id] }));

/** Return the filter of the API. */
export const toNoveltyFilter = ({ pending, owed, ...others }: ListState["filters"]): NoveltyFilter =>
  ({ ...others, ...(pending ? { pending: true } : {}), ...(owed ? { owed: true } : {}) }) as NoveltyFilter;

export type Tone = "good" | "warn" | "bad" | undefined;
const TONES: Partial<Record<NoveltySummary["state"], Tone>> = {
  registered: "warn",
  sent: "warn",
  received: "warn",
  answered: "good",
  closed: "good",
};
/** Return the tone of a state; a late reply is bad. */
export const noveltyTone = ({ state, owed }: Pick<NoveltySummary, "state" | "owed">): Tone =>
  owed > 0 ? "bad" : TONES[state];

/** Return «1 vencido», or an empty text. */
export const owedLabel = (owed: number): string => (owed ? countPhrase(owed, "vencido", "vencidos") : "");

type Delivery = Novelty["deliveries"][number];
export interface DeliveryStep {
  name: string;
  /** What happened or is expected: «30/11/2026», «a más tardar el 05/12/2026». */
  day: string;
  /** What must be noticed: «tarde», «vencido · recordado el 08/12/2026»; may be empty. */
  note: string;
  tone: Tone;
}
/** Return the sending, the receipt and the answer of a recipient, each with its day and what is wrong with it. */
export function deliverySteps(delivery: Delivery, novelty: Pick<Novelty, "state" | "reminders">): DeliveryStep[] {
  const { recipient, sent_on, received_on, receipt_due_on, receipt_late } = delivery;
  const { answered_on, answer_due_on, answer_late } = delivery;
  const step = (missing: "receipt" | "answer", done: string | null, due: string, late: boolean) => {
    const reminder = novelty.reminders.find((each) => each.recipient === recipient && each.missing === missing);
    const reminded =
      reminder && t("recordado el {shortDateOfDay}", { shortDateOfDay: shortDateOfDay(localDay(reminder.at)) });
    const join = (...notes: (string | false | undefined)[]) => notes.filter(Boolean).join(" · ");
    if (done)
      return { day: shortDateOfDay(done), note: join(late && t("tarde"), reminded), tone: late ? "warn" : "good" };
    if (!isOpenNovelty(novelty)) return { day: "–", note: join(reminded), tone: undefined };
    const tone = late ? "bad" : undefined;
    return {
      day: t("a más tardar el {due}", { due: shortDateOfDay(due) }),
      note: join(late && t("vencido"), reminded),
      tone,
    };
  };
  return [
    { name: t("Enviada"), day: shortDateOfDay(sent_on), note: "", tone: "good" },
    { name: t("Acuse de recibo"), ...step("receipt", received_on, receipt_due_on, receipt_late) },
    { name: t("Respuesta"), ...step("answer", answered_on, answer_due_on, answer_late) },
  ] as DeliveryStep[];
}

export const isOpenNovelty = ({ state }: Pick<Novelty, "state">): boolean => state !== "closed" && state !== "annulled";

/** Return what the closing of a novelty waits for, or its day. */
export function closureSentence({ state, closed_on, deliveries }: Novelty): string {
  if (closed_on) return t("Se cerró el {closed_on}.", { closed_on: shortDateOfDay(closed_on) });
  if (state === "annulled") return t("Se anuló: no espera nada.");
  if (deliveries.length === 0) return "";
  const missing = deliveries.filter(({ answered_on }) => !answered_on).map(({ recipient_name }) => recipient_name);
  if (missing.length === 0) return t("Respondieron todos: falta cerrarla.");
  const names = new Intl.ListFormat(locale, { type: "conjunction" }).format(missing);
  return missing.length > 1
    ? t("Para cerrarla falta que respondan {names}.", { names })
    : t("Para cerrarla falta que responda {names}.", { names });
}

type Act = NoveltyStep["act"];
/** What an act asks the person to write; empty if nothing must be written. */
export const STEP_PROMPTS: Record<Act, string> = {
  send: "",
  receive: "",
  answer: t("Qué respondió"),
  note: t("Qué se hizo o se supo"),
  close: t("Cómo se comprobó y se cerró"),
  reopen: t("Por qué se reabre"),
  annul: t("Por qué se anula"),
};
/** What was just done, for the confirmation. */
export const STEP_CONFIRMATIONS: Record<Act, string> = {
  send: t("La novedad quedó enviada."),
  receive: t("El acuse de recibo quedó registrado."),
  answer: t("La respuesta quedó registrada."),
  note: t("El seguimiento quedó anotado."),
  close: t("La novedad quedó cerrada."),
  reopen: t("La novedad se reabrió."),
  annul: t("La novedad quedó anulada."),
};
const MAIN_ACTS: readonly Act[] = ["send", "answer", "close"];
/** Return the step whose button is the main one. */
export const mainStep = (steps: readonly NoveltyStep[]): NoveltyStep | undefined =>
  steps.find(({ act }) => MAIN_ACTS.includes(act));

export interface NoveltyForm {
  client: string;
  channel: string;
  source: string;
  kind: string;
  found_on: string;
  description: string;
  call: string;
  ticket: string;
  /** The idempotency key of this form. */
  once: string;
}
export const EMPTY_NOVELTY: NoveltyForm = {
  ...{ client: "", channel: "", source: "", kind: "", found_on: "", description: "" },
  ...{ call: "", ticket: "", once: "" },
};
/** Return whether a form can be sent. */
export const isCompleteNovelty = (form: NoveltyForm): boolean =>
  [form.client, form.channel, form.source, form.kind, form.description.trim()].every(Boolean);

/** Return the body of the request. */
export const toNewNovelty = (form: NoveltyForm): NewNovelty & { once: string } => ({
  client: form.client,
  channel: form.channel,
  source: form.source as NewNovelty["source"],
  kind: form.kind as NewNovelty["kind"],
  found_on: form.found_on || null,
  description: form.description.trim(),
  call: form.call.trim() || null,
  ticket: form.ticket.trim() || null,
  once: form.once,
});
