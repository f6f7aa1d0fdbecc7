/** The unresolved escalations: counted by area, and listed page by page. */
import { useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type UnresolvedArea = Schemas["UnresolvedArea"];
export type UnresolvedEscalation = Schemas["UnresolvedEscalation"];
export interface EscalationFilter {
  area?: string;
  overdue?: boolean;
  answered?: boolean;
  cursor?: string;
}

const POLL_MS = 60_000;

export const useUnresolvedEscalations = (filter: EscalationFilter) =>
  useQuery({
    queryKey: ["unresolved-escalations", filter],
    refetchInterval: filter.cursor ? false : POLL_MS,
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/unresolved-escalations", { params: { query: { limit: 50, overdue: false, ...filter } } }),
      ),
  });
