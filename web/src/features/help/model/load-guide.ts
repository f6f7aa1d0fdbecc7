/** The guides and their index, each loaded when it is first needed. */
import { useQuery } from "@tanstack/react-query";
import type { Guide } from "./guide";
import { buildIndex } from "./search-guides";

const FILES = import.meta.glob<{ default: Guide }>(["../../../../../docs/guias/*.md", "!**/README.md"]);

/** Fetch a guide; null if there is none with that id. */
export const useGuide = (id: string) =>
  useQuery({
    queryKey: ["guide", id],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await FILES[`../../../../../docs/guias/${id}.md`]?.())?.default ?? null,
  });

/** Fetch the index, at the first search. */
export const useGuideIndex = (searches: boolean) =>
  useQuery({
    queryKey: ["guide-index"],
    enabled: searches,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => buildIndex((await import("virtual:help-texts")).default),
  });
