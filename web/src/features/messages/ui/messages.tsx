/**
 * The voice messages: the pending ones, the longest waiting first, or the attended ones; beside them the selected one.
 */
import { Button, UnstyledButton } from "@mantine/core";
import { type MouseEvent, useState } from "react";
import { serverClock } from "../../../clock";
import type { VoiceMessage } from "../../../api/types";
import { type VoiceMessageFilter, useVoiceMessages } from "../../../api/queries";
import { duration } from "../../../formats";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { navigate } from "../../../router";
import { Message } from "./message";
import css from "./messages.module.css";
import { messageHref, AttendedState, receivedLabel, queueLabel } from "./message-labels";

export default function MessagesScreen({ id }: { id: string }) {
  const [filter, setFilter] = useState<VoiceMessageFilter>({ attended: false });
  const { data, error, refetch, isFetching } = useVoiceMessages(filter);
  const next = filter.attended ? undefined : data?.messages.find((each) => each.id !== id && !each.ticket);
  return (
    <div className={css.messages} data-open={id || undefined}>
      <section className={`panel ${css.list}`} aria-labelledby="mensajes">
        <header>
          <h1 id="mensajes">Mensajes de voz</h1>
          <AttendedFilter attended={filter.attended} choose={(attended) => setFilter({ attended })} />
          <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
            Actualizar
          </Button>
        </header>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title="No se pudieron leer los mensajes." />
        ) : !data ? (
          <Loading label="Leyendo los mensajes…" />
        ) : data.messages.length === 0 ? (
          <NoMessages attended={filter.attended} />
        ) : (
          <MessageTable messages={data.messages} chosen={id} />
        )}
        {(data?.next || filter.cursor) && (
          <footer>
            {filter.cursor && (
              <Button variant="default" onClick={() => setFilter({ attended: filter.attended })}>
                Volver al principio
              </Button>
            )}
            {data?.next && (
              <Button variant="default" onClick={() => setFilter({ ...filter, cursor: data.next ?? undefined })}>
                Siguientes
              </Button>
            )}
          </footer>
        )}
      </section>
      {id ? (
        <Message key={id} id={id} next={next?.id} />
      ) : (
        <aside className={css.hint}>
          <Empty title="Elija un mensaje">Aquí puede oírlo y radicar la petición.</Empty>
        </aside>
      )}
    </div>
  );
}

function AttendedFilter({ attended, choose }: { attended: boolean; choose: (attended: boolean) => void }) {
  return (
    <div className={css.which} role="group" aria-label="Filtro de mensajes">
      <UnstyledButton aria-pressed={!attended} onClick={() => choose(false)}>
        Por atender
      </UnstyledButton>
      <UnstyledButton aria-pressed={attended} onClick={() => choose(true)}>
        Atendidos
      </UnstyledButton>
    </div>
  );
}

function NoMessages({ attended }: { attended: boolean }) {
  return attended ? (
    <Empty title="Todavía no se ha atendido ningún mensaje">
      Aquí quedan, con su radicado, los que se vayan atendiendo.
    </Empty>
  ) : (
    <Empty title="No hay mensajes por atender">Cuando alguien deje uno, aparece aquí solo.</Empty>
  );
}

function MessageTable({ messages, chosen }: { messages: VoiceMessage[]; chosen: string }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-labelledby="mensajes">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Fecha</th>
            <th scope="col">Estado</th>
            <th scope="col">Línea</th>
            <th scope="col" className="number">
              Duración
            </th>
            <th scope="col">Número</th>
          </tr>
        </thead>
        <tbody>
          {messages.map((message) => (
            <tr key={message.id} data-chosen={message.id === chosen || undefined}>
              <td>
                <MessageLink message={message} chosen={message.id === chosen} />
              </td>
              <td>
                <AttendedState message={message} />
                {message.ticket && <span className={`num ${css.below}`}>{message.ticket}</span>}
              </td>
              <td>
                {message.line_name}
                <span className={css.below}>{queueLabel(message)}</span>
              </td>
              <td className="number num">{duration(message.lasted_ms)}</td>
              <td className="num">{message.caller || <span className="quiet">número oculto</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MessageLink({ message, chosen }: { message: VoiceMessage; chosen: boolean }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(messageHref(message.id));
  };
  return (
    <a href={messageHref(message.id)} className="num" aria-current={chosen || undefined} onClick={follow}>
      {receivedLabel(message.left_at, serverClock.now())}
    </a>
  );
}
