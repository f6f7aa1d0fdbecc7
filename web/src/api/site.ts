/** The versions of the site: what is in force, its publications, and the drafts of the next one. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { addressOf } from "../practice-mode";
import { api, unwrap } from "./client";
import { ApiProblem } from "./problem";
import { useSingleFlight } from "./single-flight";

export interface SiteComplaint {
  path: string[];
  text: string;
}
export interface SiteDifference {
  section: string;
  path: string[];
  text: string;
}
export interface Publication {
  id: number;
  version: string;
  effective_at: string;
  published_at: string;
  author: string;
  approver: string | null;
  origin: "folder" | "draft" | "return";
  reason: string;
  ends_at: string | null;
  cancelled_at: string | null;
}
export interface PublicationDetail extends Publication {
  document: Record<string, unknown>;
  differences: SiteDifference[];
}
export interface DraftSummary {
  id: string;
  title: string;
  outdated: boolean;
  editors: string[];
  created_at: string;
  updated_at: string;
  state: "open" | "waiting" | "published" | "discarded";
}
export interface SiteDraft extends DraftSummary {
  base_version: string;
  revision: number;
  document: Record<string, unknown>;
  complaints: SiteComplaint[];
  differences: SiteDifference[];
  publication: {
    effective_at: string | null;
    reason: string;
    requested_by: string;
    requested_at: string;
    own: boolean;
  } | null;
}
export interface SiteConflict {
  path: string[];
  before?: unknown;
  theirs?: unknown;
  mine?: unknown;
  by: string;
  at: string;
}
export interface SiteOverview {
  in_force: Publication;
  scheduled: Publication | null;
  drafts: DraftSummary[];
  two_persons: boolean;
}
export interface DraftCheck {
  complaints: SiteComplaint[];
  silent_prompts: string[];
  failed_tries: { id: string; name: string; faults: string[] }[];
}
export interface PublicationRequest {
  effective_at?: string;
  reason: string;
  tries_reason?: string;
  expected: number;
}
export interface DraftChange {
  path: string[];
  before?: unknown;
  after?: unknown;
}

const siteKey = ["site"];
const draftKey = (draft: string) => [...siteKey, "draft", draft];
const REVISION_POLL_MS = 4_000;

type Send = (path: string, init?: object) => Promise<{ data?: unknown }>;
const client = api as unknown as { GET: Send; POST: Send; DELETE: Send };
const read = <Answer>(path: string, init?: object) => unwrap(client.GET(path, init)) as Promise<Answer>;
const send = <Answer>(path: string, init?: object) => unwrap(client.POST(path, init)) as Promise<Answer>;
const ofDraft = (draft: string, body?: object) => ({ params: { path: { draft_id: draft } }, body });
const ofPublication = (publication: number, body?: object) => ({
  params: { path: { publication_id: publication } },
  body,
});

export const useSite = () =>
  useQuery({ queryKey: [...siteKey, "overview"], queryFn: () => read<SiteOverview>("/api/v1/site") });

/** The schema changes only with the program. */
export const useSiteSchema = () =>
  useQuery({
    queryKey: [...siteKey, "schema"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => read<object>("/api/v1/site/schema"),
  });

/** The publications, newest first; with a day, those that were in force on it. */
export const usePublications = (on: string) =>
  useInfiniteQuery({
    queryKey: [...siteKey, "publications", on],
    initialPageParam: "",
    getNextPageParam: (page: { next: string | null }) => page.next,
    queryFn: ({ pageParam }) =>
      read<{ publications: Publication[]; next: string | null }>("/api/v1/site/publications", {
        params: { query: { ...(on ? { on } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
      }),
  });

export const usePublication = (publication: number) =>
  useQuery({
    queryKey: [...siteKey, "publication", publication],
    queryFn: () => read<PublicationDetail>("/api/v1/site/publications/{publication_id}", ofPublication(publication)),
  });

/** Return the address of the folder of a publication, as a ZIP file. */
export const folderAddress = (publication: number): string =>
  addressOf(`/api/v1/site/publications/${publication}/folder`);

export const useDraft = (draft: string) =>
  useQuery({
    queryKey: draftKey(draft),
    queryFn: () => read<SiteDraft>("/api/v1/site/drafts/{draft_id}", ofDraft(draft)),
  });

/** Ask for the revision of a draft, and read the draft again when another person has changed it. */
export function useDraftRevision(draft: string, known: number) {
  const cache = useQueryClient();
  return useQuery({
    queryKey: [...siteKey, "revision", draft],
    refetchInterval: REVISION_POLL_MS,
    queryFn: async () => {
      const found = await read<{ revision: number; by: string; at: string }>(
        "/api/v1/site/drafts/{draft_id}/revision",
        ofDraft(draft),
      );
      if (found.revision !== known) await cache.invalidateQueries({ queryKey: draftKey(draft) });
      return found;
    },
  });
}

/** Return a request about one draft, whose answer is the draft as it is then. */
function useDraftRequest<Sent>(draft: string, request: (sent: Sent) => Promise<SiteDraft>) {
  return useSingleFlight(
    useMutation({
      mutationFn: request,
      onSuccess: (stored, _sent, _made, { client: cache }) => cache.setQueryData(draftKey(draft), stored),
    }),
  );
}

export const useChangeDraft = (draft: string) =>
  useDraftRequest(draft, (changes: DraftChange[]) =>
    send<SiteDraft>("/api/v1/site/drafts/{draft_id}/changes", ofDraft(draft, { changes })),
  );

/** Bring the draft to the version in force. */
export const useUpdateDraft = (draft: string) =>
  useDraftRequest(draft, (choices: { path: string[]; take: "mine" | "theirs" }[]) =>
    send<SiteDraft>("/api/v1/site/drafts/{draft_id}/update", ofDraft(draft, { choices })),
  );

/** Return a request after which everything about the site is read again. */
function useSiteRequest<Sent, Answer>(request: (sent: Sent) => Promise<Answer>) {
  return useSingleFlight(
    useMutation({
      mutationFn: request,
      onSuccess: (_data, _sent, _made, { client: cache }) => cache.invalidateQueries({ queryKey: siteKey }),
    }),
  );
}

export const useOpenDraft = () =>
  useSiteRequest((title: string) => send<SiteDraft>("/api/v1/site/drafts", { body: { title } }));

export const useDiscardDraft = (draft: string) =>
  useSiteRequest(() => unwrap(client.DELETE("/api/v1/site/drafts/{draft_id}", ofDraft(draft))));

/** Check a draft as its publication would: what is missing, and the tries of the site. */
export const useDraftCheck = (draft: string, revision: number) =>
  useQuery({
    queryKey: [...draftKey(draft), "check", revision],
    queryFn: () => send<DraftCheck>("/api/v1/site/drafts/{draft_id}/check", ofDraft(draft)),
  });

export const usePublishDraft = (draft: string) =>
  useSiteRequest((order: PublicationRequest) =>
    send<{ state: "published" | "waiting" }>("/api/v1/site/drafts/{draft_id}/publication", ofDraft(draft, order)),
  );

export const useApproveDraft = (draft: string) =>
  useSiteRequest(() => send<unknown>("/api/v1/site/drafts/{draft_id}/approval", ofDraft(draft)));

export const useRefuseDraft = (draft: string) =>
  useSiteRequest((reason: string) =>
    send<unknown>("/api/v1/site/drafts/{draft_id}/refusal", ofDraft(draft, { reason })),
  );

export const useCancelPublication = (publication: number) =>
  useSiteRequest((reason: string) =>
    send<unknown>("/api/v1/site/publications/{publication_id}/cancellation", ofPublication(publication, { reason })),
  );

/** Publish an earlier version again. */
export const useReturnToPublication = (publication: number) =>
  useSiteRequest((order: { reason: string; expected: number }) =>
    send<unknown>("/api/v1/site/publications/{publication_id}/return", ofPublication(publication, order)),
  );

/** Return the fields that another person changed at the same time, if that is why a request was refused. */
export const siteConflicts = (error: Error): readonly SiteConflict[] =>
  error instanceof ApiProblem && error.code === "site_conflicts"
    ? ((error.body as { conflicts?: SiteConflict[] }).conflicts ?? [])
    : [];
