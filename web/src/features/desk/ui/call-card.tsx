/** The call: the possible caller, the origin, the duration and the call controls. */
import type { Advisor, Call, Pop } from "../../../api/types";
import { Button } from "@mantine/core";
import { useCurrentPop, useIdentity } from "../../../api/customers";
import { useHasPermission, useIsLive } from "../../../realtime/desk-hooks";
import { SHORTCUTS, useShortcuts } from "../../../keyboard-shortcuts";
import { LargeClientBadge } from "../../large-clients/ui/badge";
import { useCustomerTickets } from "../../../api/ticket-status";
import { countOpenTickets } from "../../tickets/model/ticket-status";
import { duration, timeOfDay, timeOfDayWithSeconds, countPhrase } from "../../../formats";
import { ElapsedTime } from "../../../components/elapsed-time";
import { CallTimeline } from "../../../components/call-timeline";
import { useCallPeople } from "../../tickets/ui/petition-fields";
import { CallControls } from "./call-controls";
import { Countdown } from "./countdown";
import css from "./desk.module.css";
import { rich, t } from "../../../i18n/translate";

const cardState = (call: Call): string => (call.stage === "ringing" ? "offered" : call.stage);

interface CallCardProps {
  call: Call;
  advisor: Advisor;
  pop: Pop | undefined;
  /** Ask the identity questions of the customer whom the number suggests. */
  verify: () => void;
  /** Whether the card was painted: what it asks the server waits for that. */
  painted: boolean;
}

export function CallCard({ call, advisor, pop, verify, painted }: CallCardProps) {
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
          <ul className={css.history} aria-label={t("De dónde viene la llamada")}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        {pop ? (
          <CallerSummary call={call} pop={pop} painted={painted} />
        ) : (
          <p className="quiet">{t("Buscando quién puede ser…")}</p>
        )}
        {pop && call.stage === "talking" && <VerifyButton call={call} pop={pop} verify={verify} />}
        <CallTimeline call={call} />
        {call.stage === "talking" && <CallControls call={call} me={advisor.id} />}
      </div>
    </section>
  );
}

export function stageLabel(call: Call, { id, state }: Advisor): string {
  if (call.consulted === id && call.stage !== "wrap_up")
    return state === "offered"
      ? t("Le consultan · conteste en su teléfono")
      : call.joined
        ? t("Hablan los tres")
        : t("Le consultan · quien llama espera");
  const callBack = call.kind === "call_back";
  if (call.stage === "ringing")
    return callBack
      ? t("Devolución de llamada · conteste en su teléfono")
      : t("Llamada entrante · conteste en su teléfono");
  if (call.stage === "wrap_up")
    return call.transferred_by === id ? t("La llamada pasó a otro · tipifique") : t("La llamada terminó · tipifique");
  if (call.joined && !call.held)
    return t("Hablan los tres, con {consulted_name}", { consulted_name: call.consulted_name });
  if (call.consulted && !call.joined)
    return t("Consultando a {consulted_name}", { consulted_name: call.consulted_name });
  if (call.held) return t("Retenida · quien llama oye música");
  if (call.muted) return t("En conversación · su micrófono está en silencio");
  return t("En conversación");
}

/** Return the description of the number; for a ringing call-back, also that accepting it dials the number. */
export function numberLabel(call: Call): string {
  const dials = call.kind === "call_back" && call.stage === "ringing";
  return `${dials ? t("Si contesta, se llama a este número: ") : ""}${call.number_words ?? ""}`;
}

/** Return what happened to the call before it came here. */
export function originNotes(call: Call): string[] {
  const notes: string[] = [];
  if (call.kind === "call_back")
    notes.push(
      t("Devolución pedida a las {arrived_at} · intento {attempt}", {
        arrived_at: timeOfDay(call.arrived_at),
        attempt: call.stage === "ringing" ? call.attempt + 1 : Math.max(1, call.attempt),
      }),
    );
  if (call.received_from_name && call.stage !== "wrap_up")
    notes.push(t("Viene de la campaña {received_from_name}", { received_from_name: call.received_from_name }));
  if (call.transferred_by_name && call.stage !== "wrap_up")
    notes.push(t("La transfirió {transferred_by_name}", { transferred_by_name: call.transferred_by_name }));
  if (call.first_at && call.queued_at && call.first_at < call.queued_at)
    notes.push(t("Espera desde las {first_at}", { first_at: timeOfDayWithSeconds(call.first_at) }));
  return notes;
}

function CallClock({ call, advisor }: { call: Call; advisor: Advisor }) {
  if (call.stage === "ringing")
    return (
      <p className={css.clock}>
        <span>{t("esperó")}</span>
        <ElapsedTime since={call.first_at ?? call.queued_at ?? call.arrived_at} label={t("Tiempo de espera")} />
      </p>
    );
  if (call.stage === "wrap_up" && advisor.until)
    return (
      <p className={css.clock}>
        <span>{t("le quedan")}</span>
        <ElapsedTime until={advisor.until} label={t("Tiempo para tipificar")} />
      </p>
    );
  const since = call.advisor === advisor.id && call.answered_at ? call.answered_at : advisor.since;
  return (
    <p className={css.clock}>
      <span>{t("desde las {since}", { since: timeOfDayWithSeconds(since) })}</span>
      <ElapsedTime since={since} label={t("Duración de la conversación")} />
      <HoldTime call={call} />
    </p>
  );
}

/** The time on hold: of the present hold, and of all holds of the call. */
function HoldTime({ call: { held_at, held_ms } }: { call: Call }) {
  if (held_at)
    return (
      <span className={css.hold}>
        {rich("retenida {elapsedTime}", {
          elapsedTime: <ElapsedTime since={held_at} label={t("Tiempo de esta retención")} />,
        })}
        {held_ms > 0 && (
          <>
            {" "}
            {rich("· en total {elapsedTime}", {
              elapsedTime: (
                <ElapsedTime
                  since={new Date(Date.parse(held_at) - held_ms).toISOString()}
                  label={t("Tiempo total de retención")}
                />
              ),
            })}
          </>
        )}
      </span>
    );
  return held_ms > 0 ? (
    <span className={css.hold}>{t("estuvo retenida {held_ms}", { held_ms: duration(held_ms) })}</span>
  ) : null;
}

/** Return the label of the verification in one step; empty if the number suggests no customer. Pure. */
export function verifyLabel({ possible_customer, possible_customers = 0 }: Pop): string {
  if (possible_customer) return t("Verificar a {possible_customer}", { possible_customer });
  return possible_customers
    ? t("Verificar a uno de {possible_customers} clientes con este número", { possible_customers })
    : "";
}

/** The verification in one step: the number suggests the customer, so the document need not be typed. */
function VerifyButton({ call, pop, verify }: { call: Call; pop: Pop; verify: () => void }) {
  const status = useIdentity(call.id).data?.status;
  const allowed = useHasPermission("identity.verify");
  const live = useIsLive();
  const label = verifyLabel(pop);
  const offered = allowed && label !== "" && status === "none";
  useShortcuts({ verify: () => offered && live && verify() });
  if (!offered) return null;
  return (
    <Button
      size="md"
      variant="light"
      className={css.verify}
      disabled={!live}
      onClick={verify}
      aria-keyshortcuts={SHORTCUTS.verify.label.replace(" ", "+")}
    >
      {label} <kbd>{SHORTCUTS.verify.label}</kbd>
    </Button>
  );
}

function CallerSummary({ call, pop, painted }: { call: Call; pop: Pop; painted: boolean }) {
  const { customer } = useCallPeople(call.id, painted);
  const ofNumber = useCurrentPop(call.id, call.stage !== "ringing").data?.open_tickets ?? pop.open_tickets;
  const own = useCustomerTickets(customer?.id ?? "").data?.tickets;
  const open = own ? countOpenTickets(own) : ofNumber; // a verified customer's own count replaces the number's
  return (
    <div className={css.caller}>
      <div>
        <p className="eyebrow">
          {customer
            ? t("Cliente verificado")
            : pop.possible_customer
              ? t("Posible cliente: verifique")
              : t("Quien llama")}
        </p>
        <p className={css.name}>{customer?.name ?? pop.possible_customer ?? t("Número sin cliente conocido")}</p>
        <p className="num quiet">{pop.number_masked || t("número oculto")}</p>
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
