/** Requests that wait for a second person's approval, service tokens, and enrolment codes of the second factor. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import type { ServiceToken } from "./types";
import { usersMutation, userPath, requestsKey, tokensKey } from "./queries";

export const useRightsRequests = () =>
  useQuery({ queryKey: requestsKey, queryFn: () => unwrap(api.GET("/api/v1/rights-requests")) });

export const useDecideRightsRequest = (decision: "approve" | "refuse") =>
  useMutation({
    mutationFn: ({ id, proof }: { id: string; proof: string }) =>
      unwrap(
        api.POST(`/api/v1/rights-requests/{request_id}/${decision}`, {
          params: { path: { request_id: id } },
          body: { proof },
        }),
      ),
    ...usersMutation,
  });

export const useTokens = () => useQuery({ queryKey: tokensKey, queryFn: () => unwrap(api.GET("/api/v1/tokens")) });

export interface NewToken {
  name: string;
  permissions: ServiceToken["permissions"];
  days: number;
  proof: string;
}
/** Issue a service token. `gcTime` 0: a secret that is shown once is not kept in memory afterwards. */
export const useIssueToken = () =>
  useMutation({
    gcTime: 0,
    mutationFn: (body: NewToken) => unwrap(api.POST("/api/v1/tokens", { body: { kind: "service", ...body } as never })),
    ...usersMutation,
  });
export const useRevokeToken = () =>
  useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/tokens/{token_id}", { params: { path: { token_id: id } } })),
    ...usersMutation,
  });

export const useIssueEnrolmentCode = () =>
  useMutation({
    gcTime: 0,
    mutationFn: ({ user, proof }: { user: string; proof: string }) =>
      unwrap(api.POST("/api/v1/users/{name}/enrolment-code", { ...userPath(user), body: { proof } })),
  });
