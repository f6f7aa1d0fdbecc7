/** The steps of a ticket as screens offer them: their words, and what each asks for. Pure; what is possible the server says. */
import type { StepName, TicketState, TicketTold } from "../../../api/tickets";

export type FieldName = "text" | "response" | "area" | "owner" | "until" | "completed_on" | "authority" | "reason" | "topic" | "change_area" | "customer_id" | "attachments";
export interface StepField {
  name: FieldName;
  label: string;
  hint?: string;
  needed: boolean;
}
export interface StepWords {
  name: string;
  /** What will happen. */
  does: string;
  /** What is said once it did. */
  done: string;
  fields: StepField[];
  /** It ends the petition without an answer of ours. */
  grave?: boolean;
  /** Nothing is to be filled in or weighed: the button does it. */
  atOnce?: boolean;
}

const text = (label: string, hint?: string, needed = true): StepField => ({ name: "text", label, needed, ...(hint ? { hint } : {}) });
const files: StepField = { name: "attachments", label: "Archivos que van con la respuesta", needed: false };
const response = (needed: boolean): StepField => ({ name: "response", label: "Qué es la respuesta", needed });

export const STEPS: Record<StepName, StepWords> = {
  take: { name: "Tomar", does: "Pasa a ser suyo: nadie más lo responde mientras tanto.", done: "El ticket es suyo.", fields: [], atOnce: true },
  answer: { name: "Responder", does: "Escriba la respuesta de fondo. Después se envía.", done: "Respuesta guardada.", fields: [text("Respuesta"), response(false), files] },
  escalate: { name: "Escalar", does: "Pasa a quien lo responde; usted lo sigue viendo en «Seguimiento».", done: "Ticket escalado.", fields: [{ name: "area", label: "Área", needed: false }, text("Qué se necesita", undefined, false)] },
  give_back: { name: "Devolver con la información", does: "Vuelve a quien se lo escaló, con lo que usted escribe.", done: "Información devuelta.", fields: [text("Información para la respuesta"), files] },
  accept: { name: "Aceptar la respuesta", does: "Se ajusta a lo que se pidió: queda lista para enviar.", done: "Respuesta aceptada.", fields: [text("La respuesta, si quiere otra redacción", undefined, false), response(false), files] },
  send_back: { name: "Devolver al área", does: "No se ajusta a lo que se pidió: el área la tiene otra vez.", done: "Devuelto al área.", fields: [text("Qué le falta")] },
  typify: { name: "Tipificar la respuesta", does: "Diga qué es la respuesta.", done: "Respuesta tipificada.", fields: [response(true)] },
  send: { name: "Enviar la respuesta", does: "Sale al correo registrado, o como carta si no hay correo. El ticket se cierra cuando el correo la reciba.", done: "La respuesta va en camino.", fields: [files] },
  note: { name: "Anotar", does: "Queda en la historia para quien siga. No se envía a quien pide.", done: "Nota guardada.", fields: [text("Nota")] },
  extend: { name: "Prorrogar", does: "Se le avisa a quien pide, antes de que venza, con las razones y la nueva fecha.", done: "Término prorrogado.", fields: [{ name: "until", label: "Nueva fecha", needed: true }, text("Razones")] },
  ask_completion: { name: "Pedir que complete", does: "Se le pide a quien pide lo que falta; el término sigue cuando lo complete.", done: "Se pidió lo que falta.", fields: [text("Qué falta")] },
  complete: { name: "Ya se completó", does: "Llegó lo que faltaba: el término corre otra vez.", done: "Petición completada.", fields: [text("Qué llegó"), { name: "completed_on", label: "Cuándo llegó, si no fue hoy", needed: false }] },
  transfer: { name: "Trasladar por competencia", does: "Se envía a la autoridad competente y se le avisa a quien pide.", done: "Petición trasladada.", fields: [{ name: "authority", label: "Autoridad competente", needed: true }, text("Razones")], grave: true },
  assign: { name: "Asignar", does: "A una persona de ese nivel; sin nadie, vuelve a la bandeja.", done: "Ticket asignado.", fields: [{ name: "owner", label: "A quién", needed: false }, text("Por qué", undefined, false)] },
  reclassify: { name: "Corregir la tipología", does: "La petición es de otra cosa que la que se dijo al radicarla. El término se cuenta otra vez desde el día en que se recibió.", done: "Tipología corregida.", fields: [{ name: "topic", label: "De qué se trata", needed: true }, { name: "change_area", label: "Área", needed: false }, text("Por qué se corrige")] },
  tie: { name: "Asociar a un cliente", does: "La petición es de un cliente registrado. Si nadie dijo a dónde se le responde, se toma de sus datos.", done: "Ticket asociado.", fields: [{ name: "customer_id", label: "Cliente", needed: true }, text("Cómo se supo", undefined, false)] },
  untie: { name: "Desasociar del cliente", does: "La petición no es de ese cliente. Lo que el ticket tomó de sus datos se quita.", done: "Ticket desasociado.", fields: [text("Por qué no es de ese cliente")] },
  close: { name: "Cerrar por desistimiento", does: "Con un acto motivado que se notifica.", done: "Ticket cerrado.", fields: [{ name: "reason", label: "Por qué se cierra", needed: true }, text("El acto motivado")], grave: true },
  reopen: { name: "Reabrir", does: "Vuelve a la bandeja del canal escrito.", done: "Ticket reabierto.", fields: [text("Por qué")] },
};

export const REASONS: Record<"tacit" | "express", string> = { tacit: "No la completó a tiempo (desistimiento tácito)", express: "Quien pide dijo que desiste" };

/** What the state calls for: the one step that stands out. */
const NEXT: Record<TicketState, readonly StepName[]> = {
  filed: ["answer"], received: ["answer"], in_area: ["give_back"], in_review: ["accept"], ready: ["send", "typify"], sending: [], incomplete: ["complete"], closed: [],
};
/** Then those of everyday work, in this order; the others are behind «Más», the one that takes something away last. */
const USUAL: readonly StepName[] = ["take", "answer", "escalate", "give_back", "accept", "send_back", "typify", "send", "complete", "assign", "note"];
const RARE: readonly StepName[] = ["reopen", "ask_completion", "extend", "tie", "reclassify", "transfer", "close", "untie"];
/** So few need no «Más». */
const FEW = 5;

export interface Offered {
  first: StepName | null;
  usual: StepName[];
  rare: StepName[];
}

/**
 * The steps that the server offers, of those that this release has words for: first the one that the state calls for,
 * of a ticket that nobody has that is to take it; then the usual ones, then the rare ones.
 */
export function offered({ steps, owner, state }: Pick<TicketTold, "steps" | "owner" | "state">): Offered {
  const may = (step: StepName) => steps.includes(step);
  const wanted: readonly StepName[] = owner ? NEXT[state] : ["take", ...NEXT[state]];
  const first = wanted.find(may) ?? null;
  const usual = USUAL.filter((step) => may(step) && step !== first);
  const rare = RARE.filter(may);
  const few = usual.length + rare.length < FEW;
  return { first, usual: few ? [...usual, ...rare] : usual, rare: few ? [] : rare };
}
