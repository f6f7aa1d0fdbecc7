/** The meaning of words that figures and seals use, each in one sentence. Pure. */
import { t } from "../../../i18n/translate";

export const MEANINGS = {
  facts: t("Cada cosa que pasó, como una llamada que entra o un mes que se cierra, escrita una vez y en orden."),
  head: t(
    "Un código que resume todos los hechos hasta ese momento: si alguien cambia uno, el código ya no es el mismo.",
  ),
  hash: t("Un código corto que se calcula de un contenido y que cambia si el contenido cambia en una sola letra."),
  fraction: t("La cuenta exacta de la que sale la cifra: cuántos casos cumplen, sobre cuántos se contaron."),
  span: t("El tiempo que cubre cada fila: un intervalo de media hora, un día o todo el período elegido."),
} as const;
