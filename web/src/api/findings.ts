/** Findings of the quality audit: listed, registered, acted on, and their files. */
import { type QueryClient, useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { ApiProblem } from "./problem";
import { useSingleFlight } from "./single-flight";
import type { components, paths } from "./schema";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type Finding = Schemas["FindingDetail"];
export type FindingSummary = Schemas["FindingSummary"];
export type FindingAct = Finding["acts"][number];
export type FindingOptions = Schemas["FindingOptions"];
export type NewFinding = Schemas["NewFinding"];
export type FindingExport = Schemas["FindingExportForm"];
export type FindingFilter = NonNullable<paths["/api/v1/quality/findings"]["get"]["parameters"]["query"]>;

/** Rows of a page of the list. */
export const FINDING_PAGE_ROWS = 50;
export const findingsKey = ["findings"];
const findingKey = (id: string) => [...findingsKey, "one", id];

export const useFindings = (filter: FindingFilter, enabled = true) =>
  useQuery({
    queryKey: [...findingsKey, "list", filter],
    enabled,
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(api.GET("/api/v1/quality/findings", { params: { query: { limit: FINDING_PAGE_ROWS, ...filter } } })),
  });

export const useFinding = (id: string) =>
  useQuery({
    queryKey: findingKey(id),
    queryFn: () => unwrap(api.GET("/api/v1/quality/findings/{finding_id}", { params: { path: { finding_id: id } } })),
  });

export const useFindingOptions = () =>
  useQuery({
    queryKey: ["finding-options"],
    staleTime: 60_000,
    queryFn: () => unwrap(api.GET("/api/v1/quality/finding-options")),
  });

/** Register a finding. `once` is the idempotency key of a form: sent twice, the finding is stored once. */
export const useRegisterFinding = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ once, ...body }: NewFinding & { once: string }) =>
        unwrap(api.POST("/api/v1/quality/findings", { params: { header: { "idempotency-key": once } }, body })),
      onSettled: renewQueries(findingsKey),
    }),
  );

type OwnerAct = Schemas["FindingActionForm"]["act"];
type ReviewAct = Schemas["FindingReviewForm"]["act"];
export interface ActRequest {
  act: FindingAct;
  revision: number;
  text: string;
  /** Of an assignment. */
  area: string;
  owner: string;
}
const OWNER_ACTS: readonly FindingAct[] = ["propose", "finish", "reject"];

function sendAct(id: string, { act, revision, text, area, owner }: ActRequest): Promise<Finding> {
  const params = { path: { finding_id: id } };
  if (act === "assign") {
    const body = { area, owner, revision, text };
    return unwrap(api.POST("/api/v1/quality/findings/{finding_id}/assignment", { params, body }));
  }
  if (OWNER_ACTS.includes(act)) {
    const body = { act: act as OwnerAct, revision, text };
    return unwrap(api.POST("/api/v1/quality/findings/{finding_id}/action", { params, body }));
  }
  const body = { act: act as ReviewAct, revision, text };
  return unwrap(api.POST("/api/v1/quality/findings/{finding_id}/review", { params, body }));
}

/** Act on a finding; if another person acted before, the finding as it is takes the place of the one that was read. */
export const useActOnFinding = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (request: ActRequest) => sendAct(id, request),
      onSuccess: (finding, _sent, _made, { client }) => store(client, finding),
      onError: (error, _sent, _made, { client }) => {
        if (error instanceof ApiProblem && error.code === "finding_changed")
          store(client, error.body.finding as unknown as Finding);
      },
    }),
  );

export const useAttachFindingFile = (id: string) =>
  useMutation({
    mutationFn: (file: File) =>
      unwrap(
        api.POST("/api/v1/quality/findings/{finding_id}/files", {
          params: { path: { finding_id: id } },
          body: { files: [] },
          bodySerializer: () => fileForm(file),
        }),
      ),
    onSuccess: (finding, _sent, _made, { client }) => store(client, finding),
  });

export const useExportFindings = () =>
  useMutation({
    mutationFn: (body: FindingExport) =>
      unwrap(api.POST("/api/v1/quality/finding-exports", { body, parseAs: "blob" })) as Promise<Blob>,
  });

/** Return the address of a file, which the browser downloads. */
export const findingFilePath = (id: string, file: string): string => `/api/v1/quality/findings/${id}/files/${file}`;

function store(client: QueryClient, finding: Finding): Promise<void> {
  client.setQueryData(findingKey(finding.id), finding);
  return client.invalidateQueries({ queryKey: [...findingsKey, "list"] });
}

function fileForm(file: File): FormData {
  const form = new FormData();
  form.append("files", file);
  return form;
}
