/** What a draft at the test number is doing, in words. */
import type { DraftCallForm, DraftOpening, DraftTestCall } from "../../../api/draft-calls";
import { situation } from "../../simulator/model/phrases";
import { t } from "../../../i18n/translate";

const CLOCK = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;

export interface CallMoment {
  day: string;
  at: string;
}

/** What is wrong with the moment at which a call seems to arrive; both fields empty stand for now. */
export function momentFault({ day, at }: CallMoment): string {
  if (!day && !at) return "";
  if (!day || !at) return t("Ponga el día y la hora, o ninguno de los dos.");
  return CLOCK.test(at) ? "" : t("Escriba la hora como 18:59.");
}

export const callForm = (line: string, { day, at }: CallMoment): DraftCallForm => ({
  line,
  day: day || null,
  at: at || null,
});

export function soundsPhrase({ sounds }: DraftOpening): string {
  switch (sounds) {
    case "waiting":
      return t("Se espera una central telefónica. Si esto dura más de un minuto, avise a un administrador.");
    case "preparing":
      return t("Se preparan los sonidos del borrador.");
    case "ready":
      return t("Ya puede llamar.");
    case "failed":
      return t("No se pudieron preparar los sonidos. Corrija el borrador y ábralo otra vez.");
  }
}

export const endPhrase = ({ closed }: DraftOpening): string =>
  closed === "codes"
    ? t("Se cerró porque marcaron demasiados códigos errados. Ábralo otra vez: tendrá otro código.")
    : closed === "person"
      ? t("Alguien lo terminó.")
      : t("Se acabó su tiempo.");

export function callPhrase({ phase, result }: DraftTestCall): string {
  if (phase === "code") return t("Entró una llamada; falta que marque el código.");
  if (phase === "over") return result ? t("La llamada terminó.") : t("La llamada terminó sin el código.");
  return result ? situation(result.state) : t("Oye el borrador.");
}
