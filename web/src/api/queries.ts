/** What is read over HTTP, each with its key and how long it stays true; and what each change makes old. */
import { hashKey, QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { Account, Action, CallRow, Grant, Mode, RightsRequest, Target, VoiceMessage } from "./types";
import { ApiProblem } from "./problem";

const RARELY_CHANGES_MS = 10 * 60_000;
const MESSAGES_ARRIVE_MS = 30_000;
const PHONE_MAY_CHANGE_MS = 30_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => error instanceof ApiProblem && error.retryable && failures < 3,
      networkMode: "always", // navigator.onLine lies behind VPNs; the answer itself says whether it went
      refetchOnWindowFocus: false,
    },
    mutations: { networkMode: "always", retry: false },
  },
});

/** Null: nobody is signed in. */
export const accountQuery = queryOptions<Account | null>({
  queryKey: ["me"],
  staleTime: RARELY_CHANGES_MS,
  refetchInterval: ({ state }) => (state.data?.permissions.includes("phone.own") ? PHONE_MAY_CHANGE_MS : false),
  queryFn: async () => (await answer(api.GET("/api/v1/session"))).account,
});

const typologyQuery = queryOptions({
  queryKey: ["typology"],
  staleTime: RARELY_CHANGES_MS,
  queryFn: () => answer(api.GET("/api/v1/typology")),
});
/** They are the same all day. */
const municipalitiesQuery = queryOptions({
  queryKey: ["municipalities"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => answer(api.GET("/api/v1/municipalities")),
});
const reasonsQuery = queryOptions({
  queryKey: ["pause-reasons"],
  staleTime: RARELY_CHANGES_MS,
  queryFn: () => answer(api.GET("/api/v1/pause-reasons")),
});
const CALL_IS_RECORDED_MS = 2_000;
const linesQuery = queryOptions({
  queryKey: ["lines"],
  staleTime: RARELY_CHANGES_MS,
  queryFn: async () => (await answer(api.GET("/api/v1/lines"))).lines,
});
const ownCallsQuery = queryOptions({
  queryKey: ["me", "calls"],
  // The end of a call stands in the log at once, and in the list a moment later.
  refetchInterval: ({ state }) => (state.data?.calls.some((call) => call.ended_at === null) ? CALL_IS_RECORDED_MS : false),
  queryFn: () => answer(api.GET("/api/v1/me/calls")),
});

export const useMunicipalities = () => useQuery(municipalitiesQuery);
export const useTypology = () => useQuery(typologyQuery);
export const usePauseReasons = () => useQuery(reasonsQuery);
/** The site's lines, in its order; empty while they are read. */
export const useLines = () => useQuery(linesQuery).data ?? [];
/** What people call a line; its id where the site no longer has it. */
export type LineName = (line: string) => string;
export function useLineName(): LineName {
  const lines = useLines();
  return (line) => lines.find(({ id }) => id === line)?.name ?? line;
}
export const useOwnCalls = () => useQuery(ownCallsQuery);

export interface CallsWanted {
  line?: string;
  outcome?: CallRow["outcome"] | "in_progress";
  /** Only calls that count nowhere, as anomalous traffic. */
  set_aside?: boolean;
  /** Only answered calls that held no conversation. */
  without_talk?: boolean;
  from?: string;
  to?: string;
  cursor?: string;
}
export const useCalls = (wanted: CallsWanted) =>
  useQuery({
    queryKey: ["calls", wanted],
    queryFn: () => answer(api.GET("/api/v1/calls", { params: { query: { limit: 50, ...wanted } } })),
    placeholderData: (before) => before,
  });
export const useCallStory = (id: string) =>
  useQuery({
    queryKey: ["calls", id],
    queryFn: () => answer(api.GET("/api/v1/calls/{call_id}", { params: { path: { call_id: id } } })),
  });

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { username: string; password: string; otp?: string }) =>
      answer(api.POST("/api/v1/session", { body })),
    onSuccess: () => client.resetQueries(),
  });
}

/** @param done called once the session has ended, even where the screen that asked is gone by then */
export function useSignOut(done: () => void = () => {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/session")).catch((error: unknown) => {
      if (!(error instanceof ApiProblem && error.status === 401)) throw error; // it had ended already
    }),
    onSuccess: () => {
      // Its observer is told of the account's own query only: cleared with the others, the door would not be shown.
      client.setQueryData(accountQuery.queryKey, null);
      client.removeQueries({ predicate: ({ queryHash }) => queryHash !== hashKey(accountQuery.queryKey) });
      done();
    },
  });
}

export interface WantedPresence {
  state: "available" | "paused" | "offline";
  reason?: string;
}
/** Of one scope, one request after another: two that are on their way at once may arrive in either order. */
export const usePresence = () =>
  useMutation({ scope: { id: "presence" }, mutationFn: (body: WantedPresence) => answer(api.PUT("/api/v1/me/presence", { body })) });

/** Of another: a supervisor's. */
export const usePresenceOf = (advisor: string) =>
  useMutation({
    scope: { id: `presence of ${advisor}` },
    mutationFn: (body: WantedPresence) =>
      answer(api.PUT("/api/v1/advisors/{advisor}/presence", { params: { path: { advisor } }, body })),
  });

/** Whither a call may go; asked anew while somebody chooses. */
export const useTargets = () =>
  useQuery({
    queryKey: ["transfer-targets"],
    gcTime: 0,
    refetchInterval: 3_000,
    queryFn: () => answer(api.GET("/api/v1/transfer-targets")),
  });

export const useControl = (call: string) =>
  useMutation({
    scope: { id: `control of ${call}` },
    mutationFn: ({ action, target = "" }: { action: Action; target?: Target | "" }) =>
      answer(api.POST("/api/v1/calls/{call_id}/control", { params: { path: { call_id: call } }, body: { action, target } })),
  });

/** Take part in a talk in some way, or, with null, not any more. */
export const useSupervise = (call: string) =>
  useMutation({
    mutationFn: (mode: Mode | null) => {
      const params = { path: { call_id: call } };
      return mode
        ? answer(api.PUT("/api/v1/calls/{call_id}/supervision", { params, body: { mode } }))
        : answer(api.DELETE("/api/v1/calls/{call_id}/supervision", { params }));
    },
  });

export const useEndWrapUp = () =>
  useMutation({ mutationFn: () => answer(api.POST("/api/v1/me/wrap-up/end")) });

export interface Disposition {
  kind: string;
  theme: string;
  subtheme?: string;
  note?: string;
  finish: boolean;
}
export function useDispose(call: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Disposition) =>
      answer(api.PUT("/api/v1/calls/{call_id}/disposition", { params: { path: { call_id: call } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ownCallsQuery.queryKey }),
  });
}

export interface MessagesWanted {
  attended: boolean;
  cursor?: string;
}
const messagesKey = ["voice-messages"];
export const useVoiceMessages = (wanted: MessagesWanted) =>
  useQuery({
    queryKey: [...messagesKey, wanted],
    refetchInterval: wanted.cursor ? false : MESSAGES_ARRIVE_MS,
    queryFn: () => answer(api.GET("/api/v1/voice-messages", { params: { query: { limit: 50, ...wanted } } })),
  });
export const useVoiceMessage = (id: string) =>
  useQuery({
    queryKey: [...messagesKey, id],
    queryFn: () => answer(api.GET("/api/v1/voice-messages/{recording_id}", ofMessage(id))),
  });
const ofMessage = (id: string) => ({ params: { path: { recording_id: id } } });

export interface Petition {
  kind: string;
  theme: string;
  subtheme?: string;
  text: string;
}
/** What comes back is the message with its ticket; whatever happened, the lists may be others now. */
const attending = {
  onSuccess: (message: VoiceMessage, _sent: unknown, _made: unknown, { client }: { client: QueryClient }) =>
    client.setQueryData([...messagesKey, message.id], message),
  onSettled: (_data: unknown, _error: unknown, _sent: unknown, _made: unknown, { client }: { client: QueryClient }) =>
    client.invalidateQueries({ queryKey: messagesKey }),
};
export const useFileMessage = (id: string, key: string) =>
  useMutation({
    mutationFn: (body: Petition) =>
      answer(api.POST("/api/v1/voice-messages/{recording_id}/ticket", { params: { path: { recording_id: id }, header: { "idempotency-key": key } }, body })),
    ...attending,
  });
export const useAttendMessage = (id: string) =>
  useMutation({
    mutationFn: (ticket: string) =>
      answer(api.POST("/api/v1/voice-messages/{recording_id}/attended", { ...ofMessage(id), body: { ticket } })),
    ...attending,
  });

/** A fresh secret at each asking; the last one is the one that counts, so it is asked for once. */
export const useFactorSecret = () =>
  useMutation({
    gcTime: 0,
    mutationFn: (enrolment_code: string) => answer(api.POST("/api/v1/me/second-factor", { body: { enrolment_code } })),
  });
export function useProveFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => answer(api.POST("/api/v1/me/second-factor", { body: { code } })),
    onSuccess: () => client.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true }),
  });
}

export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: { current: string; new: string }) => answer(api.POST("/api/v1/me/password", { body })),
    onSuccess: (_data, _sent, _made, { client }) => Promise.all([
      client.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true }),
      client.invalidateQueries({ queryKey: ["me", "sessions"] }),
    ]),
  });

/** `gcTime` 0: a password that is shown once is not kept once it is out of sight. */
export const usePhonePassword = () =>
  useMutation({ gcTime: 0, mutationFn: () => answer(api.POST("/api/v1/me/phone-password")) });

export const useSessions = () =>
  useQuery({ queryKey: ["me", "sessions"], queryFn: () => answer(api.GET("/api/v1/me/sessions")) });
export const useCloseSession = () =>
  useMutation({
    mutationFn: (id: string) =>
      answer(api.DELETE("/api/v1/me/sessions/{session_id}", { params: { path: { session_id: id } } })),
    onSuccess: (_data, _sent, _made, { client }) => client.invalidateQueries({ queryKey: ["me", "sessions"] }),
  });

const usersKey = ["users"];
export const requestsKey = ["rights-requests"];
export const tokensKey = ["tokens"];
export const useUsers = () => useQuery({ queryKey: usersKey, queryFn: () => answer(api.GET("/api/v1/users")) });
/** What is asked for and the tokens stand beside the users, and change with them. */
export const changesUsers = {
  onSuccess: (_data: unknown, _sent: unknown, _made: unknown, { client }: { client: QueryClient }) =>
    Promise.all([usersKey, requestsKey, tokensKey].map((queryKey) => client.invalidateQueries({ queryKey }))),
};
export const ofUser = (name: string) => ({ params: { path: { name } } });
export interface NewUser {
  user: string;
  name: string;
  /** Null: the server makes it. */
  password: string | null;
  roles: Grant[];
  /** A code of the second factor of who asks, or their password. */
  proof: string;
}
export const useCreateUser = () =>
  useMutation({ gcTime: 0, mutationFn: (body: NewUser) => answer(api.POST("/api/v1/users", { body })), ...changesUsers });
export const useGrantRoles = () =>
  useMutation({
    mutationFn: ({ user, ...body }: { user: string; roles: Grant[]; proof: string }) =>
      answer<RightsRequest | undefined>(api.PUT("/api/v1/users/{name}/roles", { ...ofUser(user), body })),
    ...changesUsers,
  });
export const useDisableUser = () =>
  useMutation({
    mutationFn: ({ user, ...body }: { user: string; take_over: string[]; proof: string | null }) =>
      answer(api.POST("/api/v1/users/{name}/disable", { ...ofUser(user), body })),
    ...changesUsers,
  });
export const useEnableUser = () =>
  useMutation({ mutationFn: (user: string) => answer<RightsRequest | undefined>(api.POST("/api/v1/users/{name}/enable", ofUser(user))), ...changesUsers });
export const useResetPassword = () =>
  useMutation({
    gcTime: 0,
    mutationFn: ({ user, password }: { user: string; password: string | null }) =>
      answer(api.POST("/api/v1/users/{name}/password", { ...ofUser(user), body: { password } })),
    ...changesUsers,
  });
export const useResetFactor = () =>
  useMutation({ mutationFn: (user: string) => answer(api.DELETE("/api/v1/users/{name}/second-factor", ofUser(user))), ...changesUsers });
export const useResetPhonePassword = () =>
  useMutation({ gcTime: 0, mutationFn: (user: string) => answer(api.POST("/api/v1/users/{name}/phone-password", ofUser(user))) });
