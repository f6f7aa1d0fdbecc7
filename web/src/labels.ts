/** The Spanish of what the server says in English: one word each. */
import type { AdvisorState, SupervisionMode, Recording, CallStage } from "./api/types";

export const ADVISOR_STATES: Record<AdvisorState, string> = {
  offline: "Fuera de turno",
  available: "Disponible",
  offered: "Timbrando",
  talking: "En llamada",
  wrap_up: "Tipificando",
  paused: "En pausa",
};
export const CALL_STAGES: Record<CallStage, string> = {
  menu: "En el menú",
  waiting: "En espera",
  ringing: "Timbrando",
  talking: "En conversación",
  postponed: "Por llamar",
  wrap_up: "Tipificando",
};
/** What a supervisor does in a talk, and what that lets be heard. */
export const SUPERVISION_VERBS: Record<SupervisionMode, string> = {
  listen: "escucha",
  whisper: "susurra",
  barge: "interviene",
};
export const SUPERVISION_MODES: Record<SupervisionMode, { name: string; means: string }> = {
  listen: { name: "Escuchar", means: "nadie lo oye" },
  whisper: { name: "Susurrar", means: "lo oye solo el asesor" },
  barge: { name: "Intervenir", means: "lo oyen los dos" },
};
/** What kind of pause it is. */
export const pauseLabel = (paid: boolean): string => (paid ? "pausa de trabajo" : "pausa");
export const CALL_OUTCOMES: Record<string, string> = {
  answered: "Contestada",
  abandoned_ivr: "Abandonada en el menú",
  abandoned_queue: "Abandonada en cola",
  after_hours: "Fuera de horario",
  voice_message: "Mensaje de voz",
  message: "Mensaje",
  callback: "Devolución pedida",
  self_served: "Autogestionada",
  overflowed_out: "Desbordada",
  capacity_rejected: "Rechazada por capacidad",
  technical_failure: "Falla técnica",
};
export const outcomeLabel = (name: string | null): string => (name ? (CALL_OUTCOMES[name] ?? name) : "En curso");

export const ROLES: Record<string, string> = {
  asesor: "Asesor",
  asesor_escrita: "Asesor de canal escrito",
  funcionario: "Funcionario",
  supervisor: "Supervisor",
  coordinador: "Coordinador",
  calidad: "Calidad",
  interventoria: "Interventoría",
  admin: "Administrador",
};

const ACTORS: Record<string, string> = {
  caller: "quien llama",
  system: "el sistema",
  router: "el enrutador",
  gateway: "la central",
  recorder: "el registro",
};
/** Who did it: a part of the system, or «asesor:ana», «user:luz». */
export function actorLabel(name: string): string {
  const [kind, who] = name.split(":");
  return who ? `${kind === "advisor" ? "el asesor" : "el usuario"} ${who}` : (ACTORS[name] ?? name);
}

/** Why a recording holds silence. */
export const RECORDING_PAUSES: Record<Recording["pauses"][number]["reason"], string> = {
  asked: "dato secreto",
  hold: "llamada retenida",
  waiting: "entre dos asesores",
};
