/** Changes of the queues that advisors serve now: those in force, and the requests that start and end one. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type QueueOverride = Schemas["QueueOverride"];
export type QueueOverrideForm = Schemas["QueueOverrideForm"];

const OVERRIDES = ["roster", "overrides"];
const POLL_MS = 10_000;
const advisorPath = (advisor: string) => ({ params: { path: { advisor } } });

export const useQueueOverrides = (enabled: boolean) =>
  useQuery({
    queryKey: OVERRIDES,
    enabled,
    refetchInterval: POLL_MS,
    queryFn: () => unwrap(api.GET("/api/v1/roster/queue-overrides")),
  });

function useOverrideMutation<Input>(mutationFn: (input: Input) => Promise<Schemas["QueueOverrides"]>) {
  return useSingleFlight(useMutation({ mutationFn, onSettled: renewQueries(OVERRIDES) }));
}

export const useStartOverride = () =>
  useOverrideMutation(({ advisor, body }: { advisor: string; body: QueueOverrideForm }) =>
    unwrap(api.PUT("/api/v1/roster/advisors/{advisor}/queue-override", { ...advisorPath(advisor), body })),
  );

export const useEndOverride = () =>
  useOverrideMutation((advisor: string) =>
    unwrap(api.DELETE("/api/v1/roster/advisors/{advisor}/queue-override", advisorPath(advisor))),
  );
