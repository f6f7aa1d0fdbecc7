/** Observations of the interventoría: written, listed, and answered by the coordinator. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import { useOnce } from "./single-flight";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Observation = Schemas["Observation"];
export type About = Observation["about"];
export type ObservationForm = Schemas["ObservationForm"];
export interface ObservationsWanted {
  answered?: boolean;
  about?: About["kind"];
  subject?: string;
  cursor?: string;
}

const ARRIVE_MS = 60_000;
const key = ["observations"];

export const useObservations = (wanted: ObservationsWanted, enabled = true) =>
  useQuery({
    queryKey: [...key, "list", wanted],
    enabled,
    refetchInterval: wanted.cursor ? false : ARRIVE_MS,
    placeholderData: (before) => before,
    queryFn: () => answer(api.GET("/api/v1/observations", { params: { query: { limit: 50, ...wanted } } })),
  });

export const useObservation = (id: string) =>
  useQuery({
    queryKey: [...key, id],
    enabled: id !== "",
    queryFn: () => answer(api.GET("/api/v1/observations/{observation_id}", { params: { path: { observation_id: id } } })),
  });

/** `once` is given to a form once, so that sending it again writes it once. */
export const useObserve = () =>
  useMutation({
    mutationFn: ({ once, ...body }: ObservationForm & { once: string }) =>
      answer(api.POST("/api/v1/observations", { params: { header: { "idempotency-key": once } }, body })),
    onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: key }),
  });

export const useAnswerObservation = (id: string) =>
  useOnce(useMutation({
    mutationFn: (text: string) =>
      answer(api.POST("/api/v1/observations/{observation_id}/answer", { params: { path: { observation_id: id } }, body: { text } })),
    onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: key }),
  }));
