/** Large clients: the register, the client of a call or ticket, and the novelties of their channel. */
import { type QueryClient, queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { ApiProblem } from "./problem";
import { useSingleFlight } from "./single-flight";
import type { components, paths } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type LargeClient = Schemas["LargeClientDetail"];
export type LargeClientSummary = Schemas["LargeClientSummary"];
export type LargeClientForm = Schemas["LargeClientForm"];
export type LargeClientUpdate = Schemas["LargeClientUpdate"];
export type LargeClientFilter = NonNullable<paths["/api/v1/large-clients"]["get"]["parameters"]["query"]>;
export type Novelty = Schemas["NoveltyDetail"];
export type NoveltySummary = Schemas["NoveltySummary"];
export type NoveltyStep = Novelty["steps"][number];
export type NoveltyOptions = Schemas["NoveltyOptions"];
export type NewNovelty = Schemas["NewNovelty"];
export type NoveltyExport = Schemas["NoveltyExportForm"];
export type NoveltyFilter = NonNullable<paths["/api/v1/client-novelties"]["get"]["parameters"]["query"]>;

/** Rows of a page of either list. */
export const PAGE_ROWS = 50;
const clientsKey = ["large-clients"];
const noveltiesKey = ["client-novelties"];
const clientKey = (id: string) => [...clientsKey, "one", id];
const noveltyKey = (id: string) => [...noveltiesKey, "one", id];

export const useLargeClients = (filter: LargeClientFilter) =>
  useQuery({
    queryKey: [...clientsKey, "list", filter],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/large-clients", { params: { query: { limit: PAGE_ROWS, ...filter } } })),
  });

export const useLargeClient = (id: string) =>
  useQuery({
    queryKey: clientKey(id),
    queryFn: () => unwrap(api.GET("/api/v1/large-clients/{client_id}", { params: { path: { client_id: id } } })),
  });

export const useClientActivity = (id: string) =>
  useQuery({
    queryKey: [...clientKey(id), "activity"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/large-clients/{client_id}/activity", { params: { path: { client_id: id } } })),
  });

export const useLargeClientOptions = () =>
  useQuery({
    queryKey: ["large-client-options"],
    staleTime: 60_000,
    queryFn: () => unwrap(api.GET("/api/v1/large-client-options")),
  });

/** The clients by which the user may filter tickets; none if they may not know who the petitioners are. */
export const largeClientNamesQuery = queryOptions({
  queryKey: [...clientsKey, "names"],
  staleTime: 60_000,
  queryFn: () => unwrap(api.GET("/api/v1/large-client-names")),
});

/** Register a client, or store another version of one that was read. */
export const useStoreClient = (id: string | null) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: LargeClientUpdate) => {
        if (id)
          return unwrap(api.PUT("/api/v1/large-clients/{client_id}", { params: { path: { client_id: id } }, body }));
        const { state: _state, until: _until, version: _version, ...form } = body;
        return unwrap(api.POST("/api/v1/large-clients", { body: form }));
      },
      onSuccess: (stored, _sent, _made, { client }) => {
        client.setQueryData(clientKey(stored.id), stored);
        void client.invalidateQueries({ queryKey: [...clientsKey, "list"] });
        void client.invalidateQueries({ queryKey: [...clientsKey, "names"] });
        void client.invalidateQueries({ queryKey: ["client-novelty-options"] });
      },
      onError: (error, _sent, _made, { client }) => {
        if (error instanceof ApiProblem && error.code === "large_client_changed" && id)
          client.setQueryData(clientKey(id), error.body.large_client as unknown as LargeClient);
      },
    }),
  );

export const useClientOfCall = (call: string) =>
  useQuery({
    queryKey: [...clientsKey, "call", call],
    staleTime: 60_000,
    queryFn: () => unwrap(api.GET("/api/v1/calls/{call_id}/large-client", { params: { path: { call_id: call } } })),
  });

export const useClientOfTicket = (number: string) =>
  useQuery({
    queryKey: [...clientsKey, "ticket", number],
    staleTime: 60_000,
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{number}/large-client", { params: { path: { number } } })),
  });

export const useNovelties = (filter: NoveltyFilter) =>
  useQuery({
    queryKey: [...noveltiesKey, "list", filter],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/client-novelties", { params: { query: { limit: PAGE_ROWS, ...filter } } })),
  });

export const useNovelty = (id: string) =>
  useQuery({
    queryKey: noveltyKey(id),
    queryFn: () => unwrap(api.GET("/api/v1/client-novelties/{novelty_id}", { params: { path: { novelty_id: id } } })),
  });

export const useNoveltyOptions = () =>
  useQuery({
    queryKey: ["client-novelty-options"],
    staleTime: 60_000,
    queryFn: () => unwrap(api.GET("/api/v1/client-novelty-options")),
  });

/** Register a novelty. `once` is the idempotency key of a form: sent twice, the novelty is stored once. */
export const useRegisterNovelty = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ once, ...body }: NewNovelty & { once: string }) =>
        unwrap(api.POST("/api/v1/client-novelties", { params: { header: { "idempotency-key": once } }, body })),
      onSettled: renewQueries(noveltiesKey),
    }),
  );

export interface StepRequest {
  act: NoveltyStep["act"];
  recipient: NoveltyStep["recipient"];
  on: string | null;
  text: string;
  revision: number;
  /** Whether the interventoría confirms for itself. */
  confirms: boolean;
}

function sendStep(id: string, { confirms, act, text, revision, ...more }: StepRequest): Promise<Novelty> {
  const params = { path: { novelty_id: id } };
  if (confirms) {
    const body = { act: act as "receive" | "answer", text, revision };
    return unwrap(api.POST("/api/v1/client-novelties/{novelty_id}/confirmation", { params, body }));
  }
  return unwrap(
    api.POST("/api/v1/client-novelties/{novelty_id}/steps", { params, body: { act, text, revision, ...more } }),
  );
}

/** Act on a novelty; if another person acted before, the novelty as it is takes the place of the one that was read. */
export const useStepNovelty = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (request: StepRequest) => sendStep(id, request),
      onSuccess: (novelty, _sent, _made, { client }) => store(client, novelty),
      onError: (error, _sent, _made, { client }) => {
        if (error instanceof ApiProblem && error.code === "novelty_changed")
          store(client, error.body.novelty as unknown as Novelty);
      },
    }),
  );

export const useExportNovelties = () =>
  useMutation({
    mutationFn: (body: NoveltyExport) =>
      unwrap(api.POST("/api/v1/client-novelty-exports", { body, parseAs: "blob" })) as Promise<Blob>,
  });

function store(client: QueryClient, novelty: Novelty): void {
  client.setQueryData(noveltyKey(novelty.id), novelty);
  void client.invalidateQueries({ queryKey: [...noveltiesKey, "list"] });
}
