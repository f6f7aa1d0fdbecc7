/** One voice message: play it, file its petition, or link it to an existing ticket. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type MouseEvent, useEffect, useRef } from "react";
import { serverClock } from "../../../clock";
import type { VoiceMessage } from "../../../api/types";
import { accountQuery, useVoiceMessage } from "../../../api/queries";
import { weekdayAndDate, timeOfDay, duration, momentPhrase, spokenDuration } from "../../../formats";
import { Failure, Loading } from "../../../components/load-states";
import { useLabels } from "../../../labels";
import { navigate } from "../../../router";
import { AudioPlayer } from "../../calls/ui/recording-player";
import { FiledTicket } from "../../tickets/ui/filed-ticket";
import { MessagePetition } from "./message-petition";
import css from "./messages.module.css";
import { messageHref, AttendedState, queueLabel } from "./message-labels";
import { addressOf } from "../../../practice-mode";
import { t } from "../../../i18n/translate";

export function Message({ id, next }: { id: string; next: string | undefined }) {
  const { data, error, refetch } = useVoiceMessage(id);
  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another message takes the focus
  useEffect(() => title.current?.focus(), [id]);
  return (
    <aside className={`panel ${css.message}`} aria-labelledby="mensaje">
      <header>
        <h2 id="mensaje" ref={title} tabIndex={-1}>
          {data ? `${weekdayAndDate(data.left_at)}, ${timeOfDay(data.left_at)}` : t("Mensaje de voz")}
        </h2>
        <button
          type="button"
          className={css.close}
          aria-label={t("Cerrar el mensaje")}
          onClick={() => navigate(`/mensajes${location.search}`)}
        >
          ✕
        </button>
      </header>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer este mensaje.")} />
      ) : !data ? (
        <Loading label={t("Leyendo el mensaje…")} />
      ) : (
        <>
          <MessageBody message={data} />
          <MessageAudio message={data} />
          {data.ticket ? <AttendedNotice message={data} next={next} /> : <MessagePetition message={data} />}
        </>
      )}
    </aside>
  );
}

function MessageBody({ message }: { message: VoiceMessage }) {
  const mayReadCalls = useQuery(accountQuery).data?.permissions.includes("calls.read");
  return (
    <div className={css.told}>
      <p className={css.caller}>
        <span className="num">{message.caller || t("Número oculto")}</span> <AttendedState message={message} />
      </p>
      <p className="quiet">
        {message.line_name} · {queueLabel(message)}
        {mayReadCalls && (
          <>
            {" "}
            · <CallHistoryLink call={message.call_id} />
          </>
        )}
      </p>
    </div>
  );
}

function CallHistoryLink({ call }: { call: string }) {
  const path = `/llamadas/${encodeURIComponent(call)}`;
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(path);
  };
  return (
    <a href={addressOf(path)} onClick={follow}>
      {t("historia de la llamada")}
    </a>
  );
}

function MessageAudio({ message }: { message: VoiceMessage }) {
  const { voice_message_states } = useLabels();
  if (message.state !== "stored") return <p className="quiet">{voice_message_states[message.state]}</p>;
  return (
    <div className={css.heard}>
      <AudioPlayer
        source={`/api/v1/voice-messages/${encodeURIComponent(message.id)}/audio`}
        name={t("Mensaje de voz de {lasted_ms}", { lasted_ms: spokenDuration(message.lasted_ms) })}
      />
      <p className="small quiet">
        {t("Duración: {lasted_ms} · el registro guarda quién lo oye", { lasted_ms: duration(message.lasted_ms) })}
      </p>
    </div>
  );
}

function AttendedNotice({ message, next }: { message: VoiceMessage; next: string | undefined }) {
  const nextButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) nextButton.current?.focus(); // the focused form is gone
  }, []);
  return (
    <>
      <FiledTicket number={message.ticket ?? ""} instruction={t("Frase para quien dejó el mensaje")} />
      <p className="quiet">
        {t("Lo atendió {attended_by}{text}.", {
          attended_by: message.attended_by,
          text: message.attended_at && ` ${momentPhrase(message.attended_at, serverClock.now())}`,
        })}
      </p>
      {next && (
        <p>
          <Button ref={nextButton} onClick={() => navigate(messageHref(next))}>
            {t("Oír el siguiente")}
          </Button>
        </p>
      )}
    </>
  );
}
