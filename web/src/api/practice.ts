/** Practices: start one, end it, and read them. They belong to the real campaign, whichever mode the page is in. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { realApi, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type Practice = Schemas["PracticeDetail"];
export type PracticeBoard = Schemas["PracticeBoard"];

/** Rows of a page. */
export const PRACTICE_PAGE_ROWS = 20;
const REFRESH_MS = 5_000;
const practiceKey = ["practices"];

export const usePracticeBoard = () =>
  useQuery({
    queryKey: [...practiceKey, "board"],
    refetchInterval: REFRESH_MS,
    queryFn: () => unwrap(realApi.GET("/api/v1/practice-board")),
  });

/** Return a page of practices: the user's own, or those of all advisors or of one. */
export const usePractices = ({ own, advisor, cursor }: { own: boolean; advisor?: string; cursor?: string }) =>
  useQuery({
    queryKey: [...practiceKey, "list", own, advisor, cursor],
    placeholderData: (before) => before,
    refetchInterval: REFRESH_MS,
    queryFn: () => {
      const page = { limit: PRACTICE_PAGE_ROWS, ...(cursor ? { cursor } : {}) };
      return own
        ? unwrap(realApi.GET("/api/v1/me/practices", { params: { query: page } }))
        : unwrap(realApi.GET("/api/v1/practices", { params: { query: { ...page, ...(advisor ? { advisor } : {}) } } }));
    },
  });

/** Start a practice: one's own without `advisor`. */
export const useStartPractice = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ scenario, advisor }: { scenario: string; advisor?: string }) =>
        advisor
          ? unwrap(realApi.POST("/api/v1/practices", { body: { scenario, advisor } }))
          : unwrap(realApi.POST("/api/v1/me/practices", { body: { scenario } })),
      onSettled: renewQueries(practiceKey),
    }),
  );

/** End a practice: one's own, or an advisor's. `onEnd` runs also if the page no longer shows what called it. */
export const useEndPractice = ({ onEnd }: { onEnd?: () => void } = {}) =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ id, own }: { id: string; own: boolean }) => {
        const params = { path: { practice_id: id } };
        return own
          ? unwrap(realApi.POST("/api/v1/me/practices/{practice_id}/end", { params }))
          : unwrap(realApi.POST("/api/v1/practices/{practice_id}/end", { params }));
      },
      onSuccess: () => onEnd?.(),
      onSettled: renewQueries(practiceKey),
    }),
  );
