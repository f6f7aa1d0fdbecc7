/** The access log (bitácora de depuración), its signed reviews, and the identity checks of all calls. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { useSingleFlight } from "./single-flight";
import type { components, paths } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type AccessLogEntry = Schemas["AccessLogEntry"];
export type AccessLogExport = Schemas["AccessLogExportForm"];
export type AccessLogFilter = NonNullable<paths["/api/v1/access-log"]["get"]["parameters"]["query"]>;
export type AccessComparison = Schemas["AccessComparison"];
export type AccessComparisonForm = Schemas["AccessComparisonForm"];
export type AccessDiscrepancy = Schemas["AccessDiscrepancy"];
export type LogReview = Schemas["LogReviewDetail"];
export type LogReviewSummary = Schemas["LogReviewSummary"];
export type LogReviewForm = Schemas["LogReviewForm"];
export type IdentityCheckRecord = Schemas["IdentityCheckRecord"];
export type IdentityCheckExport = Schemas["IdentityCheckExportForm"];
export type IdentityCheckFilter = NonNullable<paths["/api/v1/identity-checks"]["get"]["parameters"]["query"]>;

/** Rows of a page of a list. */
export const LOG_PAGE_ROWS = 50;
const WAIT_MS = 2_000;
const reviewsKey = ["access-log-reviews"];

export const useAccessLog = (filter: AccessLogFilter) =>
  useQuery({
    queryKey: ["access-log", filter],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/access-log", { params: { query: { limit: LOG_PAGE_ROWS, ...filter } } })),
  });

export const useExportAccessLog = () =>
  useMutation({
    mutationFn: (body: AccessLogExport) =>
      unwrap(api.POST("/api/v1/access-log-exports", { body, parseAs: "blob" })) as Promise<Blob>,
  });

export const useLogReviews = (cursor?: string) =>
  useQuery({
    queryKey: [...reviewsKey, "list", cursor],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/access-log-reviews", { params: { query: { limit: 50, cursor } } })),
  });

export const useLogReview = (id: string) =>
  useQuery({
    queryKey: [...reviewsKey, "one", id],
    // The worker makes the files after the signature.
    refetchInterval: ({ state }) => (state.data && !state.data.pdf_digest ? WAIT_MS : false),
    queryFn: () => unwrap(api.GET("/api/v1/access-log-reviews/{review_id}", { params: { path: { review_id: id } } })),
  });

export const useCompareAccessLog = () =>
  useMutation({
    mutationFn: (body: AccessComparisonForm) => unwrap(api.POST("/api/v1/access-log-comparisons", { body })),
  });

/** Sign a review. `once` is the idempotency key of a form: sent twice, one review is signed. */
export const useSignLogReview = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ once, ...body }: LogReviewForm & { once: string }) =>
        unwrap(api.POST("/api/v1/access-log-reviews", { params: { header: { "idempotency-key": once } }, body })),
      onSettled: renewQueries(reviewsKey),
    }),
  );

/** Return the address of a file of a review, which the browser downloads. */
export const accessReviewFile = (id: string, part: "pdf" | "xlsx" | "csv" | "content"): string =>
  `/api/v1/access-log-reviews/${id}/${part}`;

export const useIdentityChecks = (filter: IdentityCheckFilter) =>
  useQuery({
    queryKey: ["identity-checks", filter],
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(api.GET("/api/v1/identity-checks", { params: { query: { limit: LOG_PAGE_ROWS, ...filter } } })),
  });

export const useExportIdentityChecks = () =>
  useMutation({
    mutationFn: (body: IdentityCheckExport) =>
      unwrap(api.POST("/api/v1/identity-check-exports", { body, parseAs: "blob" })) as Promise<Blob>,
  });
