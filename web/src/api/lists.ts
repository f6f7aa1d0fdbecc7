/** What every list offers: saved views, and the file of what is shown. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type SavedView = Schemas["SavedView"];
export type ListName = SavedView["list"];
export type ExportFormat = "csv" | "xlsx";

const viewsKey = ["saved-views"];

export const useSavedViews = (list: ListName, enabled: boolean) =>
  useQuery({
    queryKey: [...viewsKey, list],
    enabled,
    staleTime: 60_000,
    queryFn: () => unwrap(api.GET("/api/v1/saved-views", { params: { query: { list } } })),
  });

export const useSaveView = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: Schemas["SavedViewForm"]) => unwrap(api.POST("/api/v1/saved-views", { body })),
      onSuccess: (_data, _sent, _made, { client }) => client.invalidateQueries({ queryKey: viewsKey }),
    }),
  );

export const useDeleteView = () =>
  useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/api/v1/saved-views/{view_id}", { params: { path: { view_id: id } } })),
    onSettled: renewQueries(viewsKey),
  });

/** Save a file that the server made, under the given name. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
