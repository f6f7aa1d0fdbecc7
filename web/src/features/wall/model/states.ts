/** The words for the states of a wall display. Pure. */
import type { WallDisplay } from "../../../api/displays";

const STATES: Record<WallDisplay["state"], string> = {
  waiting: "espera su código",
  lapsed: "código vencido",
  on: "encendida",
  silent: "apagada o sin red",
  expired: "vencida",
  revoked: "retirada",
};

export const stateLabel = (state: WallDisplay["state"]): string => STATES[state];
