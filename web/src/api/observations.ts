/** Observations of the interventoría (the contract's oversight): made, listed, and answered by the coordinator. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type Observation = Schemas["Observation"];
export type ObservationSubject = Observation["about"];
/** A subject with an id and a name, such as a sample. */
export type ObservedRecord = Schemas["RecordSubject"];
export type ObservationForm = Schemas["ObservationForm"];
export interface ObservationFilter {
  answered?: boolean;
  about?: ObservationSubject["kind"];
  subject?: string;
  cursor?: string;
}

const POLL_MS = 60_000;
const observationsKey = ["observations"];

export const useObservations = (filter: ObservationFilter, enabled = true) =>
  useQuery({
    queryKey: [...observationsKey, "list", filter],
    enabled,
    refetchInterval: filter.cursor ? false : POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/observations", { params: { query: { limit: 50, ...filter } } })),
  });

export const useObservation = (id: string) =>
  useQuery({
    queryKey: [...observationsKey, id],
    enabled: id !== "",
    queryFn: () =>
      unwrap(api.GET("/api/v1/observations/{observation_id}", { params: { path: { observation_id: id } } })),
  });

/** Send an observation. `once` is the idempotency key of a form: sent twice, the observation is stored once. */
export const useMakeObservation = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ once, ...body }: ObservationForm & { once: string }) =>
        unwrap(api.POST("/api/v1/observations", { params: { header: { "idempotency-key": once } }, body })),
      onSettled: renewQueries(observationsKey),
    }),
  );

export const useAnswerObservation = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (text: string) =>
        unwrap(
          api.POST("/api/v1/observations/{observation_id}/answer", {
            params: { path: { observation_id: id } },
            body: { text },
          }),
        ),
      onSettled: renewQueries(observationsKey),
    }),
  );
