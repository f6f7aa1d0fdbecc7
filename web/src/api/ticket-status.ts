/** How a petition is going: asked for on a call with its number, or by who follows the ticket. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type TicketStatus = Schemas["TicketStatus"];
export type StatusForm = Schemas["StatusForm"];
export type StatusTerms = Schemas["StatusTerms"];

const termsKey = (call: string) => ["calls", call, "ticket-status"];
const of = (call: string) => ({ params: { path: { call_id: call } } });

/** What the site asks beside the number, and how many attempts the call has left. */
export const useStatusTerms = (call: string) =>
  useQuery({ queryKey: termsKey(call), queryFn: () => answer(api.GET("/api/v1/calls/{call_id}/ticket-status", of(call))) });

/** Each answer is a reading that the log keeps, so it is asked for by a person only; the document is not kept. */
export const useAskStatus = (call: string) =>
  useMutation({
    gcTime: 0,
    mutationFn: (body: StatusForm) => answer(api.POST("/api/v1/calls/{call_id}/ticket-status", { ...of(call), body })),
    onSettled: (_data, _error, _sent, _made, { client }) =>
      Promise.all([client.invalidateQueries({ queryKey: termsKey(call) }), client.invalidateQueries({ predicate: ({ queryKey }) => queryKey.at(-1) === "history" })]),
  });

/** Of a ticket that somebody follows without reading it. */
export const useStatus = (number: string) =>
  useQuery({ queryKey: ["tickets", number, "status"], queryFn: () => answer(api.GET("/api/v1/tickets/{number}/status", { params: { path: { number } } })) });

/** The tickets of a customer whom the call has verified: the open ones first. */
export const useTicketsOf = (customer: string) =>
  useQuery({ queryKey: ["tickets", "list", { customer }], enabled: customer !== "", queryFn: () => answer(api.GET("/api/v1/tickets", { params: { query: { customer_id: customer, limit: 50 } } })) });
