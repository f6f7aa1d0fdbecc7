/** Tickets: filed, listed, read, and moved by their steps; with what is attached to them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Filing } from "../features/tickets/model/filing";
import { topicOf } from "../features/tickets/model/typology";
import { popKey } from "./customers";
import { answer, api } from "./client";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type TicketRow = Schemas["Ticket"];
export type TicketTold = Schemas["TicketDetail"];
export type TicketPage = Schemas["TicketPage"];
export type LookupMade = TicketTold["lookups"][number];
export type Entry = Schemas["TicketEntry"];
export type Message = Schemas["TicketMessage"];
export type Reading = Schemas["TicketReading"];
export type History = Schemas["TicketHistory"];
export type TicketState = TicketRow["state"];
export type Light = TicketRow["light"];
export type StepForm = paths["/api/v1/tickets/{number}/steps"]["post"]["requestBody"]["content"]["application/json"];
export type StepName = StepForm["step"];
export type Box = NonNullable<NonNullable<paths["/api/v1/tickets"]["get"]["parameters"]["query"]>["box"]>;
export interface TicketsWanted {
  box?: Box;
  state?: TicketState;
  light?: Light;
  cursor?: string;
}
export type Foretold = Schemas["Reclassification"];
export type Area = Schemas["AreaToday"];
export type Attachment = Schemas["Attachment"];
export type Letter = Schemas["Letter"];

const ARRIVE_MS = 30_000;
const FRESH_MS = 5_000;
const RARELY_CHANGES_MS = 10 * 60_000;
const WAITING_FILES_MS = 15_000;
const key = ["tickets"];
const of = (number: string) => ({ params: { path: { number } } });

export function useFileTicket() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key: once, ...body }: Filing & { key: string }) => answer(api.POST("/api/v1/tickets", { params: { header: { "idempotency-key": once } }, body })),
    onSuccess: (ticket) => {
      client.setQueryData([...key, ticket.number], ticket);
      void client.invalidateQueries({ queryKey: popKey(ticket.call_id ?? "") });
      void client.invalidateQueries({ queryKey: [...key, "list"] });
      return client.invalidateQueries({ queryKey: ["me", "calls"] });
    },
  });
}

/** Where a file of a ticket is had. */
export const fileOf = (number: string, id: string): string => `/api/v1/tickets/${encodeURIComponent(number)}/attachments/${encodeURIComponent(id)}`;

export const useTicket = (number: string) =>
  useQuery({ queryKey: [...key, number], enabled: number !== "", staleTime: FRESH_MS, queryFn: () => answer(api.GET("/api/v1/tickets/{number}", of(number))) });

export const useTickets = (wanted: TicketsWanted) =>
  useQuery({
    queryKey: [...key, "list", wanted],
    refetchInterval: wanted.cursor ? false : ARRIVE_MS,
    placeholderData: (before) => before,
    queryFn: () => answer(api.GET("/api/v1/tickets", { params: { query: { limit: 50, ...wanted } } })),
  });

export const useHistory = (number: string, wanted = true) =>
  useQuery({ queryKey: [...key, number, "history"], enabled: wanted, queryFn: () => answer(api.GET("/api/v1/tickets/{number}/history", of(number))) });

/** Whatever came of a step, the ticket, its history and the lists may be others now. */
export const useStep = (number: string) =>
  useMutation({
    mutationFn: (body: StepForm) => answer(api.POST("/api/v1/tickets/{number}/steps", { ...of(number), body })),
    onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: key }),
  });

/** What another topic would make of a ticket: asked as soon as one is chosen, and again where the ticket moved; not while it is being done. */
export const useForetold = (ticket: Pick<TicketRow, "number" | "version">, topic: string, busy: boolean) =>
  useQuery({
    queryKey: [...key, ticket.number, "reclassification", topic, ticket.version],
    enabled: topic !== "" && !busy,
    retry: false,
    queryFn: () => answer(api.GET("/api/v1/tickets/{number}/reclassification", { params: { path: { number: ticket.number }, query: topicOf(topic) } })),
  });

/** The text of a template: with what a ticket knows in its gaps, where there is one. */
export const useTemplate = (number?: string) =>
  useMutation({
    mutationFn: async (id: string): Promise<string> => {
      const path = { template_id: id };
      const told = number
        ? await answer(api.GET("/api/v1/tickets/{number}/answer-templates/{template_id}", { params: { path: { ...path, number } } }))
        : await answer(api.GET("/api/v1/answer-templates/{template_id}", { params: { path } }));
      return told.text;
    },
  });

/** The areas, with who is in charge of each today. */
export const useAreas = () =>
  useQuery({ queryKey: ["areas"], staleTime: RARELY_CHANGES_MS, queryFn: () => answer(api.GET("/api/v1/areas")) });

/** While the antivirus has not seen all of them, they are asked for again and again. */
export const useAttachments = (number: string) =>
  useQuery({
    queryKey: [...key, number, "attachments"],
    queryFn: () => answer(api.GET("/api/v1/tickets/{number}/attachments", of(number))),
    refetchInterval: ({ state }) => state.data?.attachments.some((each) => each.state === "waiting") ? WAITING_FILES_MS : false,
  });

/** All or none; sent again, a file is attached once. */
export const useAttach = (number: string) =>
  useMutation({
    mutationFn: (files: File[]) =>
      answer(api.POST("/api/v1/tickets/{number}/attachments", { ...of(number), body: { files: [] }, bodySerializer: () => formOf(files) })),
    onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: [...key, number] }),
  });

/** Letters of who has no e-mail; each change may close the ticket, or open it again. */
export const useLetters = (number: string) =>
  useQuery({ queryKey: [...key, number, "letters"], queryFn: () => answer(api.GET("/api/v1/tickets/{number}/letters", of(number))) });

export type LetterNews = { letter: string } & ({ carrier: string; guide: string } | { delivered: boolean; receipt: string });
export const useLetterNews = (number: string) =>
  useMutation({
    mutationFn: ({ letter, ...body }: LetterNews) => {
      const params = { path: { number, letter_id: letter } };
      return "carrier" in body
        ? answer(api.POST("/api/v1/tickets/{number}/letters/{letter_id}/dispatch", { params, body }))
        : answer(api.POST("/api/v1/tickets/{number}/letters/{letter_id}/delivery", { params, body }));
    },
    onSettled: (_data, _error, _sent, _made, { client }) => client.invalidateQueries({ queryKey: key }),
  });

function formOf(files: File[]): FormData {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  return form;
}
