/** Reviews of accounts: their snapshot, the decisions, the signature and the execution. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type AccessReview = Schemas["AccessReviewDetail"];
export type AccessReviewSummary = Schemas["AccessReviewSummary"];
export type ReviewedAccount = Schemas["ReviewedAccount"];
export type ReviewDecision = NonNullable<ReviewedAccount["decision"]>;
export type AccountDecisionForm = Schemas["AccountDecisionForm"];
export type Role = ReviewedAccount["new_roles"][number];
export interface AccountFilter {
  decision?: "undecided" | ReviewDecision;
  finding?: "any" | "none" | ReviewedAccount["findings"][number];
  role?: Role;
  execution?: NonNullable<ReviewedAccount["execution"]>;
  q?: string;
}

/** Accounts of one page, and of one request that decides on many. */
export const ACCOUNT_PAGE_ROWS = 50;
const MOST_AT_ONCE = 500;
const reviewsKey = ["access-reviews"];
const path = (id: string) => ({ params: { path: { review_id: id } } });

export const useAccessReviews = (cursor?: string) =>
  useQuery({
    queryKey: [...reviewsKey, "list", cursor],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/access-reviews", { params: { query: { limit: 50, cursor } } })),
  });

export const useAccessReview = (id: string) =>
  useQuery({
    queryKey: [...reviewsKey, "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/access-reviews/{review_id}", path(id))),
  });

const fetchAccounts = (id: string, filter: AccountFilter, limit: number, after?: string) =>
  unwrap(
    api.GET("/api/v1/access-reviews/{review_id}/accounts", {
      params: { path: { review_id: id }, query: { ...filter, limit, after } },
    }),
  );

export const useReviewedAccounts = (id: string, filter: AccountFilter, after?: string) =>
  useQuery({
    queryKey: [...reviewsKey, "accounts", id, filter, after],
    placeholderData: (before) => before,
    queryFn: () => fetchAccounts(id, filter, ACCOUNT_PAGE_ROWS, after),
  });

const decide = (id: string, body: AccountDecisionForm) =>
  unwrap(api.POST("/api/v1/access-reviews/{review_id}/decisions", { ...path(id), body }));

/** Return all accounts that a filter finds, page by page. */
async function fetchAllAccounts(id: string, filter: AccountFilter): Promise<ReviewedAccount[]> {
  const found: ReviewedAccount[] = [];
  let after: string | undefined;
  do {
    const page = await fetchAccounts(id, filter, MOST_AT_ONCE, after);
    found.push(...page.accounts);
    after = page.next ?? undefined;
  } while (after);
  return found;
}

/** Keep each undecided account without findings, except one's own; return how many. */
async function keepSound(id: string): Promise<number> {
  const sound = await fetchAllAccounts(id, { decision: "undecided", finding: "none" });
  const users = sound.filter((each) => !each.own).map((each) => each.user);
  for (let at = 0; at < users.length; at += MOST_AT_ONCE)
    await decide(id, { users: users.slice(at, at + MOST_AT_ONCE), decision: "keep", roles: [], reason: "" });
  return users.length;
}

/** Carry out what is pending, except in one's own account and where one decided; return how many. */
async function executePending(id: string, user: string, proof: string): Promise<number> {
  const pending = await fetchAllAccounts(id, { execution: "pending" });
  const users = pending.filter((each) => !each.own && each.decided?.by !== user).map((each) => each.user);
  const body = { users: users.slice(0, MOST_AT_ONCE), proof };
  if (users.length) await unwrap(api.POST("/api/v1/access-reviews/{review_id}/executions", { ...path(id), body }));
  return body.users.length;
}

function useReviewMutation<Sent, Answer>(send: (sent: Sent) => Promise<Answer>) {
  return useSingleFlight(
    useMutation({
      mutationFn: send,
      onSettled: renewQueries(reviewsKey),
    }),
  );
}

export const useBeginReview = () => useReviewMutation(() => unwrap(api.POST("/api/v1/access-reviews")));
export const useDecide = (id: string) => useReviewMutation((body: AccountDecisionForm) => decide(id, body));
export const useKeepSound = (id: string) => useReviewMutation(() => keepSound(id));
export const useSignReview = (id: string) =>
  useReviewMutation(() => unwrap(api.POST("/api/v1/access-reviews/{review_id}/signature", path(id))));
export const useExecutePending = (id: string) =>
  useReviewMutation(({ user, proof }: { user: string; proof: string }) => executePending(id, user, proof));

/** Return the address of a sealed file of a review, which the browser downloads. */
export const accessReviewFile = (id: string, part: "snapshot" | "decisions"): string =>
  `/api/v1/access-reviews/${id}/${part}`;
