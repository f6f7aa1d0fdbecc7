import { expect, test } from "vitest";
import type { PromptVoice, VoiceState } from "../../../api/prompts";
import { measuresPhrase, shownVoices } from "./voices";

const voice = (prompt: string, state: VoiceState, more: Partial<PromptVoice> = {}): PromptVoice => ({
  prompt,
  text: `Texto de ${prompt}.`,
  is_phrase: false,
  is_music: false,
  state,
  sound: null,
  used_in: ["Línea Bogotá"],
  ...more,
});
const VOICES = [
  voice("saludo", "recorded"),
  voice("espera", "synthesised", { used_in: [] }),
  voice("horarios", "synthesised"),
  voice("cerrado", "outdated"),
  voice("aviso", "silent"),
  voice("musica", "synthesised", { is_music: true }),
  voice("turno.1", "synthesised", { is_phrase: true }),
];
const names = (found: PromptVoice[]) => found.map((each) => each.prompt);

test("what lacks a voice comes in order: silent, outdated, synthesised, and last what no caller hears", () => {
  expect(names(shownVoices(VOICES, "pending", ""))).toEqual(["aviso", "cerrado", "horarios", "espera"]);
});

test("prompts and phrases are apart, and a search reads the text", () => {
  expect(names(shownVoices(VOICES, "phrases", ""))).toEqual(["turno.1"]);
  expect(names(shownVoices(VOICES, "prompts", "texto de hora"))).toEqual(["horarios"]);
});

test("measures are one line in Spanish", () => {
  const measures = {
    rate_hz: 44_100,
    channels: 1,
    bits: 16,
    length_ms: 2340,
    loudness_lufs: -19.4,
    peak_db: -3,
    clipped_runs: 0,
    silence_start_ms: 0,
    silence_end_ms: 0,
    offset_percent: 0,
    telephone_lufs: -23,
    wave: [],
  };
  expect(measuresPhrase(measures)).toBe("2,3 s · 44,1 kHz · sonoridad −19,4 LUFS · pico −3,0 dB");
});
