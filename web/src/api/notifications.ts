/** The user's own notifications, under the bell: listed page by page, counted, and marked as read or unread. */
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { unwrap, api } from "./client";
import { accountQuery } from "./queries";
import type { components } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type Notification = Schemas["Notification"];
export type NotificationMarks = Schemas["NotificationMarks"];

const POLL_MS = 30_000;
const PAGE_SIZE = 20;
const notificationsKey = ["notifications"];

const fetchPage = (query: { unread?: boolean; limit: number; cursor?: string }) =>
  unwrap(api.GET("/api/v1/notifications", { params: { query } }));

/** Poll the newest notification and the number of unread ones, until the session ends: the bar outlives it for a moment. */
export const useNewestNotification = () => {
  const signedIn = Boolean(useQuery(accountQuery).data);
  return useQuery({
    queryKey: [...notificationsKey, "newest"],
    enabled: signedIn,
    refetchInterval: POLL_MS,
    refetchOnReconnect: "always",
    queryFn: () => fetchPage({ limit: 1 }),
  });
};

export const useNotifications = (unread: boolean) =>
  useInfiniteQuery({
    queryKey: [...notificationsKey, "list", unread],
    refetchInterval: POLL_MS,
    refetchOnReconnect: "always",
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => fetchPage({ unread, limit: PAGE_SIZE, cursor: pageParam }),
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const useMarkNotifications = () =>
  useMutation({
    mutationFn: (body: NotificationMarks) => unwrap(api.POST("/api/v1/notifications/marks", { body })),
    onSettled: renewQueries(notificationsKey),
  });

/**
 * Mark the user's notifications about a subject as read once it is on the screen, however the user came there.
 *
 * @param shown whether it was loaded
 */
export function useMarkSubjectRead(about: Notification["about"], number: string, shown: boolean): void {
  const { mutate } = useMarkNotifications();
  useEffect(() => {
    if (shown) mutate({ read: true, about, number });
  }, [shown, about, number, mutate]);
}
