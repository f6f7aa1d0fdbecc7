/**
 * «¿Cómo va mi radicado?»: the number and document as the caller says them, and what may be read aloud.
 *
 * The server checks the document, and it is never shown again. A verified customer's own petitions need none.
 */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useIdentity } from "../../../api/customers";
import type { Call } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { type TicketStatus, useRequestStatus, useStatusRequirements } from "../../../api/ticket-status";
import { useIsLive } from "../../../realtime/desk-hooks";
import { attemptsSentence, enterMovesToDocument, formatTicketNumber } from "../../tickets/model/ticket-status";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { TicketStatusSummary } from "../../../components/ticket-status-summary";
import css from "../../../components/side-panel.module.css";
import { rich, t } from "../../../i18n/translate";

/** A ticket of the verified customer that was selected elsewhere; `count` distinguishes repeated selections. */
export interface StatusRequest {
  number: string;
  count: number;
}

export default function TicketStatusPanel({ call, wanted }: { call: Call; wanted: StatusRequest }) {
  const ask = useRequestStatus(call.id);
  const [answer, setAnswer] = useState<TicketStatus | null>(null);
  const [number, setNumber] = useState("");
  const [document_, setDocument] = useState("");
  const asked = useRef(0);
  const send = (number: string, document: string) => {
    if (ask.isPending) return;
    ask.mutate(
      { number, document },
      {
        onSuccess: ({ status }) => {
          setAnswer(status);
          if (status) setDocument("");
        },
      },
    );
  };
  useEffect(() => {
    if (!wanted.count || asked.current === wanted.count) return;
    asked.current = wanted.count;
    setAnswer(null);
    setNumber(wanted.number);
    setDocument("");
    send(wanted.number, "");
  });
  if (answer)
    return (
      <StatusAnswer
        status={answer}
        again={() => {
          setAnswer(null);
          setNumber("");
          ask.reset();
        }}
      />
    );
  return (
    <StatusQuestion
      call={call}
      number={number}
      document={document_}
      change={{ number: setNumber, document: setDocument }}
      ask={ask}
      send={() => send(number, document_)}
    />
  );
}

interface StatusQuestionProps {
  call: Call;
  number: string;
  document: string;
  change: { number: (text: string) => void; document: (text: string) => void };
  ask: ReturnType<typeof useRequestStatus>;
  send: () => void;
}

function StatusQuestion({ call, number, document: said, change, ask, send }: StatusQuestionProps) {
  const terms = useStatusRequirements(call.id);
  const identity = useIdentity(call.id).data;
  const verified = identity?.status === "passed" && !identity.speaker.record_obstacle;
  const live = useIsLive();
  const form = useRef<HTMLFormElement>(null);
  const asksDocument = terms.data?.check !== "none";
  const problem = ask.error instanceof ApiProblem ? ask.error : null;
  const misread = problem?.code === "number_misread" ? problem.message : undefined;
  const missed = ask.data?.result === "no_match" && !ask.isPending;
  const closed = problem?.code === "ticket_status_closed";
  // biome-ignore lint/correctness/useExhaustiveDependencies: each request selects the number again
  useEffect(() => {
    if (misread || missed) form.current?.querySelector("input")?.select();
  }, [misread, missed, ask.submittedAt]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (number.trim()) send();
  };
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !enterMovesToDocument(asksDocument && !verified, said)) return;
    event.preventDefault();
    form.current?.querySelectorAll("input")[1]?.focus();
  };
  if (terms.error && !terms.data)
    return (
      <Failure
        error={terms.error}
        retry={() => void terms.refetch()}
        title={t("No se pudieron leer los requisitos.")}
      />
    );
  if (!terms.data) return <Loading label={t("Leyendo los requisitos…")} />;
  return (
    <form ref={form} className={css.stack} onSubmit={submit} aria-label={t("Consultar un radicado")} noValidate>
      <div className={css.asked} data-alone={!asksDocument || undefined}>
        <TextInput
          data-first
          label={t("Número de radicado")}
          value={number}
          error={misread}
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          inputMode="numeric"
          onChange={(event) => change.number(event.currentTarget.value)}
          onBlur={() => change.number(formatTicketNumber(number))}
          onKeyDown={onEnter}
        />
        {asksDocument && (
          <TextInput
            label={t("Documento del peticionario")}
            value={said}
            maxLength={60}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change.document(event.currentTarget.value)}
          />
        )}
      </div>
      {missed && <NoMatch left={ask.data?.attempts_left ?? 0} />}
      {problem && !misread && <Failure error={problem} retry={problem.retryable ? send : undefined} />}
      <div className={css.acts}>
        <p className="quiet small">
          {documentHint(asksDocument, verified)}
          {!missed && !closed && terms.data.attempts_left < 3 && ` ${attemptsSentence(terms.data.attempts_left)}`}
        </p>
        <Button type="submit" loading={ask.isPending} disabled={!live || !number.trim()}>
          {t("Consultar")} <kbd>Enter</kbd>
        </Button>
      </div>
    </form>
  );
}

function documentHint(asksDocument: boolean, verified: boolean): string {
  if (!asksDocument) return t("La entidad pide solo el número.");
  if (verified) return t("Los radicados del cliente verificado no necesitan documento.");
  return t("El documento se compara y no se muestra. Si la petición es anónima, déjelo vacío.");
}

/** The notice of a failed match. It does not say whether the number exists, so that numbers cannot be guessed. */
function NoMatch({ left }: { left: number }) {
  return (
    <div className={css.verdict} role="alert">
      <p>
        <strong>{t("El radicado y el documento no corresponden.")}</strong>{" "}
        {left
          ? t("Pida que repitan los dos números. {left}", { left: attemptsSentence(left) })
          : t("No quedan intentos en esta llamada.")}
      </p>
      {!left && (
        <p>
          {rich(
            "Si es cliente, verifique su identidad ({kbd}): sus radicados salen en «Cliente». Si no, puede preguntar por escrito.",
            { kbd: <kbd>Alt I</kbd> },
          )}
        </p>
      )}
    </div>
  );
}

function StatusAnswer({ status, again }: { status: TicketStatus; again: () => void }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
    announce(t("Radicado {number}. {sentences}", { number: status.number, sentences: status.sentences.join(" ") }));
  }, [status]);
  return (
    <div className={css.stack}>
      <header className={css.head}>
        <h3 ref={title} tabIndex={-1} className={`num ${css.name}`}>
          {status.number}
        </h3>
        <Button data-first size="compact-md" variant="default" onClick={again}>
          {t("Consultar otro radicado")}
        </Button>
      </header>
      <TicketStatusSummary status={status} />
      {!status.whole && (
        <p className="quiet small">
          {t(
            "La petición no tiene documento: diga solo el estado y el último día, porque nadie puede probar que es suya.",
          )}
        </p>
      )}
    </div>
  );
}
