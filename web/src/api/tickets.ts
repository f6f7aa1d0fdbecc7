/** Tickets: filed, listed, read, and moved by their steps; with what is attached to them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Filing } from "../desk/filing";
import { ask, part } from "./ask";
import { answer, api } from "./client";
import type { Attachment, Entry, StepForm, TicketPage, TicketRow, TicketTold, TicketsWanted, Template } from "./ticket-shapes";

const ARRIVE_MS = 30_000;
const RARELY_CHANGES_MS = 10 * 60_000;
const key = ["tickets"];

export function useFileTicket() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key: once, ...body }: Filing & { key: string }) => ask<TicketTold>("POST", "/api/v1/tickets", { body, key: once }),
    onSuccess: (ticket) => {
      client.setQueryData([...key, ticket.number], ticket);
      return client.invalidateQueries({ queryKey: ["me", "calls"] });
    },
  });
}

export const useTicket = (number: string) =>
  useQuery({
    queryKey: [...key, number],
    enabled: number !== "",
    staleTime: 5_000,
    queryFn: () => ask<TicketTold>("GET", `/api/v1/tickets/${part(number)}`),
  });

export const useTickets = (wanted: TicketsWanted) =>
  useQuery({
    queryKey: [...key, "list", wanted],
    refetchInterval: wanted.cursor ? false : ARRIVE_MS,
    placeholderData: (before: TicketPage | undefined) => before,
    queryFn: () => ask<TicketPage>("GET", "/api/v1/tickets", { query: { limit: 50, ...wanted } }),
  });

export const useHistory = (number: string) =>
  useQuery({ queryKey: [...key, number, "history"], queryFn: async () => (await ask<{ entries: Entry[] }>("GET", `/api/v1/tickets/${part(number)}/history`)).entries });

/** Whatever came of a step, the ticket, its history and the lists may be others now. */
export function useStep(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: StepForm) => ask<TicketTold>("POST", `/api/v1/tickets/${part(number)}/steps`, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export const useAttachments = (number: string) =>
  useQuery({ queryKey: [...key, number, "attachments"], queryFn: async () => (await ask<{ attachments: Attachment[] }>("GET", `/api/v1/tickets/${part(number)}/attachments`)).attachments });

export function useAttach(number: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append("file", file);
      return ask<Attachment>("POST", `/api/v1/tickets/${part(number)}/attachments`, { body: form });
    },
    onSettled: () => client.invalidateQueries({ queryKey: [...key, number] }),
  });
}

export const useTemplate = () => useMutation({ mutationFn: (id: string) => ask<Template>("GET", `/api/v1/answer-templates/${part(id)}`) });

export const useAreas = () =>
  useQuery({ queryKey: ["typology"], staleTime: RARELY_CHANGES_MS, queryFn: () => answer(api.GET("/api/v1/typology")) });

export type { TicketRow };
