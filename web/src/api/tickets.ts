/** Tickets: filed, listed, read and moved by their steps; with their attachments. */
import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { FilingRequest } from "../features/tickets/model/filing";
import { parseTopic } from "../features/tickets/model/typology";
import { popKey } from "./customers";
import { unwrap, api } from "./client";
import type { components, paths } from "./schema";
import { addressOf } from "../practice-mode";
import { useSingleFlight } from "./single-flight";
import { OPENING_MS } from "./queries";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type TicketRow = Schemas["Ticket"];
export type TicketDetail = Schemas["TicketDetail"];
export type TicketPage = Schemas["TicketPage"];
export type PastLookup = TicketDetail["lookups"][number];
export type HistoryEntry = Schemas["TicketEntry"];
export type TicketMessage = Schemas["TicketMessage"];
export type StatusReading = Schemas["TicketReading"];
export type TicketHistory = Schemas["TicketHistory"];
export type Channel = TicketRow["channel"];
export type MentionedUser = Schemas["MentionedUser"];
export type TicketState = TicketRow["state"];
export type TermLight = TicketRow["light"];
export type StepRequest = paths["/api/v1/tickets/{number}/steps"]["post"]["requestBody"]["content"]["application/json"];
export type StepName = StepRequest["step"];
export type Box = NonNullable<NonNullable<paths["/api/v1/tickets"]["get"]["parameters"]["query"]>["box"]>;
type TicketQuery = NonNullable<paths["/api/v1/tickets"]["get"]["parameters"]["query"]>;
export type TicketFilter = Omit<TicketQuery, "limit">;
export type TicketCounts = Schemas["TicketCounts"];
export type TicketExport = Schemas["TicketExportForm"];
export type BulkStep = Schemas["BulkStepForm"];
export type BulkReport = Schemas["BulkStepReport"];
export type ReclassificationPreview = Schemas["Reclassification"];
export type Area = Schemas["AreaToday"];
export type Attachment = Schemas["Attachment"];
export type Letter = Schemas["Letter"];

/** Rows of a page of a list. */
export const PAGE_ROWS = 50;
export type AnswerPreview = Schemas["AnswerPreview"];

const POLL_MS = 30_000;
const STALE_AFTER_MS = 5_000;
const RARELY_CHANGES_MS = 10 * 60_000;
const SCAN_POLL_MS = 15_000;
const SENDING_POLL_MS = 10_000;
const ticketsKey = ["tickets"];
const ticketPath = (number: string) => ({ params: { path: { number } } });

export function useFileTicket() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key: once, ...body }: FilingRequest & { key: string }) =>
      unwrap(api.POST("/api/v1/tickets", { params: { header: { "idempotency-key": once } }, body })),
    onSuccess: (ticket) => {
      client.setQueryData([...ticketsKey, ticket.number], ticket);
      void client.invalidateQueries({ queryKey: popKey(ticket.call_id ?? "") });
      void client.invalidateQueries({ queryKey: [...ticketsKey, "list"] });
      return client.invalidateQueries({ queryKey: ["me", "calls"] });
    },
  });
}

/** File a petition outside a call; the key files it once, however often it is sent. */
export const useFilePetition = () =>
  useMutation({
    mutationFn: ({ key, body }: { key: string; body: Schemas["TicketForm"] }) =>
      unwrap(api.POST("/api/v1/tickets", { params: { header: { "idempotency-key": key } }, body })),
    onSuccess: (ticket, _sent, _made, { client }) => {
      client.setQueryData([...ticketsKey, ticket.number], ticket);
      return client.invalidateQueries({ queryKey: [...ticketsKey, "list"] });
    },
  });

/** Fetch the receipt and the term that a petition would have; not before the topic and the channel are known. */
export const useFilingPreview = (topic: string, channel: Channel | "", receivedAt: string) =>
  useQuery({
    queryKey: ["filing-preview", topic, channel, receivedAt],
    enabled: topic !== "" && channel !== "",
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/filing-preview", {
          params: {
            query: { ...parseTopic(topic), channel: channel || "written", received_at: receivedAt || null },
          },
        }),
      ),
  });

/** Return the download path of a ticket's file. */
export const attachmentUrl = (number: string, id: string): string =>
  addressOf(`/api/v1/tickets/${encodeURIComponent(number)}/attachments/${encodeURIComponent(id)}`);

/** Fetch a ticket, and again while its answer is on its way: the mail closes it, and no user's step. */
export const useTicket = (number: string) =>
  useQuery({
    queryKey: [...ticketsKey, number],
    enabled: number !== "",
    staleTime: STALE_AFTER_MS,
    refetchInterval: ({ state }) => (state.data?.state === "sending" ? SENDING_POLL_MS : false),
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{number}", ticketPath(number))),
  });

export const ticketsQuery = (filter: TicketFilter) =>
  queryOptions({
    queryKey: [...ticketsKey, "list", filter],
    staleTime: OPENING_MS,
    refetchInterval: filter.cursor ? false : POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/tickets", { params: { query: { limit: PAGE_ROWS, ...filter } } })),
  });

export const useTickets = (filter: TicketFilter) => useQuery(ticketsQuery(filter));

/** Fetch how many tickets the list has; the page does not wait for it. */
export const useTicketCounts = (
  filter: Omit<TicketFilter, "cursor" | "sort">,
  { enabled = true, staleTime = 0 } = {},
) =>
  useQuery({
    enabled,
    staleTime,
    queryKey: [...ticketsKey, "counts", filter],
    refetchInterval: POLL_MS,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/ticket-counts", { params: { query: filter } })),
  });

/** Fetch the file of a list. */
export const useExportTickets = () =>
  useMutation({
    mutationFn: (body: TicketExport) =>
      unwrap(api.POST("/api/v1/tickets/exports", { body, parseAs: "blob" })) as Promise<Blob>,
  });

/** Take a step on many tickets; the report says what was refused. The same key again does nothing twice. */
export const useTakeBulkStep = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ key, ...body }: BulkStep & { key: string }) =>
        unwrap(api.POST("/api/v1/tickets/bulk-steps", { body, params: { header: { "idempotency-key": key } } })),
      onSettled: renewQueries(ticketsKey),
    }),
  );

/** Fetch the history of a ticket at a version; until it is there, the one before is shown. */
export const useTicketHistory = (number: string, version: number, enabled = true) =>
  useQuery({
    queryKey: [...ticketsKey, number, "history", version],
    enabled,
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{number}/history", ticketPath(number))),
  });

/** Fetch the colleagues whom a note on the ticket may mention. */
export const useMentionCandidates = (number: string, enabled: boolean) =>
  useQuery({
    queryKey: [...ticketsKey, number, "mention-candidates"],
    enabled,
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{number}/mention-candidates", ticketPath(number))),
  });

/** Take a step. The ticket, its history and the lists are fetched again, even after an error. */
export const useTakeStep = (number: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: StepRequest) =>
        unwrap(api.POST("/api/v1/tickets/{number}/steps", { ...ticketPath(number), body })),
      onSettled: renewQueries(ticketsKey),
    }),
  );

/** Fetch the ticket, its history and the lists again. */
export const refreshTickets = (client: QueryClient) => client.invalidateQueries({ queryKey: ticketsKey });

/** Open the area's answer beside the petition. The server records it once, and then offers to accept the answer. */
export const useOpenedAnswer = (number: string, round: number) => {
  const client = useQueryClient();
  return useQuery({
    queryKey: ["opened-answers", number, round],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const opened = await unwrap(api.POST("/api/v1/tickets/{number}/answer-openings", ticketPath(number)));
      void client.invalidateQueries({ queryKey: [...ticketsKey, number] });
      return opened;
    },
  });
};

/** Fetch an answer as it would leave now; the server stores nothing. */
export const useAnswerPreview = (
  number: string,
  version: number,
  text: string,
  attachments: readonly string[] | null,
  enabled: boolean,
) =>
  useQuery({
    queryKey: [...ticketsKey, number, "preview", version, text, attachments],
    enabled,
    retry: false,
    placeholderData: (before) => before,
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/tickets/{number}/answer-preview", {
          ...ticketPath(number),
          body: { text: text || null, attachments: attachments ? [...attachments] : null },
        }),
      ),
  });

/** Fetch the effect of another topic on a ticket, and again when the ticket changes; not while the step is sent. */
export const useReclassificationPreview = (
  ticket: Pick<TicketRow, "number" | "version">,
  topic: string,
  busy: boolean,
) =>
  useQuery({
    queryKey: [...ticketsKey, ticket.number, "reclassification", topic, ticket.version],
    enabled: topic !== "" && !busy,
    retry: false,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/tickets/{number}/reclassification", {
          params: { path: { number: ticket.number }, query: parseTopic(topic) },
        }),
      ),
  });

/** Fetch the text of a template, with its placeholders filled from the ticket if one is given. */
export const useAnswerTemplate = (number?: string) =>
  useMutation({
    mutationFn: async (id: string): Promise<string> => {
      const path = { template_id: id };
      const template = number
        ? await unwrap(
            api.GET("/api/v1/tickets/{number}/answer-templates/{template_id}", {
              params: { path: { ...path, number } },
            }),
          )
        : await unwrap(api.GET("/api/v1/answer-templates/{template_id}", { params: { path } }));
      return template.text;
    },
  });

/** Fetch the areas with the person in charge of each today. */
export const areasQuery = queryOptions({
  queryKey: ["areas"],
  staleTime: RARELY_CHANGES_MS,
  queryFn: () => unwrap(api.GET("/api/v1/areas")),
});
export const useAreas = () => useQuery(areasQuery);

/** Fetch the attachments, and again until the antivirus has scanned all of them. */
export const useAttachments = (number: string) =>
  useQuery({
    queryKey: [...ticketsKey, number, "attachments"],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{number}/attachments", ticketPath(number))),
    refetchInterval: ({ state }) =>
      state.data?.attachments.some((each) => each.state === "waiting") ? SCAN_POLL_MS : false,
  });

/** Attach files, all or none; a file sent twice is attached once. */
export const useAddAttachments = (number: string) =>
  useMutation({
    mutationFn: (files: File[]) =>
      unwrap(
        api.POST("/api/v1/tickets/{number}/attachments", {
          ...ticketPath(number),
          body: { files: [] },
          bodySerializer: () => filesFormData(files),
        }),
      ),
    onSettled: renewQueries([...ticketsKey, number]),
  });

/** Fetch the letters to a petitioner without e-mail; each update may close or reopen the ticket. */
export const useLetters = (number: string) =>
  useQuery({
    queryKey: [...ticketsKey, number, "letters"],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{number}/letters", ticketPath(number))),
  });

export type LetterUpdate = { letter: string } & (
  | { carrier: string; guide: string }
  | { delivered: boolean; receipt: string }
);
export const useUpdateLetter = (number: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ letter, ...body }: LetterUpdate) => {
        const params = { path: { number, letter_id: letter } };
        return "carrier" in body
          ? unwrap(api.POST("/api/v1/tickets/{number}/letters/{letter_id}/dispatch", { params, body }))
          : unwrap(api.POST("/api/v1/tickets/{number}/letters/{letter_id}/delivery", { params, body }));
      },
      onSettled: renewQueries(ticketsKey),
    }),
  );

function filesFormData(files: File[]): FormData {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  return form;
}
