/** Wall displays: those who manage them, the pairing of a television, and what it reads. */
import { type QueryClient, useMutation, useQuery } from "@tanstack/react-query";
import { api, realApi, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";

type Schemas = components["schemas"];
export type WallDisplay = Schemas["WallDisplay"];
export type DisplayForm = Schemas["DisplayForm"];
export type NewDisplay = Schemas["NewDisplayForm"];
export type Wall = Schemas["Wall"];
export type Panel = DisplayForm["panels"][number];
export type WallTheme = DisplayForm["theme"];

const POLL_MS = 10_000;
const displaysKey = ["displays"];
const displayPath = (id: string) => ({ params: { path: { display_id: id } } });
/** Handlers of the mutations: fetch the list again, even after an error. */
const settled = {
  onSettled: (
    _data: unknown,
    _error: Error | null,
    _sent: unknown,
    _made: unknown,
    { client }: { client: QueryClient },
  ) => client.invalidateQueries({ queryKey: displaysKey }),
};

export const useDisplays = () =>
  useQuery({ queryKey: displaysKey, refetchInterval: POLL_MS, queryFn: () => unwrap(api.GET("/api/v1/displays")) });

/** Create a display. `gcTime` 0: a code that is shown once is not kept in memory afterwards. */
export const useCreateDisplay = () =>
  useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: (body: NewDisplay) => unwrap(api.POST("/api/v1/displays", { body })),
      ...settled,
    }),
  );
export const useChangeDisplay = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: DisplayForm) => unwrap(api.PUT("/api/v1/displays/{display_id}", { ...displayPath(id), body })),
      ...settled,
    }),
  );
export const useIssueCode = (id: string) =>
  useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: () => unwrap(api.POST("/api/v1/displays/{display_id}/code", displayPath(id))),
      ...settled,
    }),
  );
export const useRevokeDisplay = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: () => unwrap(api.DELETE("/api/v1/displays/{display_id}", displayPath(id))),
      ...settled,
    }),
  );

/** Exchange a pairing code for the cookie of this television. */
export const usePairing = () =>
  useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: (code: string) => unwrap(realApi.POST("/api/v1/wall/pairing", { body: { code } })),
    }),
  );

/** Read the figures of this television, or fail after a while: a request that hangs must not stop the next one. */
export const readWall = (timeoutMs: number): Promise<Wall> =>
  unwrap(realApi.GET("/api/v1/wall", { signal: AbortSignal.timeout(timeoutMs) }));
