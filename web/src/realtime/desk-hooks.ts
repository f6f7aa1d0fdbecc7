/** Hooks with which screens read the desk's state. Screens never use the socket. */
import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { GatewayAbility, Advisor, Call, EntityKind, Pop, Queue, Refusal } from "../api/types";
import type { ConnectionState } from "../transport/desk-connection";
import type { DeskState } from "./desk-state";
import { secondTicker } from "../clock";
import { desk } from "./desk-store";

export function useDesk<T>(select: (state: DeskState) => T): T {
  return useSyncExternalStore(desk.subscribe, () => select(desk.state));
}

export const useConnectionState = (): ConnectionState => useDesk((state) => state.connection);
/** Return whether the server can be reached right now. */
export const useIsLive = (): boolean => useDesk((state) => state.connection.phase === "live");
export const useHasSnapshot = (): boolean => useDesk((state) => state.hasSnapshot);
export const useEntities = <K extends EntityKind>(kind: K) => useDesk((state) => state.entities[kind]);

export const ownAdvisor = (state: DeskState): Advisor | undefined =>
  state.me ? state.entities.advisor[state.me.user] : undefined;

export const ownCall = (state: DeskState): Call | undefined => {
  const id = ownAdvisor(state)?.call;
  return id ? state.entities.call[id] : undefined;
};

/**
 * Return the call as one of its advisors sees it. After a transfer, the first advisor wraps the call up while another
 * talks; and a consulted advisor's phone rings while the caller is with another.
 */
export function callForAdvisor(call: Call, advisor: Advisor): Call {
  const stage = OWN_STAGE[advisor.state] ?? call.stage;
  return stage === call.stage
    ? call
    : { ...call, stage, ended_at: stage === "wrap_up" ? (call.ended_at ?? advisor.since) : call.ended_at };
}
const OWN_STAGE: Partial<Record<Advisor["state"], Call["stage"]>> = {
  offered: "ringing",
  talking: "talking",
  wrap_up: "wrap_up",
};

export const useOwnAdvisor = (): Advisor | undefined => useDesk(ownAdvisor);
export const useOwnCall = (): Call | undefined => useDesk(ownCall);
/** Return the advisor's own call as they see it. */
export function useCurrentCall(): Call | undefined {
  const [call, advisor] = [useOwnCall(), useOwnAdvisor()];
  return useMemo(() => (call && advisor ? callForAdvisor(call, advisor) : undefined), [call, advisor]);
}
export const usePop = (call: string | undefined): Pop | undefined =>
  useDesk((state) => (call ? state.entities.pop[call] : undefined));
export const useRefusal = (call: string): Refusal | undefined => useDesk((state) => state.entities.refusal[call]);
/** Return whether the gateways have an ability; actions without it are not offered. */
export const useHasAbility = (ability: GatewayAbility): boolean =>
  useDesk((state) => state.me?.abilities.includes(ability) ?? false);
export const useHasPermission = (permission: string): boolean =>
  useDesk((state) => state.me?.permissions.includes(permission) ?? false);
/** Return the queue as it was at the last second: a call that a free advisor gets at once need not appear in it. */
export const useQueue = (id: string): Queue | undefined =>
  useSyncExternalStore(secondTicker.subscribe, () => desk.state.entities.queue[id]);

/** Keep the connection open while the shell is mounted, and follow the browser's online and offline events. */
export function useDeskConnection(enabled: boolean, onRefused: () => void): void {
  useEffect(() => {
    desk.onRefused = onRefused;
  }, [onRefused]);
  useEffect(() => {
    if (!enabled) return;
    const online = () => desk.connection.retryNow();
    const offline = () => desk.connection.goOffline();
    addEventListener("online", online);
    addEventListener("offline", offline);
    desk.connection.start();
    return () => {
      removeEventListener("online", online);
      removeEventListener("offline", offline);
      desk.connection.stop();
    };
  }, [enabled]);
}
