/** The search of everything. The text goes in the body, because it may be a person's datum. */
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";

export type SearchResults = components["schemas"]["SearchResults"];
export type CustomerResult = SearchResults["customers"][number];

/** Search for a text; an empty one is not searched. Results are dropped from memory as soon as they are not shown. */
export const useSearch = (text: string) =>
  useQuery({
    queryKey: ["search", text],
    enabled: text !== "",
    gcTime: 0,
    staleTime: 0,
    retry: false, // each request is a fact
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/search", { body: { text, limit: 5 }, signal })),
  });
