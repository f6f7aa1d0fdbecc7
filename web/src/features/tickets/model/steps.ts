/** The form of each step of a ticket: its hints and fields. Pure; names and allowed steps come from the server. */
import type { StepName, TicketState, TicketDetail } from "../../../api/tickets";
import { t } from "../../../i18n/translate";

export type FieldName =
  | "text"
  | "note"
  | "response"
  | "area"
  | "owner"
  | "until"
  | "completed_on"
  | "authority"
  | "reason"
  | "result"
  | "priority_reason"
  | "authority_kind"
  | "due_at"
  | "topic"
  | "change_area"
  | "customer_id"
  | "attachments"
  | "joint"
  | "number"
  | "linked"
  | "kind";
export interface StepField {
  name: FieldName;
  label: string;
  hint?: string;
  required: boolean;
}
export interface StepTexts {
  /** What the step will do. */
  description: string;
  /** The message after the step. */
  doneMessage: string;
  fields: StepField[];
  /** Whether it ends the petition without an answer of ours. */
  destructive?: boolean;
  /** Whether the button takes the step at once, without a form. */
  immediate?: boolean;
}

const textField = (label: string, hint?: string, needed = true): StepField => ({
  name: "text",
  label,
  required: needed,
  ...(hint ? { hint } : {}),
});
const filesField: StepField = { name: "attachments", label: t("Archivos de la respuesta"), required: false };
const responseField = (needed: boolean): StepField => ({
  name: "response",
  label: t("Tipo de respuesta"),
  required: needed,
});

export const STEPS: Record<StepName, StepTexts> = {
  take: {
    description: t("Pasa a ser suyo: nadie más lo responde mientras tanto."),
    doneMessage: t("El ticket es suyo."),
    fields: [],
    immediate: true,
  },
  answer: {
    description: t("Escriba la respuesta de fondo. Después se envía."),
    doneMessage: t("Respuesta guardada."),
    fields: [textField(t("Respuesta")), responseField(false), filesField],
  },
  escalate: {
    description: t("Pasa a la persona o al área que lo responde. Usted lo puede ver en «Seguimiento»."),
    doneMessage: t("Ticket escalado."),
    fields: [
      { name: "area", label: t("Área"), required: false },
      textField(t("Información que se necesita"), undefined, false),
    ],
  },
  give_back: {
    description: t("Vuelve a la persona que lo escaló, con la información que usted escriba."),
    doneMessage: t("Información devuelta."),
    fields: [textField(t("Información para la respuesta")), filesField],
  },
  accept: {
    description: t("Se ajusta a lo que se pidió: queda lista para enviar."),
    doneMessage: t("Respuesta aceptada."),
    fields: [
      textField(t("Respuesta con otra redacción (opcional)"), undefined, false),
      responseField(false),
      filesField,
    ],
  },
  send_back: {
    description: t("No responde lo que se pidió: el ticket vuelve al área."),
    doneMessage: t("Devuelto al área."),
    fields: [textField(t("Correcciones que necesita"))],
  },
  typify: {
    description: t("Elija el tipo de respuesta."),
    doneMessage: t("Respuesta tipificada."),
    fields: [responseField(true)],
  },
  send: {
    description: t(
      "Sale al correo registrado, o como carta si no hay correo. El ticket se cierra cuando el servidor de correo la reciba.",
    ),
    doneMessage: t("La respuesta va en camino."),
    fields: [filesField, { name: "joint", label: t("Responder también"), required: false }],
  },
  undo_send: {
    description: t("La respuesta no sale, y queda lista para corregirla o enviarla."),
    doneMessage: t("Envío deshecho: la respuesta no salió."),
    fields: [],
    immediate: true,
  },
  note: {
    description: t("Queda en la historia del ticket. No se envía al peticionario."),
    doneMessage: t("Nota guardada."),
    // Not the text of the other steps: a note beside a half-written answer does not take it.
    fields: [
      {
        name: "note",
        label: t("Nota"),
        hint: t("Escriba @ para mencionar a un colega: le llega un aviso."),
        required: true,
      },
    ],
  },
  extend: {
    description: t("Se avisa al peticionario, antes de que venza, con las razones y la nueva fecha."),
    doneMessage: t("Término prorrogado."),
    fields: [{ name: "until", label: t("Nueva fecha"), required: true }, textField(t("Razones"))],
  },
  ask_completion: {
    description: t("Se pide al peticionario lo que falta. El término se detiene hasta que lo entregue."),
    doneMessage: t("Se pidió lo que falta."),
    fields: [textField(t("Información o documentos que faltan"))],
  },
  complete: {
    description: t("Llegó lo que faltaba: el término corre otra vez."),
    doneMessage: t("Petición completada."),
    fields: [
      textField(t("Información o documentos que llegaron")),
      { name: "completed_on", label: t("Fecha en que llegó, si no fue hoy"), required: false },
    ],
  },
  transfer: {
    description: t("Se envía a la autoridad competente y se avisa al peticionario."),
    doneMessage: t("Petición trasladada."),
    fields: [{ name: "authority", label: t("Autoridad competente"), required: true }, textField(t("Razones"))],
    destructive: true,
  },
  assign: {
    description: t("A una persona de ese nivel. Si no elige a nadie, vuelve a la bandeja."),
    doneMessage: t("Ticket asignado."),
    fields: [{ name: "owner", label: t("Responsable"), required: false }, textField(t("Razón"), undefined, false)],
  },
  reclassify: {
    description: t("La petición tiene otra tipología. El término se cuenta de nuevo desde el día en que se recibió."),
    doneMessage: t("Tipología corregida."),
    fields: [
      { name: "topic", label: t("Tipología"), required: true },
      { name: "change_area", label: t("Área"), required: false },
      textField(t("Razón de la corrección")),
    ],
  },
  tie: {
    description: t(
      "La petición es de un cliente registrado. Si no tiene dirección de respuesta, se toma la de sus datos.",
    ),
    doneMessage: t("Ticket asociado."),
    fields: [{ name: "customer_id", label: t("Cliente"), required: true }, textField(t("Razón"), undefined, false)],
  },
  untie: {
    description: t("La petición no es de ese cliente. Lo que el ticket tomó de sus datos se quita."),
    doneMessage: t("Ticket desasociado."),
    fields: [textField(t("Razón"))],
    destructive: true,
  },
  link: {
    description: t("Las dos peticiones se ven una desde la otra. Las que se repiten pueden responderse a la vez."),
    doneMessage: t("Tickets vinculados."),
    fields: [
      { name: "number", label: t("Radicado del otro ticket"), required: true },
      { name: "kind", label: t("Esta petición"), required: true },
      textField(t("Nota"), undefined, false),
    ],
  },
  unlink: {
    description: t("Las dos peticiones dejan de verse una desde la otra."),
    doneMessage: t("Vínculo quitado."),
    fields: [{ name: "linked", label: t("Ticket vinculado"), required: true }, textField(t("Razón"), undefined, false)],
  },
  check_mandate: {
    description: t("Antes de enviarle la respuesta a un representante o apoderado, diga si su acreditación alcanza."),
    doneMessage: t("Acreditación revisada."),
    fields: [
      { name: "result", label: t("Resultado"), required: true },
      { name: "until", label: t("Vence el, si tiene fecha"), required: false },
      textField(t("Documento que revisó y lo que dice")),
    ],
  },
  prioritize: {
    description: t("Va antes que las demás y se avisa al responsable. El término no cambia."),
    doneMessage: t("El ticket tiene prioridad."),
    fields: [{ name: "priority_reason", label: t("Razón de la prioridad"), required: true }, textField(t("Evidencia"))],
  },
  deprioritize: {
    description: t("Vuelve al orden de vencimiento."),
    doneMessage: t("Prioridad retirada."),
    fields: [textField(t("Razón"))],
  },
  set_authority_term: {
    description: t("El término que fija la autoridad reemplaza al de la ley, hasta la hora que diga."),
    doneMessage: t("Término registrado."),
    fields: [
      { name: "authority_kind", label: t("Autoridad"), required: true },
      { name: "due_at", label: t("Fecha y hora en que vence"), hint: t("Hora de Colombia."), required: true },
      textField(t("Despacho, expediente u oficio, y lo que ordena")),
    ],
  },
  close: {
    description: t("Con un acto motivado que se notifica."),
    doneMessage: t("Ticket cerrado."),
    fields: [{ name: "reason", label: t("Motivo del cierre"), required: true }, textField(t("Acto motivado"))],
    destructive: true,
  },
  reopen: {
    description: t("Vuelve a la bandeja del canal escrito."),
    doneMessage: t("Ticket reabierto."),
    fields: [textField(t("Razón"))],
  },
};

/** The step that a state calls for; it is highlighted. */
const PRIMARY_STEPS: Record<TicketState, readonly StepName[]> = {
  filed: ["answer"],
  received: ["answer"],
  in_area: ["give_back"],
  in_review: ["accept"],
  ready: ["send", "typify"],
  sending: ["undo_send"],
  incomplete: ["complete"],
  closed: [],
};
/** The other steps in the order of the menu; those that end the petition or remove something come last. */
const MENU_ORDER: readonly StepName[] = [
  "take",
  "answer",
  "escalate",
  "give_back",
  "accept",
  "send_back",
  "typify",
  "send",
  "complete",
  "assign",
  "note",
  "reopen",
  "ask_completion",
  "extend",
  "check_mandate",
  "prioritize",
  "deprioritize",
  "set_authority_term",
  "tie",
  "link",
  "unlink",
  "reclassify",
  "transfer",
  "close",
  "untie",
];

export interface StepMenu {
  primary: StepName | null;
  others: StepName[];
}

/**
 * Build the menu of the allowed steps that have texts in this release: the one that the state calls for (for a ticket
 * without an owner, to take it), and the others in a fixed order.
 */
export function buildStepMenu({
  steps,
  owner,
  state,
  response,
  mandate,
}: Pick<TicketDetail, "steps" | "owner" | "state" | "response" | "mandate">): StepMenu {
  const may = (step: StepName) => steps.includes(step);
  // A typified answer that cannot be sent to a representative waits for the check of the mandate.
  const called: readonly StepName[] =
    state === "ready" && response && mandate ? ["send", "check_mandate"] : PRIMARY_STEPS[state];
  const wanted: readonly StepName[] = owner ? called : ["take", ...called];
  const primary = wanted.find(may) ?? null;
  return { primary, others: MENU_ORDER.filter((step) => may(step) && step !== primary) };
}

/** Return whether the next action is to open the area's answer: the server accepts it only after that. */
export const needsReview = ({ answer_opened, steps, owner }: Pick<TicketDetail, "answer_opened" | "steps" | "owner">) =>
  answer_opened === false && steps.includes("send_back") && owner !== null;
