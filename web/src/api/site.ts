/** The versions of the site: what is in force, its publications, and the drafts of the next one. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { addressOf } from "../practice-mode";
import { api, unwrap } from "./client";
import type { components, operations } from "./schema";
import { ApiProblem } from "./problem";
import { useSingleFlight } from "./single-flight";

type Schemas = components["schemas"];
export type SiteComplaint = Schemas["SiteComplaint"];
export type SiteDifference = Schemas["SiteDifference"];
export type Publication = Schemas["PublicationOut"];
export type PublicationDetail = Schemas["PublicationDetail"];
export type DraftSummary = Schemas["DraftSummary"];
export type SiteDraft = Schemas["DraftOut"];
export type SiteOverview = Schemas["SiteOverview"];
export type DraftCheck = Schemas["GateOut"];
export type PublicationRequest = Schemas["PublicationOrderForm"];
export type DraftChange = Schemas["FieldChange"];
export type ConflictChoice = Schemas["ConflictChoice"];
/** What two persons changed at once, as the error `site_conflicts` has it. */
export interface SiteConflict {
  path: string[];
  before?: unknown;
  theirs?: unknown;
  mine?: unknown;
  by: string;
  at: string;
}

const siteKey = ["site"];
const draftKey = (draft: string) => [...siteKey, "draft", draft];
const REVISION_POLL_MS = 4_000;

const ofDraft = (draft: string) => ({ params: { path: { draft_id: draft } } });
const ofPublication = (publication: number) => ({ params: { path: { publication_id: publication } } });

export const useSite = () =>
  useQuery({ queryKey: [...siteKey, "overview"], queryFn: () => unwrap(api.GET("/api/v1/site")) });

/** The schema changes only with the program. */
export const useSiteSchema = () =>
  useQuery({
    queryKey: [...siteKey, "schema"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => unwrap(api.GET("/api/v1/site/schema")),
  });

/** The publications, newest first; with a day, those that were in force on it. */
export const usePublications = (on: string) =>
  useInfiniteQuery({
    queryKey: [...siteKey, "publications", on],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/site/publications", {
          params: { query: { ...(on ? { on } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    getNextPageParam: ({ next }) => next,
  });

export const usePublication = (publication: number) =>
  useQuery({
    queryKey: [...siteKey, "publication", publication],
    queryFn: () => unwrap(api.GET("/api/v1/site/publications/{publication_id}", ofPublication(publication))),
  });

/** Return the address of the folder of a publication, as a ZIP file. */
export const folderAddress = (publication: number): string =>
  addressOf(`/api/v1/site/publications/${publication}/folder`);

export const useDraft = (draft: string) =>
  useQuery({
    queryKey: draftKey(draft),
    queryFn: () => unwrap(api.GET("/api/v1/site/drafts/{draft_id}", ofDraft(draft))),
  });

export type TextPreviewQuery = operations["preview_site_text"]["parameters"]["query"];

/** How a text of a draft reads now, with invented data; the last one stays visible while the next one is made. */
export const useTextPreview = (draft: string, revision: number, query: TextPreviewQuery) =>
  useQuery({
    queryKey: [...siteKey, "preview", draft, revision, query],
    queryFn: () =>
      unwrap(api.GET("/api/v1/site/drafts/{draft_id}/preview", { params: { path: { draft_id: draft }, query } })),
    placeholderData: keepPreviousData,
  });

/** Ask for the revision of a draft, and read the draft again when another person has changed it. */
export function useDraftRevision(draft: string, known: { revision: number; state: string }) {
  const cache = useQueryClient();
  return useQuery({
    queryKey: [...siteKey, "revision", draft, known.revision, known.state],
    refetchInterval: REVISION_POLL_MS,
    queryFn: async () => {
      const found = await unwrap(api.GET("/api/v1/site/drafts/{draft_id}/revision", ofDraft(draft)));
      if (found.revision !== known.revision || found.state !== known.state)
        await cache.invalidateQueries({ queryKey: draftKey(draft), exact: true });
      return found;
    },
  });
}

/** Return a request about one draft, whose answer is the draft as it is then. */
function useDraftRequest<Sent>(draft: string, request: (sent: Sent) => Promise<SiteDraft>) {
  return useSingleFlight(
    useMutation({
      mutationFn: request,
      onSuccess: (stored, _sent, _made, { client }) => client.setQueryData(draftKey(draft), stored),
    }),
  );
}

export const useChangeDraft = (draft: string) =>
  useDraftRequest(draft, (changes: DraftChange[]) =>
    unwrap(api.POST("/api/v1/site/drafts/{draft_id}/changes", { ...ofDraft(draft), body: { changes } })),
  );

/** Store a sound or a logo in a draft, in place of one with its name. */
export const useUploadDraftFile = (draft: string) =>
  useMutation({
    mutationFn: ({ name, file }: { name: string; file: File }) =>
      unwrap(
        api.PUT("/api/v1/site/drafts/{draft_id}/files/{name}", {
          params: { path: { draft_id: draft, name } },
          body: { files: [] },
          bodySerializer: () => {
            const form = new FormData();
            form.append("files", file);
            return form;
          },
        }),
      ),
    onSuccess: (_data, _sent, _made, { client }) => client.invalidateQueries({ queryKey: draftKey(draft) }),
  });

/** Bring the draft to the version in force. */
export const useUpdateDraft = (draft: string) =>
  useDraftRequest(draft, (choices: ConflictChoice[]) =>
    unwrap(api.POST("/api/v1/site/drafts/{draft_id}/update", { ...ofDraft(draft), body: { choices } })),
  );

/** Return a request after which everything about the site is read again. */
function useSiteRequest<Sent, Answer>(request: (sent: Sent) => Promise<Answer>) {
  return useSingleFlight(
    useMutation({
      mutationFn: request,
      onSuccess: (_data, _sent, _made, { client }) => client.invalidateQueries({ queryKey: siteKey }),
    }),
  );
}

export const useOpenDraft = () =>
  useSiteRequest((title: string) => unwrap(api.POST("/api/v1/site/drafts", { body: { title } })));

export const useDiscardDraft = (draft: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: () => unwrap(api.DELETE("/api/v1/site/drafts/{draft_id}", ofDraft(draft))),
      onSuccess: (_data, _sent, _made, { client }) =>
        client.invalidateQueries({ queryKey: [...siteKey, "overview"], exact: true }),
    }),
  );

/** Check a draft as its publication would: what is missing, and the tries of the site. */
export const useDraftCheck = (draft: string, revision: number) =>
  useQuery({
    queryKey: [...siteKey, "check", draft, revision],
    queryFn: () => unwrap(api.POST("/api/v1/site/drafts/{draft_id}/check", ofDraft(draft))),
  });

export const usePublishDraft = (draft: string) =>
  useSiteRequest((order: PublicationRequest) =>
    unwrap(api.POST("/api/v1/site/drafts/{draft_id}/publication", { ...ofDraft(draft), body: order })),
  );

export const useApproveDraft = (draft: string) =>
  useSiteRequest(() => unwrap(api.POST("/api/v1/site/drafts/{draft_id}/approval", ofDraft(draft))));

export const useRefuseDraft = (draft: string) =>
  useSiteRequest((reason: string) =>
    unwrap(api.POST("/api/v1/site/drafts/{draft_id}/refusal", { ...ofDraft(draft), body: { reason } })),
  );

export const useCancelPublication = (publication: number) =>
  useSiteRequest((reason: string) =>
    unwrap(
      api.POST("/api/v1/site/publications/{publication_id}/cancellation", {
        ...ofPublication(publication),
        body: { reason },
      }),
    ),
  );

/** Publish an earlier version again. */
export const useReturnToPublication = (publication: number) =>
  useSiteRequest((order: { reason: string; expected: number }) =>
    unwrap(
      api.POST("/api/v1/site/publications/{publication_id}/return", { ...ofPublication(publication), body: order }),
    ),
  );

/** Return the fields that another person changed at the same time, if that is why a request was refused. */
export const siteConflicts = (error: Error): readonly SiteConflict[] =>
  error instanceof ApiProblem && error.code === "site_conflicts"
    ? ((error.body as { conflicts?: SiteConflict[] }).conflicts ?? [])
    : [];
