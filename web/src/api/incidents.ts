/** Incidents, the availability of systems and the gaps in what is known. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import { useOnce } from "./single-flight";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type Incident = Schemas["Incident"];
export type IncidentStory = Schemas["IncidentStory"];
export type IncidentForm = Schemas["IncidentForm"];
export type SystemAvailability = Schemas["SystemAvailability"];
export type DataGap = Schemas["DataGap"];

const ARRIVE_MS = 30_000;
const key = ["incidents"];
const of = (id: string) => ({ params: { path: { incident_id: id } } });

export const useIncidents = (wanted: { open?: boolean; cursor?: string }, enabled = true) =>
  useQuery({
    queryKey: [...key, "list", wanted],
    enabled,
    refetchInterval: wanted.cursor ? false : ARRIVE_MS,
    placeholderData: (before) => before,
    queryFn: () => answer(api.GET("/api/v1/incidents", { params: { query: { limit: 50, ...wanted } } })),
  });
export const useIncident = (id: string) =>
  useQuery({ queryKey: [...key, id], refetchInterval: ARRIVE_MS, queryFn: () => answer(api.GET("/api/v1/incidents/{incident_id}", of(id))) });
export const useAvailability = (month: string) =>
  useQuery({
    queryKey: ["availability", month],
    placeholderData: (before) => before,
    queryFn: () => answer(api.GET("/api/v1/availability", { params: { query: { month } } })),
  });
export const useDataGaps = (stretch: { from: string; to: string }) =>
  useQuery({ queryKey: ["data-gaps", stretch], placeholderData: (before) => before, queryFn: () => answer(api.GET("/api/v1/data-gaps", { params: { query: stretch } })) });

export const useOpenIncident = () =>
  useOnce(useMutation({
    mutationFn: (body: IncidentForm) => answer(api.POST("/api/v1/incidents", { body })),
    onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: key }),
  }));
export const useNoteIncident = (id: string) =>
  useOnce(useMutation({
    mutationFn: (text: string) => answer(api.POST("/api/v1/incidents/{incident_id}/notes", { ...of(id), body: { text } })),
    onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: key }),
  }));
export const useCloseIncident = (id: string) =>
  useOnce(useMutation({
    mutationFn: (body: { ended_at: string | null; note: string | null }) => answer(api.POST("/api/v1/incidents/{incident_id}/close", { ...of(id), body })),
    onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: key }),
  }));
