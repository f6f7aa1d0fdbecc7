/** Alerts for an advisor who looks elsewhere: title, sound and notification in one tab, and announcements. */
import { pageTitle, siteName } from "../../../branding";
import { useEffect, useRef } from "react";
import type { Advisor, Call } from "../../../api/types";
import { alertPreferences } from "./alert-preferences";
import { prepareRinging, startRinging } from "./ringtone";
import { useIsFirstTab } from "../../tickets/model/use-draft";
import { afterPaint, whenIdle } from "../../../components/after-paint";
import { announce } from "../../../components/announcer";
import { t } from "../../../i18n/translate";

const choiceLabel = (call: Call): string => call.choice.at(-1) ?? call.queue_name ?? "";

const ringingLabel = (call: Call): string =>
  call.kind === "call_back" ? t("Devolución de llamada") : t("Llamada entrante");

const ANNOUNCEMENTS: Record<Call["stage"], (call: Call) => string> = {
  menu: () => "",
  waiting: () => "",
  postponed: () => "",
  ringing: (call) =>
    t("{call} de {line_name}: {call2}. Conteste en su teléfono.", {
      call: ringingLabel(call),
      line_name: call.line_name,
      call2: choiceLabel(call),
    }),
  talking: () => t("Llamada contestada. Está en conversación."),
  wrap_up: () => t("La llamada terminó. Tipifique y termine para quedar disponible."),
};

/**
 * Alert the advisor to a call and its changes.
 *
 * @param screenName the name of the screen, used as the title without a call
 */
export function useCallNotifications(advisor: Advisor | undefined, call: Call | undefined, screenName: string): void {
  const first = useIsFirstTab();
  const before = useRef<string | undefined>(undefined);
  const stage = call?.stage;
  const id = call?.id;
  const attends = advisor !== undefined;
  useEffect(() => (attends && alertPreferences().sound ? whenIdle(prepareRinging) : undefined), [attends]);
  useEffect(() => {
    const now = id && `${id} ${stage}`;
    if (now === before.current) return;
    if (call) announce(ANNOUNCEMENTS[call.stage](call));
    else if (before.current && advisor) announce(t("Escritorio libre."));
    before.current = now;
  }, [id, stage, call, advisor]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other changes of the call need no alert
  useEffect(() => {
    if (!call) {
      document.title = screenName === "Atención" ? siteName : pageTitle(screenName);
      return;
    }
    let end: (() => void) | undefined;
    // The call is painted before it rings: the sound takes longer to start than the picture.
    const cancel = afterPaint(() => {
      document.title =
        call.stage === "ringing"
          ? t("☎ Llamada — {line_name}", { line_name: call.line_name })
          : pageTitle(TITLES[call.stage]);
      if (call.stage === "ringing" && first) end = startAlerts(call);
    });
    return () => {
      cancel();
      end?.();
    };
  }, [id, stage, first, screenName]);
}

const TITLES: Record<Call["stage"], string> = {
  menu: t("Escritorio"),
  waiting: t("Escritorio"),
  postponed: t("Escritorio"),
  ringing: t("Llamada"),
  talking: t("En llamada"),
  wrap_up: t("Tipificando"),
};

/** Show and sound the alerts that the user chose, until the returned function is called. */
function startAlerts(call: Call): () => void {
  const [close, silence] = [showNotification(call), alertPreferences().sound ? startRinging() : undefined];
  return () => {
    close?.();
    silence?.();
  };
}

/** Show a notification if the user allowed it and another window has the focus. */
function showNotification(call: Call): (() => void) | undefined {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
  const notice = new Notification(t("Llamada de {line_name}", { line_name: call.line_name }), {
    body: choiceLabel(call),
    tag: call.id,
    requireInteraction: true,
  });
  notice.onclick = () => window.focus();
  return () => notice.close();
}
