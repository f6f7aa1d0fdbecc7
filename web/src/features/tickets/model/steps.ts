/** The form of each step of a ticket: its hints and fields. Pure; names and allowed steps come from the server. */
import type { StepName, TicketState, TicketDetail } from "../../../api/tickets";

export type FieldName =
  | "text"
  | "response"
  | "area"
  | "owner"
  | "until"
  | "completed_on"
  | "authority"
  | "reason"
  | "topic"
  | "change_area"
  | "customer_id"
  | "attachments";
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
const filesField: StepField = { name: "attachments", label: "Archivos que van con la respuesta", required: false };
const responseField = (needed: boolean): StepField => ({
  name: "response",
  label: "Qué es la respuesta",
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
    description: "Pasa a quien lo responde; usted lo sigue viendo en «Seguimiento».",
    doneMessage: "Ticket escalado.",
    fields: [{ name: "area", label: "Área", required: false }, textField("Qué se necesita", undefined, false)],
  },
  give_back: {
    description: "Vuelve a quien se lo escaló, con lo que usted escribe.",
    doneMessage: "Información devuelta.",
    fields: [textField("Información para la respuesta"), filesField],
  },
  accept: {
    description: "Se ajusta a lo que se pidió: queda lista para enviar.",
    doneMessage: "Respuesta aceptada.",
    fields: [textField("La respuesta, si quiere otra redacción", undefined, false), responseField(false), filesField],
  },
  send_back: {
    description: "No se ajusta a lo que se pidió: el área la tiene otra vez.",
    doneMessage: "Devuelto al área.",
    fields: [textField("Qué le falta")],
  },
  typify: {
    description: "Diga qué es la respuesta.",
    doneMessage: "Respuesta tipificada.",
    fields: [responseField(true)],
  },
  send: {
    description:
      "Sale al correo registrado, o como carta si no hay correo. El ticket se cierra cuando el correo la reciba.",
    doneMessage: "La respuesta va en camino.",
    fields: [filesField],
  },
  note: {
    description: "Queda en la historia para quien siga. No se envía a quien pide.",
    doneMessage: "Nota guardada.",
    fields: [textField("Nota")],
  },
  extend: {
    description: "Se le avisa a quien pide, antes de que venza, con las razones y la nueva fecha.",
    doneMessage: "Término prorrogado.",
    fields: [{ name: "until", label: "Nueva fecha", required: true }, textField("Razones")],
  },
  ask_completion: {
    description: "Se le pide a quien pide lo que falta; el término sigue cuando lo complete.",
    doneMessage: "Se pidió lo que falta.",
    fields: [textField("Qué falta")],
  },
  complete: {
    description: "Llegó lo que faltaba: el término corre otra vez.",
    doneMessage: "Petición completada.",
    fields: [textField("Qué llegó"), { name: "completed_on", label: "Cuándo llegó, si no fue hoy", required: false }],
  },
  transfer: {
    description: "Se envía a la autoridad competente y se le avisa a quien pide.",
    doneMessage: "Petición trasladada.",
    fields: [{ name: "authority", label: "Autoridad competente", required: true }, textField("Razones")],
    destructive: true,
  },
  assign: {
    description: "A una persona de ese nivel; sin nadie, vuelve a la bandeja.",
    doneMessage: "Ticket asignado.",
    fields: [{ name: "owner", label: "A quién", required: false }, textField("Por qué", undefined, false)],
  },
  reclassify: {
    description:
      "La petición es de otra cosa que la que se dijo al radicarla. El término se cuenta otra vez desde el día en que se recibió.",
    doneMessage: "Tipología corregida.",
    fields: [
      { name: "topic", label: "De qué se trata", required: true },
      { name: "change_area", label: "Área", required: false },
      textField("Por qué se corrige"),
    ],
  },
  tie: {
    description: "La petición es de un cliente registrado. Si nadie dijo a dónde se le responde, se toma de sus datos.",
    doneMessage: "Ticket asociado.",
    fields: [{ name: "customer_id", label: "Cliente", required: true }, textField("Cómo se supo", undefined, false)],
  },
  untie: {
    description: "La petición no es de ese cliente. Lo que el ticket tomó de sus datos se quita.",
    doneMessage: "Ticket desasociado.",
    fields: [textField("Por qué no es de ese cliente")],
  },
  close: {
    description: "Con un acto motivado que se notifica.",
    doneMessage: "Ticket cerrado.",
    fields: [{ name: "reason", label: "Por qué se cierra", required: true }, textField("El acto motivado")],
    destructive: true,
  },
  reopen: {
    description: "Vuelve a la bandeja del canal escrito.",
    doneMessage: "Ticket reabierto.",
    fields: [textField("Por qué")],
  },
};

/** The step that a state calls for; it is highlighted. */
const PRIMARY_STEPS: Record<TicketState, readonly StepName[]> = {
  filed: ["answer"],
  received: ["answer"],
  in_area: ["give_back"],
  in_review: ["accept"],
  ready: ["send", "typify"],
  sending: [],
  incomplete: ["complete"],
  closed: [],
};
/** The common steps in order; the others are under «Más», with the one that removes something last. */
const COMMON_STEPS: readonly StepName[] = [
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
];
const RARE_STEPS: readonly StepName[] = [
  "reopen",
  "ask_completion",
  "extend",
  "tie",
  "reclassify",
  "transfer",
  "close",
  "untie",
];
/** Fewer steps than this need no «Más». */
const MENU_THRESHOLD = 5;

export interface StepMenu {
  primary: StepName | null;
  common: StepName[];
  rare: StepName[];
}

/**
 * Build the menu of the allowed steps that have texts in this release: first the one that the state calls for (for a
 * ticket without an owner, to take it), then the common ones, then the rare ones.
 */
export function buildStepMenu({ steps, owner, state }: Pick<TicketDetail, "steps" | "owner" | "state">): StepMenu {
  const may = (step: StepName) => steps.includes(step);
  const wanted: readonly StepName[] = owner ? PRIMARY_STEPS[state] : ["take", ...PRIMARY_STEPS[state]];
  const first = wanted.find(may) ?? null;
  const usual = COMMON_STEPS.filter((step) => may(step) && step !== first);
  const rare = RARE_STEPS.filter(may);
  const few = usual.length + rare.length < MENU_THRESHOLD;
  return { primary: first, common: few ? [...usual, ...rare] : usual, rare: few ? [] : rare };
}
