/** Incidents, the availability of systems, and gaps in the data. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type Incident = Schemas["Incident"];
export type IncidentDetail = Schemas["IncidentDetail"];
export type IncidentForm = Schemas["IncidentForm"];
export type SystemAvailability = Schemas["SystemAvailability"];
export type DataGap = Schemas["DataGap"];

const POLL_MS = 30_000;
const incidentsKey = ["incidents"];
const incidentPath = (id: string) => ({ params: { path: { incident_id: id } } });

export const useIncidents = (filter: { open?: boolean; cursor?: string }, enabled = true) =>
  useQuery({
    queryKey: [...incidentsKey, "list", filter],
    enabled,
    refetchInterval: filter.cursor ? false : POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/incidents", { params: { query: { limit: 50, ...filter } } })),
  });
export const useIncident = (id: string) =>
  useQuery({
    queryKey: [...incidentsKey, id],
    refetchInterval: POLL_MS,
    queryFn: () => unwrap(api.GET("/api/v1/incidents/{incident_id}", incidentPath(id))),
  });
export const useAvailability = (month: string) =>
  useQuery({
    queryKey: ["availability", month],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/availability", { params: { query: { month } } })),
  });
export const useDataGaps = (range: { from: string; to: string }) =>
  useQuery({
    queryKey: ["data-gaps", range],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/data-gaps", { params: { query: range } })),
  });

export const useOpenIncident = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: IncidentForm) => unwrap(api.POST("/api/v1/incidents", { body })),
      onSettled: renewQueries(incidentsKey),
    }),
  );
export const useAddIncidentNote = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (text: string) =>
        unwrap(api.POST("/api/v1/incidents/{incident_id}/notes", { ...incidentPath(id), body: { text } })),
      onSettled: renewQueries(incidentsKey),
    }),
  );
export const useCloseIncident = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: { ended_at: string | null; note: string | null }) =>
        unwrap(api.POST("/api/v1/incidents/{incident_id}/close", { ...incidentPath(id), body })),
      onSettled: renewQueries(incidentsKey),
    }),
  );
