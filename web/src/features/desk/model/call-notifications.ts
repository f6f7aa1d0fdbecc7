/** What reaches an advisor who is not looking: the title, a sound and a notification in one tab only, and words for who listens. */
import { useEffect, useRef } from "react";
import type { Advisor, Call } from "../../../api/types";
import { alerts } from "./alert-preferences";
import { ring } from "./ringtone";
import { useIsFirstTab } from "../../tickets/model/use-draft";
import { announce } from "../../../components/announcer";

const chosen = (call: Call): string => call.choice.at(-1) ?? call.queue_name ?? "";

const ringingWords = (call: Call): string => (call.kind === "call_back" ? "Devolución de llamada" : "Llamada entrante");

const WORDS: Record<Call["stage"], (call: Call) => string> = {
  menu: () => "",
  waiting: () => "",
  postponed: () => "",
  ringing: (call) => `${ringingWords(call)} de ${call.line_name}: ${chosen(call)}. Conteste en su teléfono.`,
  talking: () => "Llamada contestada. Está en conversación.",
  wrap_up: () => "La llamada terminó. Tipifique y termine para quedar disponible.",
};

/** @param place the name of the screen, for the title while there is no call */
export function useNotices(advisor: Advisor | undefined, call: Call | undefined, place: string): void {
  const first = useIsFirstTab();
  const before = useRef<string | undefined>(undefined);
  const stage = call?.stage;
  const id = call?.id;
  useEffect(() => {
    const now = id && `${id} ${stage}`;
    if (now === before.current) return;
    if (call) announce(WORDS[call.stage](call));
    else if (before.current && advisor) announce("Escritorio libre.");
    before.current = now;
  }, [id, stage, call, advisor]);
  useEffect(() => {
    if (!call) {
      document.title = place === "Atención" ? place : `${place} · Atención`;
      return;
    }
    document.title = call.stage === "ringing" ? `☎ Llamada — ${call.line_name}` : `${WORDS_OF_TITLE[call.stage]} · Atención`;
    if (call.stage !== "ringing" || !first) return;
    const [close, silence] = [notify(call), alerts().sound ? ring() : undefined];
    return () => {
      close?.();
      silence?.();
    };
  }, [id, stage, first, place]); // eslint-disable-line -- the call's other changes are no news
}

const WORDS_OF_TITLE: Record<Call["stage"], string> = {
  menu: "Escritorio", waiting: "Escritorio", postponed: "Escritorio", ringing: "Llamada", talking: "En llamada", wrap_up: "Tipificando",
};

/** Only where the person has allowed it, and only while they look elsewhere. */
function notify(call: Call): (() => void) | undefined {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
  const notice = new Notification(`Llamada de ${call.line_name}`, { body: chosen(call), tag: call.id, requireInteraction: true });
  notice.onclick = () => window.focus();
  return () => notice.close();
}
