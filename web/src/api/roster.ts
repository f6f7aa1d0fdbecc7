/** The roster: queues and seats of advisors, absences, and people with their deputies. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type RosterAdvisor = Schemas["RosterAdvisor"];
export type RosterPage = Schemas["RosterPage"];
export type QueueChoice = Schemas["QueueChoice"];
export type Seat = Schemas["Seat"];
export type Absence = Schemas["AbsenceItem"];
export type AbsenceForm = Schemas["AbsenceForm"];
export type RosterPerson = Schemas["RosterPerson"];
export type RosterExportForm = Schemas["RosterExportForm"];
export type Levels = Record<string, number>;
export interface RosterFilter {
  q?: string;
  queue?: string;
  lacks?: "queues" | "seat";
  cursor?: string;
}
export interface AbsenceFilter {
  q?: string;
  first_day?: string;
  last_day?: string;
  cursor?: string;
}

export const ROSTER_PAGE = 50;
export const ABSENCE_PAGE = 50;
const ROSTER = ["roster"];
const POLL_MS = 60_000;

export const useRoster = (filter: RosterFilter) =>
  useQuery({
    queryKey: [...ROSTER, "advisors", filter],
    refetchInterval: POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/roster/advisors", { params: { query: { limit: ROSTER_PAGE, ...filter } } })),
  });

export const useSeats = () =>
  useQuery({ queryKey: [...ROSTER, "seats"], queryFn: () => unwrap(api.GET("/api/v1/roster/seats")) });

export const useAbsences = (filter: AbsenceFilter, limit = ABSENCE_PAGE) =>
  useQuery({
    queryKey: [...ROSTER, "absences", filter, limit],
    refetchInterval: POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/roster/absences", { params: { query: { limit, ...filter } } })),
  });

export const useRosterPeople = () =>
  useQuery({ queryKey: [...ROSTER, "people"], queryFn: () => unwrap(api.GET("/api/v1/roster/people")) });

export const useOwnQueues = (queues: readonly string[]) =>
  useQuery({
    queryKey: ["own-queues", queues],
    staleTime: POLL_MS, // a change of the queues has another key
    refetchInterval: POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/me/queues")),
  });

/** Return a mutation after which the whole roster is read again. */
function useRosterMutation<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  return useMutation({ mutationFn, onSettled: renewQueries(ROSTER) });
}

export const useChangeQueues = () =>
  useRosterMutation(({ user, levels, seen }: { user: string; levels: Levels; seen: Levels }) =>
    unwrap(
      api.PUT("/api/v1/roster/advisors/{advisor}/queues", {
        params: { path: { advisor: user } },
        body: { levels, seen },
      }),
    ),
  );

export const useChangeSeat = () =>
  useRosterMutation(({ user, seat }: { user: string; seat: string | null }) =>
    unwrap(api.PUT("/api/v1/roster/advisors/{advisor}/seat", { params: { path: { advisor: user } }, body: { seat } })),
  );

export const useSaveSeat = () =>
  useRosterMutation(({ id, extension, location }: { id: string; extension: string; location: string }) =>
    unwrap(api.PUT("/api/v1/roster/seats/{seat}", { params: { path: { seat: id } }, body: { extension, location } })),
  );

export const useRemoveSeat = () =>
  useRosterMutation((id: string) =>
    unwrap(api.DELETE("/api/v1/roster/seats/{seat}", { params: { path: { seat: id } } })),
  );

export const useRecordAbsence = () =>
  useRosterMutation((form: AbsenceForm) => unwrap(api.POST("/api/v1/roster/absences", { body: form })));

export const useCancelAbsence = () =>
  useRosterMutation(({ user, id }: { user: string; id: string }) =>
    unwrap(
      api.POST("/api/v1/roster/people/{user}/absences/{absence_id}/cancel", {
        params: { path: { user, absence_id: id } },
      }),
    ),
  );

export const useExportRoster = () =>
  useMutation({
    mutationFn: (body: RosterExportForm) =>
      unwrap(api.POST("/api/v1/roster-exports", { body, parseAs: "blob" })) as Promise<Blob>,
  });

export const useNameDeputy = () =>
  useRosterMutation(({ user, deputy }: { user: string; deputy: string | null }) =>
    unwrap(api.PUT("/api/v1/roster/people/{user}/deputy", { params: { path: { user } }, body: { deputy } })),
  );
