/** The form of each step of a ticket: its hints and fields. Pure; names and allowed steps come from the server. */
import type { StepName, TicketState, TicketDetail } from "../../../api/tickets";

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
const filesField: StepField = { name: "attachments", label: "Archivos de la respuesta", required: false };
const responseField = (needed: boolean): StepField => ({
  name: "response",
  label: "Tipo de respuesta",
  required: needed,
});

export const STEPS: Record<StepName, StepTexts> = {
  take: {
    description: "Pasa a ser suyo: nadie más lo responde mientras tanto.",
    doneMessage: "El ticket es suyo.",
    fields: [],
    immediate: true,
  },
  answer: {
    description: "Escriba la respuesta de fondo. Después se envía.",
    doneMessage: "Respuesta guardada.",
    fields: [textField("Respuesta"), responseField(false), filesField],
  },
  escalate: {
    description: "Pasa a la persona o al área que lo responde. Usted lo puede ver en «Seguimiento».",
    doneMessage: "Ticket escalado.",
    fields: [
      { name: "area", label: "Área", required: false },
      textField("Información que se necesita", undefined, false),
    ],
  },
  give_back: {
    description: "Vuelve a la persona que lo escaló, con la información que usted escriba.",
    doneMessage: "Información devuelta.",
    fields: [textField("Información para la respuesta"), filesField],
  },
  accept: {
    description: "Se ajusta a lo que se pidió: queda lista para enviar.",
    doneMessage: "Respuesta aceptada.",
    fields: [textField("Respuesta con otra redacción (opcional)", undefined, false), responseField(false), filesField],
  },
  send_back: {
    description: "No responde lo que se pidió: el ticket vuelve al área.",
    doneMessage: "Devuelto al área.",
    fields: [textField("Correcciones que necesita")],
  },
  typify: {
    description: "Elija el tipo de respuesta.",
    doneMessage: "Respuesta tipificada.",
    fields: [responseField(true)],
  },
  send: {
    description:
      "Sale al correo registrado, o como carta si no hay correo. El ticket se cierra cuando el servidor de correo la reciba.",
    doneMessage: "La respuesta va en camino.",
    fields: [filesField, { name: "joint", label: "Responder también", required: false }],
  },
  undo_send: {
    description: "La respuesta no sale, y queda lista para corregirla o enviarla.",
    doneMessage: "Envío deshecho: la respuesta no salió.",
    fields: [],
    immediate: true,
  },
  note: {
    description: "Queda en la historia del ticket. No se envía al peticionario.",
    doneMessage: "Nota guardada.",
    // Not the text of the other steps: a note beside a half-written answer does not take it.
    fields: [
      {
        name: "note",
        label: "Nota",
        hint: "Escriba @ para mencionar a un colega: le llega un aviso.",
        required: true,
      },
    ],
  },
  extend: {
    description: "Se avisa al peticionario, antes de que venza, con las razones y la nueva fecha.",
    doneMessage: "Término prorrogado.",
    fields: [{ name: "until", label: "Nueva fecha", required: true }, textField("Razones")],
  },
  ask_completion: {
    description: "Se pide al peticionario lo que falta. El término se detiene hasta que lo entregue.",
    doneMessage: "Se pidió lo que falta.",
    fields: [textField("Información o documentos que faltan")],
  },
  complete: {
    description: "Llegó lo que faltaba: el término corre otra vez.",
    doneMessage: "Petición completada.",
    fields: [
      textField("Información o documentos que llegaron"),
      { name: "completed_on", label: "Fecha en que llegó, si no fue hoy", required: false },
    ],
  },
  transfer: {
    description: "Se envía a la autoridad competente y se avisa al peticionario.",
    doneMessage: "Petición trasladada.",
    fields: [{ name: "authority", label: "Autoridad competente", required: true }, textField("Razones")],
    destructive: true,
  },
  assign: {
    description: "A una persona de ese nivel. Si no elige a nadie, vuelve a la bandeja.",
    doneMessage: "Ticket asignado.",
    fields: [{ name: "owner", label: "Responsable", required: false }, textField("Razón", undefined, false)],
  },
  reclassify: {
    description: "La petición tiene otra tipología. El término se cuenta de nuevo desde el día en que se recibió.",
    doneMessage: "Tipología corregida.",
    fields: [
      { name: "topic", label: "Tipología", required: true },
      { name: "change_area", label: "Área", required: false },
      textField("Razón de la corrección"),
    ],
  },
  tie: {
    description:
      "La petición es de un cliente registrado. Si no tiene dirección de respuesta, se toma la de sus datos.",
    doneMessage: "Ticket asociado.",
    fields: [{ name: "customer_id", label: "Cliente", required: true }, textField("Razón", undefined, false)],
  },
  untie: {
    description: "La petición no es de ese cliente. Lo que el ticket tomó de sus datos se quita.",
    doneMessage: "Ticket desasociado.",
    fields: [textField("Razón")],
    destructive: true,
  },
  link: {
    description: "Las dos peticiones se ven una desde la otra. Las que se repiten pueden responderse a la vez.",
    doneMessage: "Tickets vinculados.",
    fields: [
      { name: "number", label: "Radicado del otro ticket", required: true },
      { name: "kind", label: "Esta petición", required: true },
      textField("Nota", undefined, false),
    ],
  },
  unlink: {
    description: "Las dos peticiones dejan de verse una desde la otra.",
    doneMessage: "Vínculo quitado.",
    fields: [{ name: "linked", label: "Ticket vinculado", required: true }, textField("Razón", undefined, false)],
  },
  check_mandate: {
    description: "Antes de enviarle la respuesta a un representante o apoderado, diga si su acreditación alcanza.",
    doneMessage: "Acreditación revisada.",
    fields: [
      { name: "result", label: "Resultado", required: true },
      { name: "until", label: "Vence el, si tiene fecha", required: false },
      textField("Documento que revisó y lo que dice"),
    ],
  },
  prioritize: {
    description: "Va antes que las demás y se avisa al responsable. El término no cambia.",
    doneMessage: "El ticket tiene prioridad.",
    fields: [{ name: "priority_reason", label: "Razón de la prioridad", required: true }, textField("Evidencia")],
  },
  deprioritize: {
    description: "Vuelve al orden de vencimiento.",
    doneMessage: "Prioridad retirada.",
    fields: [textField("Razón")],
  },
  set_authority_term: {
    description: "El término que fija la autoridad reemplaza al de la ley, hasta la hora que diga.",
    doneMessage: "Término registrado.",
    fields: [
      { name: "authority_kind", label: "Autoridad", required: true },
      { name: "due_at", label: "Fecha y hora en que vence", hint: "Hora de Colombia.", required: true },
      textField("Despacho, expediente u oficio, y lo que ordena"),
    ],
  },
  close: {
    description: "Con un acto motivado que se notifica.",
    doneMessage: "Ticket cerrado.",
    fields: [{ name: "reason", label: "Motivo del cierre", required: true }, textField("Acto motivado")],
    destructive: true,
  },
  reopen: {
    description: "Vuelve a la bandeja del canal escrito.",
    doneMessage: "Ticket reabierto.",
    fields: [textField("Razón")],
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
