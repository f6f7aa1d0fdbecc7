/** The board besides its live entities: curves, pending work, teams, thresholds and the day of an advisor. */
import { keepPreviousData, queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";

type Schemas = components["schemas"];
export type BoardCurves = Schemas["BoardCurves"];
export type CurveDay = Schemas["CurveDay"];
export type CurveFigure = Schemas["CurveFigure"];
export type CurveMetric = Schemas["CurveMetric"];
export type BoardMetric = CurveMetric["metric"];
export type BoardAdvisor = Schemas["BoardAdvisor"];
export type BoardTeam = Schemas["BoardTeam"];
export type BoardThresholds = Schemas["BoardThresholds"];
export type ThresholdsForm = Schemas["ThresholdsForm"];

const POLL_MS = 30_000;
const RARELY_CHANGES_MS = 10 * 60_000;
const thresholdsKey = ["board", "thresholds"];
const queuePath = (queue: string) => ({ params: { path: { queue } } });

/** The place of curves; an empty one is not chosen. */
export interface CurvePlace {
  line: string;
  queue: string;
}
const placeQuery = ({ line, queue }: CurvePlace) => ({ line: line || undefined, queue: queue || undefined });

export const useCurves = (place: CurvePlace, enabled: boolean) =>
  useQuery({
    queryKey: ["board", "curves", place.line, place.queue],
    enabled,
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
    queryFn: () => unwrap(api.GET("/api/v1/board/curves", { params: { query: placeQuery(place) } })),
  });

export const useExportCurves = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (place: CurvePlace) =>
        unwrap(
          api.POST("/api/v1/board-exports", { body: { ...placeQuery(place), format: "csv" }, parseAs: "blob" }),
        ) as Promise<unknown> as Promise<Blob>,
    }),
  );

/** The number of open tickets with a due date, and of those that are overdue. */
export const useDueTickets = (enabled: boolean, today: string) =>
  useQuery({
    queryKey: ["board", "due", today],
    enabled,
    refetchInterval: POLL_MS,
    queryFn: async () => {
      const [due, overdue] = await Promise.all([
        unwrap(api.GET("/api/v1/ticket-counts", { params: { query: { due_from: today, due_to: today } } })),
        unwrap(api.GET("/api/v1/ticket-counts", { params: { query: { light: "overdue" } } })),
      ]);
      return { due: due.total, overdue: overdue.total };
    },
  });

export const MESSAGES_LIMIT = 50;
/** The voice messages that wait, up to a limit; `more` says that there are others. */
export const useWaitingMessages = (enabled: boolean) =>
  useQuery({
    queryKey: ["board", "messages"],
    enabled,
    refetchInterval: POLL_MS,
    queryFn: async () => {
      const page = await unwrap(api.GET("/api/v1/voice-messages", { params: { query: { limit: MESSAGES_LIMIT } } }));
      return { count: page.messages.length, more: page.next !== null };
    },
  });

export const useTeams = () =>
  useQuery({
    queryKey: ["board", "teams"],
    staleTime: RARELY_CHANGES_MS,
    select: ({ teams }: Schemas["BoardTeams"]) => teams,
    queryFn: () => unwrap(api.GET("/api/v1/board/teams")),
  });

export const useThresholds = () =>
  useQuery({
    queryKey: thresholdsKey,
    refetchInterval: POLL_MS,
    select: ({ queues }: Schemas["BoardThresholdList"]) =>
      Object.fromEntries(queues.map((each) => [each.queue, each])) as Record<string, BoardThresholds>,
    queryFn: () => unwrap(api.GET("/api/v1/board/thresholds")),
  });

/** Set the thresholds of a queue; null returns to those of the site. */
export const useSetThresholds = (queue: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: ThresholdsForm | null) =>
        body
          ? unwrap(api.PUT("/api/v1/board/thresholds/{queue}", { ...queuePath(queue), body }))
          : unwrap(api.DELETE("/api/v1/board/thresholds/{queue}", queuePath(queue))),
      onSuccess: (list, _sent, _made, { client }) => client.setQueryData(thresholdsKey, list),
    }),
  );

export const useAdvisorDay = (advisor: string, enabled: boolean) =>
  useQuery({
    queryKey: ["board", "advisor", advisor],
    enabled,
    refetchInterval: POLL_MS,
    queryFn: () => unwrap(api.GET("/api/v1/board/advisors/{advisor}", { params: { path: { advisor } } })),
  });

const OWN_STATES_POLL_MS = 60_000;
/** The own day, as supervisors read it. */
export const ownStatesQuery = queryOptions({
  queryKey: ["me", "states"],
  staleTime: OWN_STATES_POLL_MS,
  refetchInterval: OWN_STATES_POLL_MS,
  queryFn: () => unwrap(api.GET("/api/v1/me/states")),
});
export const useOwnStates = () => useQuery(ownStatesQuery);

const CARD_CALLS = 5;
/** The last calls of an advisor on a day, with how many there were. */
export const useAdvisorCalls = (advisor: string, enabled: boolean, today: string) =>
  useQuery({
    queryKey: ["board", "advisor-calls", advisor, today],
    enabled,
    refetchInterval: POLL_MS,
    queryFn: async () => {
      const filter = { advisor, from: today };
      const [page, counts] = await Promise.all([
        unwrap(api.GET("/api/v1/calls", { params: { query: { ...filter, limit: CARD_CALLS } } })),
        unwrap(api.GET("/api/v1/call-counts", { params: { query: filter } })),
      ]);
      return { calls: page.calls, total: counts.total };
    },
  });

export const useAdvisorEvaluations = (advisor: string, enabled: boolean) =>
  useQuery({
    queryKey: ["board", "evaluations", advisor],
    enabled,
    queryFn: () =>
      unwrap(api.GET("/api/v1/quality/evaluations", { params: { query: { advisor, limit: 3, sort: "-worked_at" } } })),
  });
