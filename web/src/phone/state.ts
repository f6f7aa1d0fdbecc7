/** The browser phone as a value: its phase and its trouble. Pure; `store.ts` connects it to Twilio's library. */
import { t } from "../i18n/translate";

export type PhonePhase = "off" | "starting" | "ready" | "ringing" | "talking";
export type PhoneTrouble =
  | ""
  | "microphone"
  | "no_microphone"
  | "insecure"
  | "unreachable"
  | "lost"
  | "refused"
  | "expired"
  | "no_pass"
  | "failed";

export interface PhoneState {
  readonly phase: PhonePhase;
  readonly trouble: PhoneTrouble;
  /** Twilio's error code, or 0. */
  readonly code: number;
}

export type PhoneEvent =
  | {
      type:
        | "begun"
        | "registered"
        | "unregistered"
        | "slow"
        | "rang"
        | "answered"
        | "over"
        | "renewed"
        | "not_renewed"
        | "ended";
    }
  | { type: "stopped"; trouble: PhoneTrouble }
  | { type: "failed"; code: number };

export const PHONE_OFF: PhoneState = { phase: "off", trouble: "", code: 0 };

export function reduce(state: PhoneState, event: PhoneEvent): PhoneState {
  if (event.type === "begun") return { ...PHONE_OFF, phase: "starting" };
  if (event.type === "ended") return PHONE_OFF;
  if (state.phase === "off") return state; // late events of a phone that is off
  switch (event.type) {
    case "registered":
      return { ...PHONE_OFF, phase: isInCall(state) ? state.phase : "ready" };
    case "unregistered":
      return state.phase === "ready" ? { ...PHONE_OFF, phase: "starting", trouble: "lost" } : state;
    case "slow":
      return state.phase === "starting" ? { ...state, trouble: "unreachable" } : state;
    case "rang":
      return state.phase === "talking" ? state : { ...PHONE_OFF, phase: "ringing" };
    case "answered":
      return state.phase === "ringing" ? { ...PHONE_OFF, phase: "talking" } : state;
    case "over":
      return isInCall(state) ? { ...state, phase: "ready" } : state;
    case "renewed":
      return state.trouble === "expired" ? { ...state, trouble: "", code: 0 } : state;
    case "not_renewed":
      return { ...state, trouble: "expired" };
    case "stopped":
      return { ...PHONE_OFF, trouble: event.trouble };
    case "failed":
      return withFailure(state, event.code);
  }
}

/** Apply a failure: a final error turns the phone off; Twilio's library retries the others, and a call continues. */
function withFailure(state: PhoneState, code: number): PhoneState {
  const trouble = troubleFromCode(code);
  const phase = FINAL_TROUBLES.has(trouble) && !isInCall(state) ? "off" : state.phase;
  return { phase, trouble, code };
}
const FINAL_TROUBLES: ReadonlySet<PhoneTrouble> = new Set(["refused", "expired"]);

const isInCall = ({ phase }: PhoneState): boolean => phase === "ringing" || phase === "talking";

/**
 * Return the trouble of an error code (twilio.com/docs/api/errors: 20 for tokens, 31 for the browser, 53 for media).
 */
export function troubleFromCode(code: number): PhoneTrouble {
  if (code === 31401) return "microphone";
  if (code === 31402) return "no_microphone";
  if (code === 20104 || code === 31205) return "expired";
  if (code === 31000 || code === 31003 || code === 31005 || code === 31009 || Math.floor(code / 1000) === 53)
    return "unreachable";
  if (Math.floor(code / 1000) === 20 || (code > 31200 && code < 31210)) return "refused";
  return "failed";
}

export const PHASE_LABELS: Record<PhonePhase, string> = {
  off: t("Puede atender por este navegador, con audífonos y micrófono."),
  starting: t("Conectando con Twilio…"),
  ready: t("Este navegador es su teléfono: las llamadas le timbran aquí."),
  ringing: t("Timbra en este navegador"),
  talking: t("Habla por este navegador"),
};

const TROUBLE_SENTENCES: Record<Exclude<PhoneTrouble, "" | "failed">, string> = {
  microphone: t(
    "El navegador no deja usar el micrófono: permítalo junto a la barra de direcciones y vuelva a intentarlo.",
  ),
  no_microphone: t("No se encontró un micrófono que funcione: conéctelo y vuelva a intentarlo."),
  insecure: t("El navegador solo presta el micrófono a páginas con https: avise al administrador del sistema."),
  unreachable: t(
    "No se ha podido llegar a Twilio. Revise la red de este equipo, o atienda por su teléfono; se sigue intentando.",
  ),
  lost: t("Se perdió la conexión con Twilio; se reintenta sola."),
  refused: t(
    "Twilio no aceptó el pase de este navegador: avise al administrador del sistema para que revise la llave de la cuenta.",
  ),
  expired: t("El pase de este navegador no se ha podido renovar: si deja de timbrar, actívelo otra vez."),
  no_pass: t("El servidor no dio el pase para atender por el navegador. Vuelva a intentarlo en un momento."),
};

/** Return the trouble as a sentence for the advisor; empty without one. */
export function troubleSentence({ trouble, code }: PhoneState): string {
  if (trouble === "") return "";
  return trouble === "failed"
    ? t("El teléfono del navegador falló (código {code} de Twilio).", { code })
    : TROUBLE_SENTENCES[trouble];
}
