/** Messages and announcements: those for the user, those that the user may send, and who received and read them. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { saveFile } from "./lists";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type OwnBulletin = Schemas["OwnBulletin"];
export type Bulletin = Schemas["Bulletin"];
export type BulletinDetail = Schemas["BulletinDetail"];
export type BulletinKind = Bulletin["kind"];
export type AudienceKind = Schemas["Audience"]["kind"];
export type AudienceChoices = Schemas["AudienceChoices"];
export type MessageForm = Schemas["MessageForm"];
export type AnnouncementForm = Schemas["AnnouncementForm"];

const BULLETINS = ["bulletins"];
export const OWN_BULLETINS = [...BULLETINS, "own"];
const POLL_MS = 60_000;
/** Who read what was sent, as a supervisor waits for it. */
const SENT_POLL_MS = 10_000;
const DETAIL_POLL_MS = 5_000;
const MOST_STANDING = 50;
const PAGE_SIZE = 20;
const ONE = (bulletin_id: string) => ({ params: { path: { bulletin_id } } });

/** Return the messages and announcements for the user that are shown now. */
export const useStandingBulletins = (enabled: boolean) =>
  useQuery({
    queryKey: [...OWN_BULLETINS, "standing"],
    enabled,
    staleTime: POLL_MS, // the server tells of changes before
    refetchInterval: POLL_MS,
    refetchOnReconnect: "always",
    queryFn: () =>
      unwrap(api.GET("/api/v1/me/bulletins", { params: { query: { standing: true, limit: MOST_STANDING } } })),
    select: ({ bulletins }) => bulletins,
  });

export const useOwnBulletins = () =>
  useInfiniteQuery({
    queryKey: [...OWN_BULLETINS, "all"],
    refetchInterval: POLL_MS,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/v1/me/bulletins", { params: { query: { limit: PAGE_SIZE, cursor: pageParam } } })),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export function useMarkBulletins() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["ReceiptForm"]) => unwrap(api.POST("/api/v1/me/bulletin-receipts", { body })),
    onSettled: (_data, _error, { read }) => {
      void client.invalidateQueries({ queryKey: OWN_BULLETINS });
      if (read) void client.invalidateQueries({ queryKey: ["notifications"] });
    },
  });
}

export const useSentBulletins = (kind: BulletinKind | undefined, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: [...BULLETINS, "sent", kind],
    enabled,
    refetchInterval: SENT_POLL_MS,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/v1/bulletins", { params: { query: { kind, limit: PAGE_SIZE, cursor: pageParam } } })),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const useBulletin = (id: string) =>
  useQuery({
    queryKey: [...BULLETINS, "detail", id],
    refetchInterval: DETAIL_POLL_MS,
    queryFn: () => unwrap(api.GET("/api/v1/bulletins/{bulletin_id}", ONE(id))),
  });

export const useAudiences = () =>
  useQuery({ queryKey: [...BULLETINS, "audiences"], queryFn: () => unwrap(api.GET("/api/v1/bulletin-audiences")) });

/** Return a mutation that runs once at a time, after which all lists of bulletins are read again. */
function useBulletinMutation<Input>(mutationFn: (input: Input) => Promise<BulletinDetail>) {
  return useSingleFlight(useMutation({ mutationFn, onSettled: renewQueries(BULLETINS) }));
}

export const useSendMessage = () =>
  useBulletinMutation((body: MessageForm) => unwrap(api.POST("/api/v1/staff-messages", { body })));

export const usePublishAnnouncement = () =>
  useBulletinMutation((body: AnnouncementForm) => unwrap(api.POST("/api/v1/announcements", { body })));

export const useWithdraw = () =>
  useBulletinMutation((id: string) => unwrap(api.POST("/api/v1/bulletins/{bulletin_id}/withdraw", ONE(id))));

export const useExportReceipts = () =>
  useMutation({
    mutationFn: async ({ bulletin, format }: Schemas["BulletinExportForm"]) => {
      const body = { bulletin, format };
      const file = (await unwrap(api.POST("/api/v1/bulletin-exports", { body, parseAs: "blob" }))) as Blob;
      saveFile(file, `lecturas-${bulletin}.${format}`);
    },
  });
