/** Queries and mutations over HTTP: their keys, how long a result stays fresh, and what each mutation invalidates. */
import {
  hashKey,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { translateLabels } from "../labels";
import { unwrap, api } from "./client";
import type { components, paths } from "./schema";
import type { Account, CallAction, Grant, SupervisionMode, RightsRequest, TransferTarget, VoiceMessage } from "./types";
import { ApiProblem } from "./problem";
import { useSingleFlight } from "./single-flight";

const RARELY_CHANGES_MS = 10 * 60_000;
/** How long a screen may show what was read for it before it was drawn. */
export const OPENING_MS = 1_000;
const MESSAGES_POLL_MS = 30_000;
const PHONE_POLL_MS = 30_000;

/** Ask again who is signed in after a refused request: without a session, the account is null, and the user signs in. */
function checkSession(error: Error): void {
  if (error instanceof ApiProblem && error.status === 401 && queryClient.getQueryData(accountQuery.queryKey))
    void queryClient.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true });
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: checkSession }),
  mutationCache: new MutationCache({ onError: checkSession }),
  defaultOptions: {
    queries: {
      retry: (failures, error) => error instanceof ApiProblem && error.retryable && failures < 3,
      networkMode: "always", // navigator.onLine is wrong behind VPNs; the response tells
      refetchOnWindowFocus: false,
    },
    mutations: { networkMode: "always", retry: false },
  },
});

/** Null when no user is signed in. */
export const accountQuery = queryOptions<Account | null>({
  queryKey: ["me"],
  staleTime: RARELY_CHANGES_MS,
  refetchInterval: ({ state }) => (state.data?.permissions.includes("phone.own") ? PHONE_POLL_MS : false),
  queryFn: async () => (await unwrap(api.GET("/api/v1/session"))).account,
});

export const typologyQuery = queryOptions({
  queryKey: ["typology"],
  staleTime: RARELY_CHANGES_MS,
  queryFn: () => unwrap(api.GET("/api/v1/typology")),
});
/** Municipalities do not change during a day. */
const municipalitiesQuery = queryOptions({
  queryKey: ["municipalities"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => unwrap(api.GET("/api/v1/municipalities")),
});
const pauseReasonsQuery = queryOptions({
  queryKey: ["pause-reasons"],
  staleTime: RARELY_CHANGES_MS,
  queryFn: () => unwrap(api.GET("/api/v1/pause-reasons")),
});
const OPEN_CALL_POLL_MS = 2_000;
export const labelsQuery = queryOptions({
  queryKey: ["labels"],
  staleTime: RARELY_CHANGES_MS,
  refetchInterval: RARELY_CHANGES_MS,
  queryFn: async () => translateLabels(await unwrap(api.GET("/api/v1/labels"))),
});
/** The desk reads its day again when the advisor's state changes; these are the times between. */
const OWN_DAY_POLL_MS = 60_000;
export const ownCallsQuery = queryOptions({
  queryKey: ["me", "calls"],
  staleTime: OWN_DAY_POLL_MS,
  // The log has the end of a call at once, the list a moment later.
  refetchInterval: ({ state }) =>
    state.data?.calls.some((call) => call.ended_at === null) ? OPEN_CALL_POLL_MS : false,
  queryFn: () => unwrap(api.GET("/api/v1/me/calls")),
});

/** The advisor's own figures of today and yesterday. */
export const ownDayQuery = queryOptions({
  queryKey: ["me", "day"],
  staleTime: OWN_DAY_POLL_MS,
  refetchInterval: OWN_DAY_POLL_MS,
  queryFn: () => unwrap(api.GET("/api/v1/me/day")),
});
export const useOwnDay = () => useQuery(ownDayQuery);

export const useMunicipalities = () => useQuery(municipalitiesQuery);
export const useTypology = () => useQuery(typologyQuery);
export const usePauseReasons = () => useQuery(pauseReasonsQuery);
export const useOwnCalls = () => useQuery(ownCallsQuery);

type CallQuery = NonNullable<paths["/api/v1/calls"]["get"]["parameters"]["query"]>;
export type CallFilter = Omit<CallQuery, "limit">;
export type CallExport = components["schemas"]["CallExportForm"];
/** Rows of a page of the list. */
export const CALL_PAGE_ROWS = 50;
/** The person whose calls a list has; the number goes in the body of a request, never in an address. */
export interface CallPerson {
  number?: string;
  customer_id?: string;
}
export const useCalls = (filter: CallFilter, person: CallPerson = {}) =>
  useQuery({
    queryKey: ["calls", filter, person],
    queryFn: () => fetchCalls({ limit: CALL_PAGE_ROWS, ...filter }, person),
    placeholderData: (before) => before,
  });

const fetchCalls = (filter: CallFilter & { limit: number }, person: CallPerson) =>
  person.number || person.customer_id
    ? unwrap(api.POST("/api/v1/calls/search", { body: { sort: "-arrived_at", ...filter, ...person } }))
    : unwrap(api.GET("/api/v1/calls", { params: { query: filter } }));

/** Fetch how many calls the list has; the API counts within a period only. */
export const useCallCounts = (filter: Omit<CallFilter, "cursor" | "sort">, enabled = true) =>
  useQuery({
    queryKey: ["calls", "counts", filter],
    enabled: enabled && Boolean(filter.from),
    queryFn: () => unwrap(api.GET("/api/v1/call-counts", { params: { query: filter } })),
  });
/** Fetch the file of a list. */
export const useExportCalls = () =>
  useMutation({
    mutationFn: (body: CallExport) =>
      unwrap(api.POST("/api/v1/calls/exports", { body, parseAs: "blob" })) as Promise<Blob>,
  });
export const useCallHistory = (id: string) =>
  useQuery({
    queryKey: ["calls", id],
    queryFn: () => unwrap(api.GET("/api/v1/calls/{call_id}", { params: { path: { call_id: id } } })),
  });

/** @param onSignedIn called with the user before any screen is shown */
export function useSignIn(onSignedIn: (user: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { username: string; password: string; otp?: string }) =>
      unwrap(api.POST("/api/v1/session", { body })),
    onSuccess: ({ user }) => {
      onSignedIn(user);
      return client.resetQueries();
    },
  });
}

/**
 * Queries that stay in the cache when a session ends. The account query's observer shows the sign-in screen. The labels
 * hold no personal data, and the application would fetch them again while it unmounts.
 */
const KEPT_WITHOUT_SESSION = new Set([hashKey(accountQuery.queryKey), hashKey(labelsQuery.queryKey)]);

/** End the session of the page. A reading of the account that the server answered before the end must not restore it. */
export function forgetAccount(client: QueryClient): void {
  void client.cancelQueries({ queryKey: accountQuery.queryKey, exact: true });
  client.setQueryData(accountQuery.queryKey, null);
}

/** @param onSignedOut called once the session has ended, even if the component that called it is unmounted by then */
export function useSignOut(onSignedOut: () => void = () => {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.DELETE("/api/v1/session")).catch((error: unknown) => {
        if (!(error instanceof ApiProblem && error.status === 401)) throw error; // the session had already ended
      }),
    onSuccess: () => {
      forgetAccount(client);
      onSignedOut();
      // Once the screens are gone: a screen that is drawn again without its data would ask for them without a session.
      setTimeout(() => client.removeQueries({ predicate: ({ queryHash }) => !KEPT_WITHOUT_SESSION.has(queryHash) }));
    },
  });
}

export interface PresenceRequest {
  state: "available" | "paused" | "offline";
  reason?: string;
}
/**
 * Set one's own presence. One scope sends the requests one after another; two sent at once may arrive in either order.
 */
export const useSetPresence = () =>
  useMutation({
    scope: { id: "presence" },
    mutationFn: (body: PresenceRequest) => unwrap(api.PUT("/api/v1/me/presence", { body })),
  });

/** Set the presence of an advisor, as a supervisor. Each advisor has a scope of their own. */
export const useSetAdvisorPresence = (advisor: string) =>
  useMutation({
    scope: { id: `presence of ${advisor}` },
    mutationFn: (body: PresenceRequest) =>
      unwrap(api.PUT("/api/v1/advisors/{advisor}/presence", { params: { path: { advisor } }, body })),
  });

/** Fetch the possible targets of a transfer, and again while the advisor chooses. */
export const useTransferTargets = () =>
  useQuery({
    queryKey: ["transfer-targets"],
    gcTime: 0,
    refetchInterval: 3_000,
    queryFn: () => unwrap(api.GET("/api/v1/transfer-targets")),
  });

export const useCallControl = (call: string) =>
  useMutation({
    scope: { id: `control of ${call}` },
    mutationFn: ({ action, target = "" }: { action: CallAction; target?: TransferTarget | "" }) =>
      unwrap(
        api.POST("/api/v1/calls/{call_id}/control", {
          params: { path: { call_id: call } },
          body: { action, target, keys: "" },
        }),
      ),
  });

/** Send keys to the other side of a call; requests of one call go one after another. */
export const useSendKeys = (call: string) =>
  useMutation({
    scope: { id: `control of ${call}` },
    mutationFn: (keys: string) =>
      unwrap(
        api.POST("/api/v1/calls/{call_id}/control", {
          params: { path: { call_id: call } },
          body: { action: "send_keys", target: "", keys },
        }),
      ),
  });

/** Supervise a conversation in a mode; null ends the supervision. */
export const useSetSupervision = (call: string) =>
  useMutation({
    mutationFn: (mode: SupervisionMode | null) => {
      const params = { path: { call_id: call } };
      return mode
        ? unwrap(api.PUT("/api/v1/calls/{call_id}/supervision", { params, body: { mode } }))
        : unwrap(api.DELETE("/api/v1/calls/{call_id}/supervision", { params }));
    },
  });

export const useEndWrapUp = () => useMutation({ mutationFn: () => unwrap(api.POST("/api/v1/me/wrap-up/end")) });

export interface Disposition {
  kind: string;
  theme: string;
  subtheme?: string;
  note?: string;
  finish: boolean;
}
export function useStoreDisposition(call: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Disposition) =>
      unwrap(api.PUT("/api/v1/calls/{call_id}/disposition", { params: { path: { call_id: call } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ownCallsQuery.queryKey }),
  });
}

export const MESSAGE_PAGE_ROWS = 50;
export interface VoiceMessageFilter {
  attended: boolean;
  line?: string;
  cursor?: string;
}
const voiceMessagesKey = ["voice-messages"];
export const useVoiceMessages = (filter: VoiceMessageFilter) =>
  useQuery({
    queryKey: [...voiceMessagesKey, filter],
    refetchInterval: filter.cursor ? false : MESSAGES_POLL_MS,
    queryFn: () =>
      unwrap(api.GET("/api/v1/voice-messages", { params: { query: { limit: MESSAGE_PAGE_ROWS, ...filter } } })),
    placeholderData: (before) => before,
  });
export const useVoiceMessage = (id: string) =>
  useQuery({
    queryKey: [...voiceMessagesKey, id],
    queryFn: () => unwrap(api.GET("/api/v1/voice-messages/{recording_id}", voiceMessagePath(id))),
  });
const voiceMessagePath = (id: string) => ({ params: { path: { recording_id: id } } });

export interface Petition {
  kind: string;
  theme: string;
  subtheme?: string;
  text: string;
}
/** Handlers of the voice-message mutations: store the returned message; fetch the lists again, even after an error. */
const voiceMessageMutation = {
  onSuccess: (message: VoiceMessage, _sent: unknown, _made: unknown, { client }: { client: QueryClient }) =>
    client.setQueryData([...voiceMessagesKey, message.id], message),
  onSettled: (
    _data: unknown,
    _error: Error | null,
    _sent: unknown,
    _made: unknown,
    { client }: { client: QueryClient },
  ) => client.invalidateQueries({ queryKey: voiceMessagesKey }),
};
export const useFileVoiceMessage = (id: string, key: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (body: Petition) =>
        unwrap(
          api.POST("/api/v1/voice-messages/{recording_id}/ticket", {
            params: { path: { recording_id: id }, header: { "idempotency-key": key } },
            body,
          }),
        ),
      ...voiceMessageMutation,
    }),
  );
export const useAttendVoiceMessage = (id: string) =>
  useSingleFlight(
    useMutation({
      mutationFn: (ticket: string) =>
        unwrap(
          api.POST("/api/v1/voice-messages/{recording_id}/attended", { ...voiceMessagePath(id), body: { ticket } }),
        ),
      ...voiceMessageMutation,
    }),
  );

/**
 * Request a second-factor secret. Each request creates a new secret and only the last one counts, so it is sent once.
 */
export const useSecondFactorSecret = () =>
  useMutation({
    gcTime: 0,
    mutationFn: (enrolment_code: string) => unwrap(api.POST("/api/v1/me/second-factor", { body: { enrolment_code } })),
  });
export function useConfirmSecondFactor() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => unwrap(api.POST("/api/v1/me/second-factor", { body: { code } })),
    onSuccess: () => client.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true }),
  });
}

export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: { current: string; new: string }) => unwrap(api.POST("/api/v1/me/password", { body })),
    onSuccess: (_data, _sent, _made, { client }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true }),
        client.invalidateQueries({ queryKey: ["me", "sessions"] }),
      ]),
  });

/** Request a new phone password. `gcTime` 0: a password that is shown once is not kept in memory afterwards. */
export const usePhonePassword = () =>
  useMutation({ gcTime: 0, mutationFn: () => unwrap(api.POST("/api/v1/me/phone-password")) });

export const useSessions = () =>
  useQuery({ queryKey: ["me", "sessions"], queryFn: () => unwrap(api.GET("/api/v1/me/sessions")) });
export const useCloseSession = () =>
  useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/api/v1/me/sessions/{session_id}", { params: { path: { session_id: id } } })),
    onSuccess: (_data, _sent, _made, { client }) => client.invalidateQueries({ queryKey: ["me", "sessions"] }),
  });

const usersKey = ["users"];
export const requestsKey = ["rights-requests"];
export const tokensKey = ["tokens"];
export const useUsers = () => useQuery({ queryKey: usersKey, queryFn: () => unwrap(api.GET("/api/v1/users")) });
/** Handlers of the mutations of users. Rights requests and tokens are shown beside the users and change with them. */
export const usersMutation = {
  onSuccess: (_data: unknown, _sent: unknown, _made: unknown, { client }: { client: QueryClient }) =>
    Promise.all([usersKey, requestsKey, tokensKey].map((queryKey) => client.invalidateQueries({ queryKey }))),
};
export const userPath = (name: string) => ({ params: { path: { name } } });
export interface NewUser {
  user: string;
  name: string;
  /** Null if the server generates it. */
  password: string | null;
  roles: Grant[];
  /** The requester's second-factor code or password. */
  proof: string;
}
export const useCreateUser = () =>
  useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: (body: NewUser) => unwrap(api.POST("/api/v1/users", { body })),
      ...usersMutation,
    }),
  );
export const useGrantRoles = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ user, ...body }: { user: string; roles: Grant[]; proof: string }) =>
        unwrap<RightsRequest | undefined>(api.PUT("/api/v1/users/{name}/roles", { ...userPath(user), body })),
      ...usersMutation,
    }),
  );
export const useDisableUser = () =>
  useSingleFlight(
    useMutation({
      mutationFn: ({ user, ...body }: { user: string; take_over: string[]; proof: string | null }) =>
        unwrap(api.POST("/api/v1/users/{name}/disable", { ...userPath(user), body })),
      ...usersMutation,
    }),
  );
export const useEnableUser = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (user: string) =>
        unwrap<RightsRequest | undefined>(api.POST("/api/v1/users/{name}/enable", userPath(user))),
      ...usersMutation,
    }),
  );
export const useResetPassword = () =>
  useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: ({ user, password }: { user: string; password: string | null }) =>
        unwrap(api.POST("/api/v1/users/{name}/password", { ...userPath(user), body: { password } })),
      ...usersMutation,
    }),
  );
export const useResetSecondFactor = () =>
  useSingleFlight(
    useMutation({
      mutationFn: (user: string) => unwrap(api.DELETE("/api/v1/users/{name}/second-factor", userPath(user))),
      ...usersMutation,
    }),
  );
export const useResetPhonePassword = () =>
  useSingleFlight(
    useMutation({
      gcTime: 0,
      mutationFn: (user: string) => unwrap(api.POST("/api/v1/users/{name}/phone-password", userPath(user))),
    }),
  );
