/** Visits of quality: listed, begun, saved as typed, signed and discarded. */
import { type QueryClient, useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Visit = Schemas["VisitDetail"];
export type VisitSummary = Schemas["VisitSummary"];
export type VisitDraft = Schemas["VisitDraftForm"];
export type VisitAnswer = Visit["answers"][string];
export type NewVisit = Schemas["NewVisit"];

const visitsKey = ["visits"];
const visitKey = (id: string) => [...visitsKey, "one", id];
const path = (id: string) => ({ params: { path: { visit_id: id } } });

export const useVisits = (filter: { state?: VisitSummary["state"]; cursor?: string }) =>
  useQuery({
    queryKey: [...visitsKey, "list", filter],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/quality/visits", { params: { query: { limit: 50, ...filter } } })),
  });

export const useVisit = (id: string) =>
  useQuery({
    queryKey: visitKey(id),
    // What is typed must not be replaced by an older state of the server.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => unwrap(api.GET("/api/v1/quality/visits/{visit_id}", path(id))),
  });

export const useBeginVisit = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: NewVisit) => unwrap(api.POST("/api/v1/quality/visits", { body })),
      onSuccess: (visit, _sent, _made, { client }) => storeVisit(client, visit),
    }),
  );

export const saveVisit = (id: string, body: VisitDraft) =>
  unwrap(api.PUT("/api/v1/quality/visits/{visit_id}", { ...path(id), body }));

export const useSignVisit = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (revision: number) =>
        unwrap(api.POST("/api/v1/quality/visits/{visit_id}/signature", { ...path(id), body: { revision } })),
      onSuccess: (visit, _sent, _made, { client }) => storeVisit(client, visit),
    }),
  );

export const useDiscardVisit = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (reason: string) =>
        unwrap(api.POST("/api/v1/quality/visits/{visit_id}/discard", { ...path(id), body: { reason } })),
      onSuccess: (visit, _sent, _made, { client }) => storeVisit(client, visit),
    }),
  );

export function storeVisit(client: QueryClient, visit: Visit): Promise<void> {
  client.setQueryData(visitKey(visit.id), visit);
  return client.invalidateQueries({ queryKey: [...visitsKey, "list"] });
}
