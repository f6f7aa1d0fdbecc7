/** Coaching: the sessions that follow evaluations, for their leaders and for the advisor. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type Coaching = Schemas["CoachingDetail"];
export type CoachingSummary = Schemas["CoachingSummary"];
export interface CoachingFilter {
  state?: CoachingSummary["state"];
  overdue?: boolean;
  cursor?: string;
}

const POLL_MS = 60_000;
const coachingKey = ["coaching"];
const path = (id: string) => ({ params: { path: { coaching_id: id } } });

export const useCoachingList = (filter: CoachingFilter) =>
  useQuery({
    queryKey: [...coachingKey, "list", filter],
    refetchInterval: filter.cursor ? false : POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/quality/coaching", { params: { query: { limit: 50, ...filter } } })),
  });

/** Fetch a coaching; `own` says whether as its advisor. */
export const useCoaching = (id: string, own: boolean) =>
  useQuery({
    queryKey: [...coachingKey, own, id],
    queryFn: () =>
      own
        ? unwrap(api.GET("/api/v1/me/coaching/{coaching_id}", path(id)))
        : unwrap(api.GET("/api/v1/quality/coaching/{coaching_id}", path(id))),
  });

export const useOwnCoaching = ({ enabled = true, staleTime = 0 } = {}) =>
  useQuery({
    enabled,
    staleTime,
    queryKey: [...coachingKey, "own"],
    refetchInterval: POLL_MS,
    queryFn: () => unwrap(api.GET("/api/v1/me/coaching", { params: { query: { limit: 50 } } })),
  });

/** An act on a coaching with the body of its request. */
export type CoachingAct =
  | { act: "schedule"; body: Schemas["ScheduleForm"] }
  | { act: "hold"; body: Schemas["SessionForm"] }
  | { act: "follow"; body: Schemas["FollowUpForm"] }
  | { act: "dismiss"; body: Schemas["DismissalForm"] }
  | { act: "confirm"; body: Schemas["ConfirmationForm"] }
  | { act: "comment"; body: Schemas["CoachingCommentForm"] };

function sendAct(id: string, sent: CoachingAct): Promise<Coaching> {
  switch (sent.act) {
    case "schedule":
      return unwrap(api.POST("/api/v1/quality/coaching/{coaching_id}/schedule", { ...path(id), body: sent.body }));
    case "hold":
      return unwrap(api.POST("/api/v1/quality/coaching/{coaching_id}/session", { ...path(id), body: sent.body }));
    case "follow":
      return unwrap(api.POST("/api/v1/quality/coaching/{coaching_id}/follow-up", { ...path(id), body: sent.body }));
    case "dismiss":
      return unwrap(api.POST("/api/v1/quality/coaching/{coaching_id}/dismissal", { ...path(id), body: sent.body }));
    case "confirm":
      return unwrap(api.POST("/api/v1/me/coaching/{coaching_id}/confirmation", { ...path(id), body: sent.body }));
    case "comment":
      return unwrap(api.POST("/api/v1/me/coaching/{coaching_id}/comments", { ...path(id), body: sent.body }));
  }
}

export const useCoachingAct = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (sent: CoachingAct) => sendAct(id, sent),
      onSettled: renewQueries(coachingKey),
    }),
  );

/** Open a coaching about an evaluation by hand. */
export const useOpenCoaching = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (evaluation: string) => unwrap(api.POST("/api/v1/quality/coaching", { body: { evaluation } })),
      onSettled: renewQueries(coachingKey),
    }),
  );
