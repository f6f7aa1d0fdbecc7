/** How a petition is going: asked for on a call with its number, or by who follows the ticket. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import type { components } from "./schema";

type Schemas = components["schemas"];
export type TicketStatus = Schemas["TicketStatus"];
export type StatusForm = Schemas["StatusForm"];
export type StatusRequirements = Schemas["StatusTerms"];

const requirementsKey = (call: string) => ["calls", call, "ticket-status"];
const callPath = (call: string) => ({ params: { path: { call_id: call } } });

/** What the site asks beside the number, and how many attempts the call has left. */
export const useStatusRequirements = (call: string) =>
  useQuery({
    queryKey: requirementsKey(call),
    queryFn: () => unwrap(api.GET("/api/v1/calls/{call_id}/ticket-status", callPath(call))),
  });

/** Each answer is a reading that the log keeps, so it is asked for by a person only; the document is not kept. */
export const useRequestStatus = (call: string) =>
  useMutation({
    gcTime: 0,
    mutationFn: (body: StatusForm) =>
      unwrap(api.POST("/api/v1/calls/{call_id}/ticket-status", { ...callPath(call), body })),
    onSettled: (_data, _error, _sent, _made, { client }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: requirementsKey(call) }),
        client.invalidateQueries({ predicate: ({ queryKey }) => queryKey.at(-1) === "history" }),
      ]),
  });

/** Of a ticket that somebody follows without reading it. */
export const useTicketStatus = (number: string) =>
  useQuery({
    queryKey: ["tickets", number, "status"],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{number}/status", { params: { path: { number } } })),
  });

/** The tickets of a customer whom the call has verified: the open ones first. */
export const useCustomerTickets = (customer: string) =>
  useQuery({
    queryKey: ["tickets", "list", { customer }],
    enabled: customer !== "",
    queryFn: () => unwrap(api.GET("/api/v1/tickets", { params: { query: { customer_id: customer, limit: 50 } } })),
  });
