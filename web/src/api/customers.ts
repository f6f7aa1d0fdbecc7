/**
 * Requests of a conversation with a customer besides the call itself: identity, the customer's data, and other systems.
 */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import { serverClock } from "../clock";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";
import { renewQueries } from "./renewal";

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
export type CallSpeaker = Schemas["CallSpeaker"];
export type SpeakerForm = Schemas["SpeakerForm"];
export type MandateCoverage = NonNullable<CallSpeaker["coverage"]>;
export type CheckedMandate = Schemas["CheckedMandate"];

const RARELY_CHANGES_MS = 10 * 60_000;

const identityKey = (call: string) => ["calls", call, "identity"];
const callPath = (call: string) => ({ params: { path: { call_id: call } } });
export const useIdentity = (call: string, enabled = true) =>
  useQuery({
    enabled,
    queryKey: identityKey(call),
    queryFn: () => unwrap(api.GET("/api/v1/calls/{call_id}/identity", callPath(call))),
  });

/** State who speaks. What may be said changes with it, so the customer's data in memory are dropped. */
export function useStateSpeaker(call: string) {
  const renew = useRenewedIdentity(call);
  return useMutation({
    mutationFn: (body: SpeakerForm) => unwrap(api.PUT("/api/v1/calls/{call_id}/speaker", { ...callPath(call), body })),
    onSettled: renew,
  });
}

/** Record for what the speaker's mandate suffices. */
export function useCheckMandate(call: string) {
  const renew = useRenewedIdentity(call);
  return useMutation({
    mutationFn: (coverage: MandateCoverage) =>
      unwrap(api.POST("/api/v1/calls/{call_id}/speaker/mandate-check", { ...callPath(call), body: { coverage } })),
    onSettled: renew,
  });
}

function useRenewedIdentity(call: string) {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: identityKey(call) });
    client.removeQueries({ queryKey: ["customers"], type: "inactive" });
  };
}

/** The mandates of the verified customer that an advisor checked before. */
export const useCheckedMandates = (call: string, enabled: boolean) =>
  useQuery({
    queryKey: ["calls", call, "mandates"],
    enabled,
    queryFn: () => unwrap(api.GET("/api/v1/calls/{call_id}/speaker/mandates", callPath(call))),
  });

/** Start an identity check. The call's identity status is fetched again afterwards, even after an error. */
export function useStartIdentityCheck(call: string) {
  return useSingleFlight(
    useMutation({
      mutationFn: (customer: string) =>
        unwrap(api.POST("/api/v1/calls/{call_id}/identity", { ...callPath(call), body: { customer_id: customer } })),
      onSettled: renewQueries(identityKey(call)),
    }),
  );
}
export interface IdentityAnswers {
  check: string;
  answers: { question: string; answer: string }[];
}
/** Submit the answers of an identity check. They are not kept in memory once the form is closed. */
export function useSubmitIdentityAnswers(call: string) {
  return useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: ({ check, answers }: IdentityAnswers) =>
        unwrap(
          api.POST("/api/v1/calls/{call_id}/identity/{check_id}/answers", {
            params: { path: { call_id: call, check_id: check } },
            body: { answers },
          }),
        ),
      onSettled: renewQueries(identityKey(call)),
    }),
  );
}

export type SuggestedCustomer = Schemas["SuggestedCustomer"];
/** Fetch the customers with the caller's number. The log records each request, so it is sent only when asked. */
export const useSuggestedCustomers = (call: string) =>
  useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: async () =>
        (await unwrap(api.POST("/api/v1/calls/{call_id}/possible-customers", callPath(call)))).customers,
    }),
  );

/** The screen pop changes when a ticket is filed on the call, because it counts the caller's open tickets. */
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
/** Allow a customer who failed today to be asked again, in any call. The reason is not kept in memory. */
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
/** Search by one criterion after another. The log records each search, so it runs only on request. */
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

/** Search the customers who resemble the one to register. The log records each search, so it runs only on request. */
export const useSimilarCustomers = () =>
  useMutation({
    gcTime: 0,
    mutationFn: async (body: Schemas["CustomerRegistration"]) =>
      (await unwrap(api.POST("/api/v1/customers/similar", { body }))).customers,
  });
/** Register a customer. The data are not kept in memory once the form is closed. */
export const useRegisterCustomer = () =>
  useMutation({
    gcTime: 0,
    mutationFn: (body: Schemas["CustomerRegistration"]) => unwrap(api.POST("/api/v1/customers", { body })),
  });

/** `call` is the call that gives access to the customer's data; empty for users who need none. */
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
  return useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: (body: Omit<CustomerForm, "call_id">) =>
        unwrap(
          api.PATCH("/api/v1/customers/{customer_id}", {
            params: { path: { customer_id: id } },
            body: { ...body, call_id: call || null },
          }),
        ),
      onSuccess: (customer) => {
        client.setQueryData(customerKey(id, call), customer);
        void client.invalidateQueries({ queryKey: [...customerKey(id, call), "changes"] });
        void client.invalidateQueries({ queryKey: timelineKey(id, call) });
      },
    }),
  );
}
export const useCustomerChanges = (id: string, call: string) =>
  useQuery({
    queryKey: [...customerKey(id, call), "changes"],
    gcTime: 0,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/customers/{customer_id}/changes", {
          params: { path: { customer_id: id }, query: { call_id: call || null } },
        }),
      ),
  });

/** The filter of a timeline as the API takes it; `to` is exclusive. */
export interface TimelineQuery {
  kind?: Schemas["CustomerEvent"]["kind"][];
  from?: string;
  to?: string;
}
const timelineKey = (id: string, call: string) => [...customerKey(id, call), "timeline"];
/** Fetch a customer's timeline page by page. The log records each page, so nothing is fetched again by itself. */
export const useCustomerTimeline = (id: string, call: string, query: TimelineQuery, limit: number) =>
  useInfiniteQuery({
    queryKey: [...timelineKey(id, call), query, limit],
    gcTime: 0,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/customers/{customer_id}/timeline", {
          params: {
            path: { customer_id: id },
            query: { ...query, call_id: call || null, limit, cursor: pageParam },
          },
        }),
      ),
    getNextPageParam: (last) => last.next,
  });

/** Fetch the records that were merged into a customer, for users who may unmerge them. */
export const useMergedRecords = (id: string) =>
  useQuery({
    queryKey: ["customers", id, "merges"],
    gcTime: 0,
    queryFn: () => unwrap(api.GET("/api/v1/customers/{customer_id}/merges", { params: { path: { customer_id: id } } })),
  });
export type MergePreview = Schemas["MergePreviewDetail"];
/** Fetch the result that a merge of two records would have; the previous preview stays while the new one loads. */
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
/**
 * Merge two records. The records and their tickets are fetched again, even after an error; the preview only after an
 * error, because it no longer exists after the merge.
 */
export const useMergeRecords = (kept: string) =>
  useSingleFlight(
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
    }),
  );
/** Unmerge records. The customer, the records and their tickets are fetched again, even after an error. */
export const useUnmergeRecords = (id: string) =>
  useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: (body: Schemas["UnmergeForm"]) =>
        unwrap(api.POST("/api/v1/customers/{customer_id}/separate", { params: { path: { customer_id: id } }, body })),
      onSettled: (_data, _error, _sent, _made, { client }) =>
        Promise.all([
          client.invalidateQueries({ queryKey: ["customers"] }),
          client.invalidateQueries({ queryKey: ["tickets"] }),
        ]),
    }),
  );

export type ErasurePlan = Schemas["ErasureReport"];
export type CreditStatus = ErasurePlan["credit"];
/** Fetch what an erasure request would erase of a customer; disabled until a request is given. */
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
/** Erase a customer's data. Everything that was read of the person is fetched again. */
export const useEraseCustomer = (id: string) =>
  useSingleFlight(
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
    }),
  );

export const useLookups = () =>
  useQuery({ queryKey: ["lookups"], staleTime: RARELY_CHANGES_MS, queryFn: () => unwrap(api.GET("/api/v1/lookups")) });
export interface LookupRequest {
  lookup: string;
  credit?: string;
}
/** The purpose of a lookup: a call, for its verified customer, or a ticket, for its customer. */
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
    // A ticket lists the lookups that were made for it.
    onSettled: (_data, _error, _sent, _made, { client }) =>
      "ticket" in purpose
        ? client.invalidateQueries({ queryKey: ["tickets", purpose.ticket], exact: true })
        : undefined,
  });

/** Fetch the legal term of a petition received now. */
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
