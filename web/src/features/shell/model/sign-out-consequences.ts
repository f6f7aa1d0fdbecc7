/** What happens to the call of an advisor who signs out. Pure. */
import type { AdvisorState } from "../../../api/types";
import { t } from "../../../i18n/translate";

export type CallInHand = Extract<AdvisorState, "offered" | "talking" | "wrap_up">;

const OFF_DUTY_SENTENCE = t("Usted queda fuera de turno, si no tiene otra sesión abierta.");
const NO_DISPOSITION_SENTENCE = t(
  "La llamada queda sin tipificar en «Sus llamadas de hoy» hasta que usted vuelva y la tipifique.",
);

/**
 * Return the consequences as sentences.
 *
 * @param onThisPage whether the conversation runs in this browser, where it ends with the session
 */
export function signOutConsequences(call: CallInHand, onThisPage: boolean): string[] {
  if (call === "offered")
    return [t("Si no contesta en su teléfono, la llamada vuelve a la cola en su lugar."), OFF_DUTY_SENTENCE];
  if (call === "wrap_up") return [NO_DISPOSITION_SENTENCE, OFF_DUTY_SENTENCE];
  const talk = onThisPage
    ? t("Atiende por este navegador: la conversación se corta al salir.")
    : t("La conversación sigue en su teléfono hasta que alguien cuelgue, sin los controles de esta pantalla.");
  return [
    talk,
    NO_DISPOSITION_SENTENCE,
    t("Al terminar la llamada, {charAt}{offDutySentence}", {
      charAt: OFF_DUTY_SENTENCE.charAt(0).toLowerCase(),
      offDutySentence: OFF_DUTY_SENTENCE.slice(1),
    }),
  ];
}
