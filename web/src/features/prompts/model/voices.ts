/** The list of voices: which texts a filter shows, and what each state is called. */
import type { PromptVoice, RecordingMeasures, VoiceState } from "../../../api/prompts";
import { matchesSearch } from "../../../formats";
import { decimalSign, t } from "../../../i18n/translate";

export type Shown = "pending" | "prompts" | "phrases";

export const STATES: Record<VoiceState, string> = {
  recorded: t("Grabada"),
  folder: t("Archivo del sitio"),
  outdated: t("Desactualizada"),
  synthesised: t("Sintetizada"),
  silent: t("Sin voz"),
};
export const STATE_HINTS: Record<VoiceState, string> = {
  recorded: t("Quien llama oye la grabación elegida."),
  folder: t("Quien llama oye el archivo de la carpeta del sitio."),
  outdated: t("Se grabó otro texto. Quien llama oye este con la voz sintetizada: grábelo de nuevo."),
  synthesised: t("Quien llama oye la voz sintetizada."),
  silent: t("El sintetizador del sitio no está instalado en este equipo: grabe este texto."),
};
/** The order of what waits for a voice: silent ones first, unused ones last. */
const URGENCY: Record<VoiceState, number> = { silent: 0, outdated: 1, synthesised: 2, folder: 9, recorded: 9 };

export const isPending = (voice: PromptVoice): boolean => URGENCY[voice.state] < 9 && !voice.is_music;

export function shownVoices(voices: readonly PromptVoice[], shown: Shown, search: string): PromptVoice[] {
  const chosen = voices.filter((each) =>
    shown === "pending" ? isPending(each) && !each.is_phrase : each.is_phrase === (shown === "phrases"),
  );
  const found = chosen.filter((each) => matchesSearch(`${each.prompt} ${each.text}`, search));
  if (shown !== "pending") return found;
  const rank = (each: PromptVoice) => URGENCY[each.state] * 2 + (each.used_in.length ? 0 : 1);
  return found.toSorted((first, second) => rank(first) - rank(second));
}

/** Say what a recording is like, in one line. */
export function measuresPhrase(measures: RecordingMeasures): string {
  const number = (value: number, digits: number) => value.toFixed(digits).replace(".", decimalSign).replace("-", "−");
  const parts = [`${number(measures.length_ms / 1000, 1)} s`, `${number(measures.rate_hz / 1000, 1)} kHz`];
  if (measures.loudness_lufs !== null)
    parts.push(t("sonoridad {lufs} LUFS", { lufs: number(measures.loudness_lufs, 1) }));
  if (measures.peak_db !== null) parts.push(t("pico {db} dB", { db: number(measures.peak_db, 1) }));
  return parts.join(" · ");
}
