/** The status of a petition: requested on a call by its number, or by a user who follows the ticket. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { unwrap, api } from "./client";
import type { components } from "./schema";
import { useSingleFlight } from "./single-flight";

type Schemas = components["schemas"];
export type TicketStatus = Schemas["TicketStatus"];
export type StatusForm = Schemas["StatusForm"];
export type StatusRequirements = Schemas["StatusTerms"];

const requirementsKey = (call: string) => ["calls", call, "ticket-status"];
const callPath = (call: string) => ({ params: { path: { call_id: call } } });

/** Fetch the data that the site requires besides the number, and how many attempts the call has left. */
export const useStatusRequirements = (call: string) =>
  useQuery({
    queryKey: requirementsKey(call),
    queryFn: () => unwrap(api.GET("/api/v1/calls/{call_id}/ticket-status", callPath(call))),
  });

/** Request a status. The log records each reading, so it runs only on request; the document number is not kept. */
export const useRequestStatus = (call: string) =>
  useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: (body: StatusForm) =>
        unwrap(api.POST("/api/v1/calls/{call_id}/ticket-status", { ...callPath(call), body })),
      onSettled: (_data, _error, _sent, _made, { client }) =>
        Promise.all([
          client.invalidateQueries({ queryKey: requirementsKey(call) }),
          client.invalidateQueries({ predicate: ({ queryKey }) => queryKey.at(-1) === "history" }),
        ]),
    }),
  );

/** Fetch the status of a ticket that the user follows but may not read. */
export const useTicketStatus = (number: string) =>
  useQuery({
    queryKey: ["tickets", number, "status"],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{number}/status", { params: { path: { number } } })),
  });

/** Fetch the tickets of the customer whom the call has verified, open ones first. */
export const useCustomerTickets = (customer: string) =>
  useQuery({
    queryKey: ["tickets", "list", { customer }],
    enabled: customer !== "",
    queryFn: () => unwrap(api.GET("/api/v1/tickets", { params: { query: { customer_id: customer, limit: 50 } } })),
  });
