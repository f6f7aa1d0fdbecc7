/** The staff register: listed, and each person's entries, moves, exits and corrections; and the import of a file. */
import { type QueryClient, useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { ApiProblem } from "./problem";
import type { components, paths } from "./schema";
import { useSingleFlight } from "./single-flight";

type Schemas = components["schemas"];
export type StaffPerson = Schemas["StaffDetail"];
export type StaffSummary = Schemas["StaffSummary"];
export type StaffPeriod = StaffPerson["history"][number];
export type StaffOptions = Schemas["StaffOptions"];
export type StaffExport = Schemas["StaffExportForm"];
export type StaffImport = Schemas["StaffImportResult"];
export type StaffFilter = NonNullable<paths["/api/v1/staff"]["get"]["parameters"]["query"]>;
export type StaffPlace = Pick<StaffPerson, "employer" | "position" | "line" | "channel" | "coordinator">;
/** An act of a person's page, or the entry of a new person. */
export type StaffAct = StaffPerson["acts"][number] | "register";

/** Rows of a page of the list. */
export const STAFF_PAGE_ROWS = 50;
const staffKey = ["staff"];
const personKey = (user: string) => [...staffKey, "one", user];

export const useStaff = (filter: StaffFilter) =>
  useQuery({
    queryKey: [...staffKey, "list", filter],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/staff", { params: { query: { limit: STAFF_PAGE_ROWS, ...filter } } })),
  });

export const useStaffPerson = (user: string) =>
  useQuery({
    queryKey: personKey(user),
    queryFn: () => unwrap(api.GET("/api/v1/staff/{user}", { params: { path: { user } } })),
  });

export const useStaffOptions = () =>
  useQuery({
    queryKey: [...staffKey, "options"],
    staleTime: 60_000,
    queryFn: () => unwrap(api.GET("/api/v1/staff-options")),
  });

export interface StaffActRequest {
  act: StaffAct;
  user: string;
  revision: number;
  name: string;
  document: string;
  place: StaffPlace;
  begins_on: string;
  /** The first day of a move; null for today. */
  moves_on: string | null;
  /** Null leaves those that the account has. */
  roles: Schemas["MoveForm"]["roles"] | null;
  /** Null ends the person's rights now. */
  last_day: string | null;
  destination: string;
  reason: string;
  proof: string;
}

function sendAct({ act, user, place, ...said }: StaffActRequest): Promise<StaffPerson> {
  const params = { path: { user } };
  const { name, document, begins_on, roles, reason, proof, revision, moves_on, last_day, destination } = said;
  const entry = { ...place, begins_on, roles, reason, proof };
  if (act === "register") return unwrap(api.POST("/api/v1/staff", { body: { user, name, document, ...entry } }));
  if (act === "return") return unwrap(api.POST("/api/v1/staff/{user}/return", { params, body: entry }));
  if (act === "move") {
    const body = { ...place, begins_on: moves_on, roles: roles ?? [], reason, proof };
    return unwrap(api.POST("/api/v1/staff/{user}/move", { params, body }));
  }
  if (act === "leave")
    return unwrap(api.POST("/api/v1/staff/{user}/exit", { params, body: { last_day, destination, reason } }));
  if (act === "cancel_move") return unwrap(api.DELETE("/api/v1/staff/{user}/move", { params }));
  if (act === "cancel_exit") return unwrap(api.DELETE("/api/v1/staff/{user}/exit", { params }));
  return unwrap(api.PUT("/api/v1/staff/{user}", { params, body: { ...place, name, document, revision } }));
}

/** Act on a person; if another one corrected them before, the person as they are take the place of what was read. */
export const useStaffAct = () =>
  useSingleFlight(
    useMutation({
      mutationFn: sendAct,
      onSuccess: (person, _sent, _made, { client }) => store(client, person),
      onError: (error, _sent, _made, { client }) => {
        if (error instanceof ApiProblem && error.code === "staff_changed")
          store(client, error.body.person as unknown as StaffPerson);
      },
    }),
  );

export const useImportStaff = () =>
  useMutation({
    mutationFn: (body: { content: string; apply: boolean }) => unwrap(api.POST("/api/v1/staff-imports", { body })),
    onSuccess: (result, _sent, _made, { client }) => {
      if (result.applied) void client.invalidateQueries({ queryKey: staffKey });
    },
  });

export const useExportStaff = () =>
  useMutation({
    mutationFn: (body: StaffExport) =>
      unwrap(api.POST("/api/v1/staff-exports", { body, parseAs: "blob" })) as Promise<Blob>,
  });

function store(client: QueryClient, person: StaffPerson): void {
  client.setQueryData(personKey(person.user), person);
  void client.invalidateQueries({ queryKey: [...staffKey, "list"] });
  void client.invalidateQueries({ queryKey: [...staffKey, "options"] });
}
