/** The voices of prompts: what callers hear, the recordings of each text, and the choice among them. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { addressOf } from "../practice-mode";
import { api, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type PromptVoice = Schemas["PromptVoice"];
export type PromptSound = Schemas["PromptSound"];
export type RecordingMeasures = Schemas["RecordingMeasures"];
export type VoiceState = PromptVoice["state"];
export type SoundSource = PromptSound["source"];

const promptsKey = ["prompts"];
const path = (prompt: string) => ({ params: { path: { prompt } } });

export const usePrompts = () =>
  useQuery({ queryKey: [...promptsKey, "list"], queryFn: () => unwrap(api.GET("/api/v1/prompts")) });

export const usePrompt = (prompt: string) =>
  useQuery({
    queryKey: [...promptsKey, "detail", prompt],
    queryFn: () => unwrap(api.GET("/api/v1/prompts/{prompt}", path(prompt))),
  });

/** Store a recording of a text; callers do not hear it yet. */
export const useStoreSound = (prompt: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ file, source }: { file: File; source: SoundSource }) =>
        unwrap(
          api.POST("/api/v1/prompts/{prompt}/sounds", {
            params: { path: { prompt }, query: { source } },
            body: { files: [] },
            bodySerializer: () => {
              const form = new FormData();
              form.append("files", file, file.name);
              return form;
            },
          }),
        ),
      onSettled: renewQueries(promptsKey),
    }),
  );

/** Choose a recording for the current text, or null for the synthesiser. */
export const useChooseVoice = (prompt: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (sound: string | null) =>
        unwrap(api.PUT("/api/v1/prompts/{prompt}/voice", { ...path(prompt), body: { sound } })),
      onSettled: renewQueries(promptsKey),
    }),
  );

/** Return the address of a recording, or of what callers hear now; `version` makes another voice another address. */
export const soundAddress = (prompt: string, sound: string | null): string =>
  addressOf(`/api/v1/prompts/${encodeURIComponent(prompt)}/audio${sound ? `?sound=${sound}` : ""}`);

/** Synthesise a text; nothing is stored. */
export const usePreview = () =>
  useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: (text: string) =>
        unwrap(api.POST("/api/v1/prompt-previews", { body: { text }, parseAs: "arrayBuffer" })) as Promise<ArrayBuffer>,
    }),
  );
