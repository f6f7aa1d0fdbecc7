/** What an attention asks of the server beside the call itself: identity, the customer's data, and other systems. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { serverClock } from "../clock";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type IdentityCheck = Schemas["IdentityCheck"];
export type IdentityStatus = Schemas["IdentityStatus"];
export type IdentityResult = Schemas["IdentityResult"];
export type CustomerMatch = Schemas["CustomerMatch"];
export type Customer = Schemas["CustomerDetail"];
export type CustomerForm = Schemas["CustomerForm"];
export type CustomerChange = Schemas["CustomerChange"];
export type Lookup = Schemas["AvailableLookup"];
export type LookupAnswer = Schemas["LookupAnswer"];

const RARELY_CHANGES_MS = 10 * 60_000;

const identityKey = (call: string) => ["calls", call, "identity"];
const callPath = (call: string) => ({ params: { path: { call_id: call } } });
export const useIdentity = (call: string) =>
  useQuery({
    queryKey: identityKey(call),
    queryFn: () => unwrap(api.GET("/api/v1/calls/{call_id}/identity", callPath(call))),
  });

/** After either, what stands of the call's identity is asked for anew, whatever came of it. */
export function useStartIdentityCheck(call: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (customer: string) =>
      unwrap(api.POST("/api/v1/calls/{call_id}/identity", { ...callPath(call), body: { customer_id: customer } })),
    onSettled: () => client.invalidateQueries({ queryKey: identityKey(call) }),
  });
}
export interface IdentityAnswers {
  check: string;
  answers: { question: string; answer: string }[];
}
/** Answers are not kept once they are out of sight. */
export function useSubmitIdentityAnswers(call: string) {
  const client = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: ({ check, answers }: IdentityAnswers) =>
      unwrap(
        api.POST("/api/v1/calls/{call_id}/identity/{check_id}/answers", {
          params: { path: { call_id: call, check_id: check } },
          body: { answers },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: identityKey(call) }),
  });
}

/** The pop as it is now: what the caller has open changes when something is filed on the call. */
export const popKey = (call: string) => ["calls", call, "pop"];
export const useCurrentPop = (call: string, enabled: boolean) =>
  useQuery({
    queryKey: popKey(call),
    enabled,
    staleTime: Infinity,
    queryFn: () => unwrap(api.GET("/api/v1/calls/{call_id}/pop", callPath(call))),
  });

export type MergedRecord = Schemas["MergedRecordDetail"];
export interface IdentityRelease {
  customer: string;
  reason: string;
}
/** Of whom failed today: they may be asked again, in whatever call. The reason is not kept once it is out of sight. */
export const useReleaseIdentity = () =>
  useMutation({
    gcTime: 0,
    mutationFn: ({ customer, reason }: IdentityRelease) =>
      unwrap(
        api.POST("/api/v1/customers/{customer_id}/identity-release", {
          params: { path: { customer_id: customer } },
          body: { reason },
        }),
      ),
  });

export interface CustomerQuery {
  document?: string;
  number?: number;
  name?: string;
  phone?: string;
}
/** One way after another, until one finds somebody. Each search stands in the log, so it is made when asked for only. */
export const useCustomerSearch = () =>
  useMutation({
    gcTime: 0,
    mutationFn: async (ways: CustomerQuery[]) => {
      for (const way of ways) {
        const { customers } = await unwrap(api.POST("/api/v1/customers/search", { body: { limit: 8, ...way } }));
        if (customers.length) return customers;
      }
      return [];
    },
  });

/** `call`: in which it is asked; empty for who needs none. */
const customerKey = (id: string, call: string) => ["customers", id, call];
export const useCustomer = (id: string, call: string) =>
  useQuery({
    queryKey: customerKey(id, call),
    gcTime: 0,
    enabled: id !== "",
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/customers/{customer_id}", {
          params: { path: { customer_id: id }, query: { call_id: call || null } },
        }),
      ),
  });
export function useUpdateCustomer(id: string, call: string) {
  const client = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: (body: Omit<CustomerForm, "call_id">) =>
      unwrap(
        api.PATCH("/api/v1/customers/{customer_id}", {
          params: { path: { customer_id: id } },
          body: { ...body, call_id: call },
        }),
      ),
    onSuccess: (customer) => {
      client.setQueryData(customerKey(id, call), customer);
      void client.invalidateQueries({ queryKey: [...customerKey(id, call), "changes"] });
    },
  });
}
export const useCustomerChanges = (id: string, call: string) =>
  useQuery({
    queryKey: [...customerKey(id, call), "changes"],
    gcTime: 0,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/customers/{customer_id}/changes", {
          params: { path: { customer_id: id }, query: { call_id: call } },
        }),
      ),
  });

/** The records that were merged into a customer, for who may tell them apart. */
export const useMergedRecords = (id: string) =>
  useQuery({
    queryKey: ["customers", id, "merges"],
    gcTime: 0,
    queryFn: () => unwrap(api.GET("/api/v1/customers/{customer_id}/merges", { params: { path: { customer_id: id } } })),
  });
export type MergePreview = Schemas["MergePreviewDetail"];
/** What a merge would make of two records; of the choice before, while that is asked. */
export const useMergePreview = (kept: string, other: string) =>
  useQuery({
    queryKey: ["customers", kept, "merge", other],
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/customers/{customer_id}/merge", { params: { path: { customer_id: kept }, query: { other } } }),
      ),
  });
/** Whatever came of it, the records and their tickets may be others now; what was foretold is over once it is done. */
export const useMergeRecords = (kept: string) =>
  useMutation({
    gcTime: 0,
    mutationFn: (body: Schemas["MergeForm"]) =>
      unwrap(api.POST("/api/v1/customers/{customer_id}/merge", { params: { path: { customer_id: kept } }, body })),
    onSettled: (_data, error, _sent, _made, { client }) =>
      Promise.all([
        client.invalidateQueries({
          queryKey: ["customers"],
          predicate: ({ queryKey }) => error !== null || queryKey[2] !== "merge",
        }),
        client.invalidateQueries({ queryKey: ["tickets"] }),
      ]),
  });
/** Whatever came of it, the customer, the records and their tickets may be others now. */
export const useUnmergeRecords = (id: string) =>
  useMutation({
    gcTime: 0,
    mutationFn: (body: Schemas["UnmergeForm"]) =>
      unwrap(api.POST("/api/v1/customers/{customer_id}/separate", { params: { path: { customer_id: id } }, body })),
    onSettled: (_data, _error, _sent, _made, { client }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["customers"] }),
        client.invalidateQueries({ queryKey: ["tickets"] }),
      ]),
  });

export type ErasurePlan = Schemas["ErasureReport"];
export type CreditStatus = ErasurePlan["credit"];
/** What would be erased of a customer for a request; asked for once a request is named. */
export const useErasurePlan = (id: string, request: string, credit: CreditStatus | undefined) =>
  useQuery({
    queryKey: ["customers", id, "erasure", request, credit],
    gcTime: 0,
    enabled: request !== "",
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/customers/{customer_id}/erasure", {
          params: { path: { customer_id: id }, query: { request, credit } },
        }),
      ),
  });
/** Once it is done, nothing that was read of the person is true any more. */
export const useEraseCustomer = (id: string) =>
  useMutation({
    gcTime: 0,
    mutationFn: (body: Schemas["ErasureForm"]) =>
      unwrap(api.POST("/api/v1/customers/{customer_id}/erasure", { params: { path: { customer_id: id } }, body })),
    onSuccess: (_data, _sent, _made, { client }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["customers"], predicate: ({ queryKey }) => queryKey[2] !== "erasure" }),
        client.invalidateQueries({ queryKey: ["tickets"] }),
        client.invalidateQueries({ queryKey: ["calls"] }),
      ]),
  });

export const useLookups = () =>
  useQuery({ queryKey: ["lookups"], staleTime: RARELY_CHANGES_MS, queryFn: () => unwrap(api.GET("/api/v1/lookups")) });
export interface LookupRequest {
  lookup: string;
  credit?: string;
}
/** What a consult is made for: a call, about whom it has verified, or a ticket, about its customer. */
export type LookupPurpose = { call: string } | { ticket: string };
export const useRunLookup = (purpose: LookupPurpose) =>
  useMutation({
    gcTime: 0,
    mutationFn: ({ lookup, credit }: LookupRequest) => {
      const body = credit ? { credit } : {};
      return "call" in purpose
        ? unwrap(
            api.POST("/api/v1/calls/{call_id}/lookups/{lookup}", {
              params: { path: { call_id: purpose.call, lookup } },
              body,
            }),
          )
        : unwrap(
            api.POST("/api/v1/tickets/{number}/lookups/{lookup}", {
              params: { path: { number: purpose.ticket, lookup } },
              body,
            }),
          );
    },
    // A ticket tells which consults were made for it.
    onSettled: (_data, _error, _sent, _made, { client }) =>
      "ticket" in purpose
        ? client.invalidateQueries({ queryKey: ["tickets", purpose.ticket], exact: true })
        : undefined,
  });

/** The term of a petition that is received now. */
export const useLegalTerm = (kind: string) =>
  useQuery({
    queryKey: ["terms", kind],
    enabled: kind !== "",
    staleTime: RARELY_CHANGES_MS,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/terms", {
          params: {
            query: { received: new Date(serverClock.now()).toISOString(), kind: kind as Schemas["Terms"]["kind"] },
          },
        }),
      ),
  });
