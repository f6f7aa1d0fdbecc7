/** What the user has seen of the help, and the marks that store it on the server. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { inPractice } from "../practice-mode";
import { api, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";

type Schemas = components["schemas"];
export type HelpMarks = Schemas["HelpMarks"];
export type Role = HelpMarks["tours"][number];

const helpMarksKey = ["me", "help"];

/** A practice has no tours and no news: its screens are those of the practice campaign. */
export const useHelpMarks = () =>
  useQuery({
    queryKey: helpMarksKey,
    enabled: !inPractice,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => unwrap(api.GET("/api/v1/me/help")),
  });

/** Mark a tour or the news of a release as seen. */
export function useMarkHelp() {
  const client = useQueryClient();
  return useSingleFlight(
    useMutation({
      mutationFn: (seen: { role: Role } | { version: string }) =>
        unwrap(
          "role" in seen
            ? api.PUT("/api/v1/me/help/tours/{role}", { params: { path: { role: seen.role } } })
            : api.PUT("/api/v1/me/help/news", { body: seen }),
        ),
      onSuccess: (marks) => client.setQueryData(helpMarksKey, marks),
    }),
  );
}
