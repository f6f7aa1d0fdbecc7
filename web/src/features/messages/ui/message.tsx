/** One voice message: hear it, file what it asks for, or say with which ticket it was attended. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type MouseEvent, useEffect, useRef } from "react";
import { serverClock } from "../../../clock";
import type { VoiceMessage } from "../../../api/types";
import { accountQuery, useVoiceMessage } from "../../../api/queries";
import { date, clock, duration, moment, spokenDuration } from "../../../formats";
import { Failure, Loading } from "../../../components/load-states";
import { go } from "../../../router";
import { Sound } from "../../calls/ui/recording-player";
import { Filed } from "../../tickets/ui/filed-ticket";
import { Attend } from "./message-petition";
import css from "./messages.module.css";
import { pathOf, State, whereWords } from "./message-labels";

export function Message({ id, next }: { id: string; next: string | undefined }) {
  const { data, error, refetch } = useVoiceMessage(id);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [id]);
  return (
    <aside className={`panel ${css.message}`} aria-labelledby="mensaje">
      <header>
        <h2 id="mensaje" ref={title} tabIndex={-1}>{data ? `${date(data.left_at)}, ${clock(data.left_at)}` : "Mensaje de voz"}</h2>
        <button type="button" className={css.close} aria-label="Cerrar el mensaje" onClick={() => go("/mensajes")}>✕</button>
      </header>
      {error ? <Failure error={error} again={() => void refetch()} what="No se pudo leer este mensaje." />
        : !data ? <Loading what="Leyendo el mensaje…" />
        : (
          <>
            <Told message={data} />
            <Heard message={data} />
            {data.ticket ? <Attended message={data} next={next} /> : <Attend message={data} />}
          </>
        )}
    </aside>
  );
}

function Told({ message }: { message: VoiceMessage }) {
  const mayReadCalls = useQuery(accountQuery).data?.permissions.includes("calls.read");
  return (
    <div className={css.told}>
      <p className={css.caller}><span className="num">{message.caller || "Número oculto"}</span> <State message={message} /></p>
      <p className="quiet">{message.line_name} · {whereWords(message)}{mayReadCalls && <> · <StoryLink call={message.call_id} /></>}</p>
    </div>
  );
}

function StoryLink({ call }: { call: string }) {
  const path = `/llamadas/${encodeURIComponent(call)}`;
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(path);
  };
  return <a href={path} onClick={follow}>historia de la llamada</a>;
}

const WITHOUT: Record<Exclude<VoiceMessage["state"], "stored">, string> = {
  begun: "El mensaje todavía se está guardando; se podrá oír en un momento.",
  lost: "El mensaje no se puede oír: la central no lo entregó o no se pudo leer.",
  deleted: "La grabación se borró porque se cumplió su plazo.",
};

function Heard({ message }: { message: VoiceMessage }) {
  if (message.state !== "stored") return <p className="quiet">{WITHOUT[message.state]}</p>;
  return (
    <div className={css.heard}>
      <Sound source={`/api/v1/voice-messages/${encodeURIComponent(message.id)}/audio`} name={`Mensaje de voz de ${spokenDuration(message.lasted_ms)}`} />
      <p className="small quiet">Dura {duration(message.lasted_ms)} · quién lo oye queda en el registro</p>
    </div>
  );
}

function Attended({ message, next }: { message: VoiceMessage; next: string | undefined }) {
  const onward = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) onward.current?.focus(); // the form that had the focus is gone
  }, []);
  return (
    <>
      <Filed number={message.ticket ?? ""} whom="Para decírselo a quien dejó el mensaje" />
      <p className="quiet">Lo atendió {message.attended_by}{message.attended_at && ` ${moment(message.attended_at, serverClock.now())}`}.</p>
      {next && <p><Button ref={onward} onClick={() => go(pathOf(next))}>Oír el siguiente</Button></p>}
    </>
  );
}
