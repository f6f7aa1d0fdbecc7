/** Between calls: how one stands, who waits, and what the day has been. */
import { useEffect, useRef } from "react";
import type { Advisor } from "../../../api/types";
import { useQueue } from "../../../realtime/desk-hooks";
import { KEYS } from "../../../keyboard-shortcuts";
import { Elapsed } from "../../../components/elapsed-time";
import { AlertOffer } from "./alert-prompt";
import css from "./desk.module.css";
import { OwnCalls } from "./own-calls";

interface Standing {
  title: string;
  hint: string;
}
const STANDING: Partial<Record<Advisor["state"], Standing>> = {
  available: { title: "Listo para atender", hint: "La próxima llamada aparece aquí antes de que conteste su teléfono." },
  paused: { title: "En pausa", hint: `Para recibir llamadas, elija Disponible (${KEYS.available.label}).` },
  offline: { title: "Fuera de turno", hint: `Para empezar, elija Disponible (${KEYS.available.label}).` },
};
const BUSY: Standing = { title: "Cerrando la llamada", hint: "En un momento queda listo." };

export function Idle({ advisor }: { advisor: Advisor | undefined }) {
  const { title, hint } = (advisor && STANDING[advisor.state]) ?? BUSY;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <div className={css.idle}>
      <section className={css.standing} data-state={advisor?.state} aria-labelledby="situacion">
        <h1 id="situacion" ref={heading} tabIndex={-1}>{title}</h1>
        <Elapsed since={advisor?.since} className={css.idleClock} label="Tiempo en este estado" />
        <p>{advisor?.reason_name ? `${advisor.reason_name}. ` : ""}{hint}</p>
        {advisor?.state === "available" && <AlertOffer />}
      </section>
      <section className={css.queues} aria-labelledby="colas">
        <h2 id="colas">Sus colas</h2>
        <ul>{advisor?.queues.map((id) => <QueueRow key={id} id={id} />)}</ul>
      </section>
      <OwnCalls advisor={advisor} />
    </div>
  );
}

function QueueRow({ id }: { id: string }) {
  const queue = useQueue(id);
  if (!queue) return null;
  return (
    <li className={css.queue} data-waiting={queue.waiting ? "" : undefined}>
      <span>{queue.name}</span>
      {queue.waiting > 0 && queue.longest_since
        ? <span className="small">mayor espera <Elapsed since={queue.longest_since} lateAfterS={queue.threshold_s} className={css.longest} /></span>
        : <span className="small quiet">nadie espera</span>}
      <strong className="num">{queue.waiting}</strong>
    </li>
  );
}
