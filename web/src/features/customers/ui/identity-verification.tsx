/**
 * The identity check of a caller, by keyboard alone: search for the customer, ask the questions, type the answers, read
 * the result.
 *
 * The right answers never reach the browser: the server keeps them and reports only whether enough were right.
 */
import { Button, TextInput } from "@mantine/core";
import { type Dispatch, type FormEvent, useEffect, useRef } from "react";
import type { Call, Pop } from "../../../api/types";
import {
  type SuggestedCustomer,
  useStartIdentityCheck,
  useSubmitIdentityAnswers,
  useSuggestedCustomers,
} from "../../../api/customers";
import { ApiProblem } from "../../../api/problem";
import {
  toAnswers,
  type IdentityState,
  type IdentityEvent,
  attemptsLeftLabel,
  unansweredQuestions,
  resultSentence,
} from "../model/identity";
import { useIsLive } from "../../../realtime/desk-hooks";
import { Failure } from "../../../components/load-states";
import { focusIfLost } from "../../../components/focus";
import { CustomerSearch } from "./customer-search";
import css from "../../../components/side-panel.module.css";
import { rich, t } from "../../../i18n/translate";

interface IdentityVerificationProps {
  call: Call;
  pop: Pop | undefined;
  identity: IdentityState;
  dispatch: Dispatch<IdentityEvent>;
  /** Whether to ask the customer whom the number suggests. */
  suggest: boolean;
  onSuggestTaken: () => void;
}

/** Errors after which no check is possible: in this call, or today. */
const BLOCKING_CODES: readonly string[] = ["identity_closed", "identity_blocked"];

export function IdentityVerification(props: IdentityVerificationProps) {
  const { call, pop, identity, dispatch, suggest, onSuggestTaken } = props;
  const suggested = useSuggestedCustomers(call.id);
  const ask = useStartIdentityCheck(call.id);
  const askAbout = (customer: string) =>
    ask.mutate(customer, { onSuccess: (check) => dispatch({ type: "asked", check }) });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the request runs it, once
  useEffect(() => {
    if (!suggest) return;
    onSuggestTaken();
    suggested.mutate(undefined, {
      onSuccess: ([only, ...others]) => only && others.length === 0 && askAbout(only.id),
    });
  }, [suggest]);
  const blocked = BLOCKING_CODES.includes(ask.error instanceof ApiProblem ? ask.error.code : "") ? ask.error : null;
  const customerId = identity.customer || (ask.variables ?? "");
  if (identity.phase === "closed" || blocked)
    return (
      <VerificationClosed
        words={blocked?.message ?? ""}
        busy={ask.isPending}
        again={customerId ? () => askAbout(customerId) : undefined}
      />
    );
  if (identity.phase === "ask" && identity.check)
    return <IdentityQuestions call={call} identity={identity} dispatch={dispatch} />;
  return (
    <div className={css.stack}>
      {identity.phase === "failed" && (
        <div className={css.verdict} role="alert">
          <p>
            {rich("{identity} Puede preguntar otra vez, o radicar la petición sin ver datos.", {
              identity: <strong>{resultSentence(identity)}.</strong>,
            })}
          </p>
          {identity.customer && (
            <Button
              data-first
              size="compact-md"
              loading={ask.isPending}
              onClick={() => askAbout(identity.customer)}
              ref={focusIfLost}
            >
              {t("Preguntar otra vez")}
            </Button>
          )}
        </div>
      )}
      {Boolean(suggested.error) && <Failure error={suggested.error} title={t("No se pudo buscar por el número.")} />}
      {suggested.data && !ask.isPending && (
        <SuggestedCustomers customers={suggested.data} onSelect={(customer) => askAbout(customer)} />
      )}
      <CustomerSearch
        hint={
          pop?.possible_customer
            ? t("Según el número, puede ser {possible_customer}. ", { possible_customer: pop.possible_customer })
            : ""
        }
        actionLabel={t("preguntar")}
        emptyHint={t("si no es cliente, atiéndalo igual")}
        busy={ask.isPending}
        onSelect={({ id }) => askAbout(id)}
      />
      {Boolean(ask.error) && <Failure error={ask.error} />}
      <p className="quiet small">
        {t("Sin verificar la identidad no puede ver datos. Puede dar información general y radicar.")}
      </p>
    </div>
  );
}

/** The customers who share the number: initials alone, because the number may be forged. */
function SuggestedCustomers({
  customers,
  onSelect,
}: {
  customers: SuggestedCustomer[];
  onSelect: (customer: string) => void;
}) {
  if (customers.length === 1) return null;
  if (customers.length === 0)
    return <p role="status">{t("Ningún cliente tiene ese número. Búsquelo por su documento o su nombre.")}</p>;
  return (
    <section aria-labelledby="con-el-numero" className={css.stack}>
      <h3 id="con-el-numero" className={css.part}>
        {t("{customers} clientes tienen ese número: elija a quién preguntar", { customers: customers.length })}
      </h3>
      <ul className={css.found}>
        {customers.map((each, at) => (
          <li key={each.id}>
            <button type="button" ref={at === 0 ? focusIfLost : undefined} onClick={() => onSelect(each.id)}>
              <strong>{each.name}</strong>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The notice that no check is possible. After a supervisor's release, the server draws new questions. */
function VerificationClosed({ words, busy, again }: { words: string; busy: boolean; again: (() => void) | undefined }) {
  return (
    <div className={css.verdict} role="alert">
      <p>
        <strong>{words ? t("No se puede verificar.") : t("No coincide; no quedan intentos.")}</strong>{" "}
        {words || t("Ya no puede ver los datos de ese cliente en esta llamada.")}
      </p>
      <p>
        {t(
          "Puede radicar la petición: la ley no permite rechazarla. Dé información general, escriba la petición y radíquela.",
        )}
      </p>
      {again && (
        <p className={css.freed}>
          {t("¿Un supervisor lo liberó?")}{" "}
          <Button size="compact-sm" variant="default" loading={busy} onClick={again}>
            {t("Preguntar otra vez")}
          </Button>
        </p>
      )}
    </div>
  );
}

function IdentityQuestions({
  call,
  identity,
  dispatch,
}: Pick<IdentityVerificationProps, "call" | "identity" | "dispatch">) {
  const judge = useSubmitIdentityAnswers(call.id);
  const live = useIsLive();
  const form = useRef<HTMLFormElement>(null);
  const check = identity.check;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new check takes the focus
  useEffect(() => form.current?.querySelector("input")?.focus(), [check?.check_id]);
  if (!check) return null;
  const unanswered = unansweredQuestions(identity);
  const send = () => {
    if (!judge.isPending)
      judge.mutate(
        { check: check.check_id, answers: toAnswers(identity) },
        { onSuccess: (judged) => dispatch({ type: "judged", judged }) },
      );
  };
  /** Move to the first unanswered question; submit if there is none. */
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [first] = unanswered;
    if (first) document.getElementById(`pregunta-${first}`)?.focus();
    else send();
  };
  return (
    <form ref={form} className={css.stack} onSubmit={submit} aria-labelledby="preguntas" noValidate>
      <header className={css.head}>
        <h3 id="preguntas">{t("Pregunte y escriba lo que le digan")}</h3>
        <p className="quiet small">
          {check.attempt > 1 ? t("Intento {attempt}; ", { attempt: check.attempt }) : ""}
          {attemptsLeftLabel(identity.attemptsLeft)}
        </p>
      </header>
      {check.questions.map((question) => (
        <TextInput
          key={question.id}
          id={`pregunta-${question.id}`}
          data-first
          label={question.text}
          value={identity.answers[question.id] ?? ""}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => dispatch({ type: "typed", question: question.id, answer: event.currentTarget.value })}
        />
      ))}
      {Boolean(judge.error) && (
        <Failure
          error={judge.error}
          retry={judge.error instanceof ApiProblem && judge.error.retryable ? send : undefined}
        />
      )}
      <div className={css.acts}>
        <p className="quiet small">{t("Escriba con o sin tildes. Si la persona no sabe, escriba «no sabe».")}</p>
        <Button variant="subtle" onClick={() => dispatch({ type: "another" })}>
          {t("Buscar otro cliente")}
        </Button>
        <Button type="submit" loading={judge.isPending} disabled={!live}>
          {t("Comprobar")} <kbd>Enter</kbd>
        </Button>
      </div>
    </form>
  );
}
