/** The test number of drafts: the draft that is open there, and the calls to it while they happen. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";

type Schemas = components["schemas"];
export type DraftCall = Schemas["DraftCallOut"];
export type DraftCallForm = Schemas["DraftCallForm"];
export type DraftOpening = Schemas["DraftOpeningOut"];
export type DraftTestCall = Schemas["DraftTestCall"];

const OPEN_POLL_MS = 1_000;
const CLOSED_POLL_MS = 10_000;
const callKey = (draft: string) => ["site", "draft-call", draft];
const ofDraft = (draft: string) => ({ params: { path: { draft_id: draft } } });

/** The number as a draft sees it; it is asked for often while calls may change it. */
export const useDraftCall = (draft: string) =>
  useQuery({
    queryKey: callKey(draft),
    refetchInterval: ({ state }) => (state.data?.opening?.is_open ? OPEN_POLL_MS : CLOSED_POLL_MS),
    queryFn: () => unwrap(api.GET("/api/v1/site/drafts/{draft_id}/test-call", ofDraft(draft))),
  });

/** The lines and menus of a revision of a draft. */
export const useDraftMenus = (draft: string, revision: number) =>
  useQuery({
    queryKey: [...callKey(draft), "menus", revision],
    staleTime: Infinity,
    queryFn: () => unwrap(api.GET("/api/v1/site/drafts/{draft_id}/simulator-site", ofDraft(draft))),
  });

function useDraftCallRequest<Sent>(draft: string, request: (sent: Sent) => Promise<DraftCall>) {
  const cache = useQueryClient();
  return useSingleFlight(
    useMutation({
      mutationFn: request,
      onSuccess: (shown) => {
        cache.setQueryData(callKey(draft), shown);
      },
    }),
  );
}

export const useOpenDraftCall = (draft: string) =>
  useDraftCallRequest(draft, (form: DraftCallForm) =>
    unwrap(api.POST("/api/v1/site/drafts/{draft_id}/test-call", { ...ofDraft(draft), body: form })),
  );

export const useEndDraftCall = (draft: string) =>
  useDraftCallRequest<void>(draft, () =>
    unwrap(api.DELETE("/api/v1/site/drafts/{draft_id}/test-call", ofDraft(draft))),
  );
