/** The words for the states of a wall display. Pure. */
import type { WallDisplay } from "../../../api/displays";
import { t } from "../../../i18n/translate";

const STATES: Record<WallDisplay["state"], string> = {
  waiting: t("espera su código"),
  lapsed: t("código vencido"),
  on: t("encendida"),
  silent: t("apagada o sin red"),
  expired: t("vencida"),
  revoked: t("retirada"),
};

export const stateLabel = (state: WallDisplay["state"]): string => STATES[state];
