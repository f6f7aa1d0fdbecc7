/** What becomes of a call whose advisor signs out, in words. Pure. */
import type { AdvisorState } from "../../../api/types";

export type Held = Extract<AdvisorState, "offered" | "talking" | "wrap_up">;

const OFF_DUTY = "Usted queda fuera de turno, si no tiene otra sesión abierta.";
const UNTYPIFIED = "La llamada queda sin tipificar en «Sus llamadas de hoy» hasta que usted vuelva y la tipifique.";

/** @param onThisPage whether the talk goes over the browser, which ends with the session */
export function consequences(call: Held, onThisPage: boolean): string[] {
  if (call === "offered") return ["Si no contesta en su teléfono, la llamada vuelve a la cola en su lugar.", OFF_DUTY];
  if (call === "wrap_up") return [UNTYPIFIED, OFF_DUTY];
  const talk = onThisPage ? "Atiende por este navegador: la conversación se corta al salir." : "La conversación sigue en su teléfono hasta que alguien cuelgue, sin los controles de esta pantalla.";
  return [talk, UNTYPIFIED, `Al terminar la llamada, ${OFF_DUTY.charAt(0).toLowerCase()}${OFF_DUTY.slice(1)}`];
}
