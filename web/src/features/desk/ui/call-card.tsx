/** The call: the possible caller, the origin, the duration and the call controls. */
import type { Advisor, Call, Pop } from "../../../api/types";
import { useCurrentPop } from "../../../api/customers";
import { LargeClientBadge } from "../../large-clients/ui/badge";
import { useCustomerTickets } from "../../../api/ticket-status";
import { countOpenTickets } from "../../tickets/model/ticket-status";
import { timeOfDay, timeOfDayWithSeconds, countPhrase } from "../../../formats";
import { ElapsedTime } from "../../../components/elapsed-time";
import { CallTimeline } from "../../../components/call-timeline";
import { useCallPeople } from "../../tickets/ui/petition-fields";
import { CallControls } from "./call-controls";
import { Countdown } from "./countdown";
import css from "./desk.module.css";

const cardState = (call: Call): string => (call.stage === "ringing" ? "offered" : call.stage);

export function CallCard({ call, advisor, pop }: { call: Call; advisor: Advisor; pop: Pop | undefined }) {
  const notes = originNotes(call);
  return (
    <section
      className={css.card}
      data-call={call.id}
      data-state={cardState(call)}
      data-held={call.held || undefined}
      aria-labelledby="llamada"
    >
      <div className={css.hero}>
        <div className={css.origin}>
          <p className={css.stage}>{stageLabel(call, advisor)}</p>
          <h1 id="llamada" tabIndex={-1}>
            {call.line_name}
          </h1>
          <p className={css.choice}>{call.choice.join(" › ") || call.queue_name}</p>
        </div>
        <CallClock call={call} advisor={advisor} />
        {advisor.until && <Countdown from={advisor.since} until={advisor.until} />}
      </div>
      <div className={css.facts}>
        {notes.length > 0 && (
          <ul className={css.history} aria-label="De dónde viene la llamada">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        {pop ? <CallerSummary call={call} pop={pop} /> : <p className="quiet">Buscando quién puede ser…</p>}
        <CallTimeline call={call} />
        {call.stage === "talking" && <CallControls call={call} me={advisor.id} />}
      </div>
    </section>
  );
}

export function stageLabel(call: Call, { id, state }: Advisor): string {
  if (call.consulted === id && call.stage !== "wrap_up")
    return state === "offered"
      ? "Le consultan · conteste en su teléfono"
      : call.joined
        ? "Hablan los tres"
        : "Le consultan · quien llama espera";
  const callBack = call.kind === "call_back";
  if (call.stage === "ringing")
    return `${callBack ? "Devolución de llamada" : "Llamada entrante"} · conteste en su teléfono`;
  if (call.stage === "wrap_up")
    return call.transferred_by === id ? "La llamada pasó a otro · tipifique" : "La llamada terminó · tipifique";
  if (call.joined && !call.held) return `Hablan los tres, con ${call.consulted_name}`;
  if (call.consulted && !call.joined) return `Consultando a ${call.consulted_name}`;
  if (call.held) return "Retenida · quien llama oye música";
  if (call.muted) return "En conversación · su micrófono está en silencio";
  return "En conversación";
}

/** Return the description of the number; for a ringing call-back, also that accepting it dials the number. */
export function numberLabel(call: Call): string {
  const dials = call.kind === "call_back" && call.stage === "ringing";
  return `${dials ? "Si contesta, se llama a este número: " : ""}${call.number_words ?? ""}`;
}

/** Return what happened to the call before it came here. */
export function originNotes(call: Call): string[] {
  const notes: string[] = [];
  if (call.kind === "call_back")
    notes.push(
      `Devolución pedida a las ${timeOfDay(call.arrived_at)} · intento ${call.stage === "ringing" ? call.attempt + 1 : Math.max(1, call.attempt)}`,
    );
  if (call.received_from_name && call.stage !== "wrap_up") notes.push(`Viene de la campaña ${call.received_from_name}`);
  if (call.transferred_by_name && call.stage !== "wrap_up") notes.push(`La transfirió ${call.transferred_by_name}`);
  if (call.first_at && call.queued_at && call.first_at < call.queued_at)
    notes.push(`Espera desde las ${timeOfDayWithSeconds(call.first_at)}`);
  return notes;
}

function CallClock({ call, advisor }: { call: Call; advisor: Advisor }) {
  if (call.stage === "ringing")
    return (
      <p className={css.clock}>
        <span>esperó</span>
        <ElapsedTime since={call.first_at ?? call.queued_at ?? call.arrived_at} label="Tiempo de espera" />
      </p>
    );
  if (call.stage === "wrap_up" && advisor.until)
    return (
      <p className={css.clock}>
        <span>le quedan</span>
        <ElapsedTime until={advisor.until} label="Tiempo para tipificar" />
      </p>
    );
  const since = call.advisor === advisor.id && call.answered_at ? call.answered_at : advisor.since;
  return (
    <p className={css.clock}>
      <span>desde las {timeOfDayWithSeconds(since)}</span>
      <ElapsedTime since={since} label="Duración de la conversación" />
    </p>
  );
}

function CallerSummary({ call, pop }: { call: Call; pop: Pop }) {
  const { customer } = useCallPeople(call.id);
  const ofNumber = useCurrentPop(call.id, call.stage !== "ringing").data?.open_tickets ?? pop.open_tickets;
  const own = useCustomerTickets(customer?.id ?? "").data?.tickets;
  const open = own ? countOpenTickets(own) : ofNumber; // a verified customer's own count replaces the number's
  return (
    <div className={css.caller}>
      <div>
        <p className="eyebrow">
          {customer ? "Cliente verificado" : pop.possible_customer ? "Posible cliente: verifique" : "Quien llama"}
        </p>
        <p className={css.name}>{customer?.name ?? pop.possible_customer ?? "Número sin cliente conocido"}</p>
        <p className="num quiet">{pop.number_masked || "número oculto"}</p>
        {pop.large_client && <LargeClientBadge client={pop.large_client} />}
        {call.number_words && (
          <p className={call.kind === "call_back" ? css.dialled : "quiet"} data-number>
            {numberLabel(call)}
          </p>
        )}
      </div>
      <p className={css.open} data-some={open || undefined}>
        <strong className="num">{open}</strong>
        <span>{countPhrase(open, "ticket abierto", "tickets abiertos").replace(/^\S+ /, "")}</span>
      </p>
    </div>
  );
}
