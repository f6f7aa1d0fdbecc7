/**
 * Lookups in other systems for the customer of a call or ticket. A failure shows its reason and blocks nothing else.
 */
import { Button, TextInput } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Call } from "../../../api/types";
import {
  type Customer,
  type Lookup,
  type LookupAnswer,
  type LookupPurpose,
  useIdentity,
  useLookups,
  useRunLookup,
} from "../../../api/customers";
import { useIsLive } from "../../../realtime/desk-hooks";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { focusIfLost } from "../../../components/focus";
import { WideTable } from "../../../components/wide-table";
import { canAsk, type LookupState, nextRound, type Round, stateLabel, summary, isWanted } from "../model/lookup-round";
import { useCallPeople } from "../../tickets/ui/petition-fields";
import css from "../../../components/side-panel.module.css";
import { t } from "../../../i18n/translate";

interface LookupPanelProps {
  call: Call;
  toCustomer: () => void;
  /** Called when a system has answered. */
  onAnswered: () => void;
}

export default function LookupPanel({ call, toCustomer, onAnswered }: LookupPanelProps) {
  const identity = useIdentity(call.id).data;
  const { customer } = useCallPeople(call.id);
  const live = useIsLive();
  const verified = identity?.status === "passed";
  const obstacle = verified ? identity.speaker.lookup_obstacle : "";
  return (
    <div className={css.stack}>
      {!verified && (
        <p className={css.hint}>
          {t("Las consultas se abren cuando la identidad esté verificada en esta llamada.")}{" "}
          <Button size="compact-sm" variant="default" onClick={toCustomer}>
            {t("Verificar")}
          </Button>
        </p>
      )}
      {obstacle && (
        <p className={css.hint} role="status">
          {obstacle}{" "}
          <Button size="compact-sm" variant="default" onClick={toCustomer}>
            {t("Ver quién habla")}
          </Button>
        </p>
      )}
      {/* The key drops the answers that an earlier speaker was allowed to hear. */}
      <LookupList
        key={identity?.speaker.speaker}
        purpose={{ call: call.id }}
        ready={live && verified}
        credits={creditNumbers(customer)}
        onAnswered={onAnswered}
      />
    </div>
  );
}

export const creditNumbers = (customer: Customer | undefined): string[] =>
  customer?.credits.map(({ number }) => number) ?? [];

interface LookupListProps {
  purpose: LookupPurpose;
  /** Whether lookups can be made now. */
  ready: boolean;
  /** The customer's credits, as far as they are known here. */
  credits: string[];
  onAnswered?: () => void;
}

/** The lookups that the user may make, each independent of the others. */
export function LookupList(props: LookupListProps) {
  const { data, error, refetch } = useLookups();
  if (error)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer sus consultas.")} />;
  if (!data) return <Loading label={t("Leyendo sus consultas…")} />;
  if (!data.items.length) return <p className="quiet">{t("Su rol no tiene consultas en este sitio.")}</p>;
  return <LookupCards lookups={data.items} {...props} />;
}

/** All systems at once or one by one, each with its own state. */
function LookupCards({ lookups, ...props }: LookupListProps & { lookups: Lookup[] }) {
  const [states, setStates] = useState<Record<string, LookupState>>({});
  const [round, setRound] = useState<Round>({ number: 0, wanted: [] });
  const report = useCallback(
    (id: string, state: LookupState) =>
      setStates((before) => (before[id] === state ? before : { ...before, [id]: state })),
    [],
  );
  const all = lookups.map(({ id }) => states[id] ?? "idle");
  const waiting = all.includes("waiting");
  return (
    <>
      {lookups.length > 1 && (
        <div className={css.askAll}>
          <p className="quiet small" role="status">
            {summary(all)}
          </p>
          <Button
            data-first
            size="compact-md"
            loading={waiting}
            disabled={!props.ready || !lookups.some((each) => canAsk(each.key, props.credits))}
            onClick={() => setRound(nextRound(round, lookups, states))}
          >
            {t("Consultar todo")}
          </Button>
        </div>
      )}
      <ul className={css.lookups}>
        {lookups.map((each) => (
          <LookupItem key={each.id} lookup={each} round={round} report={report} {...props} />
        ))}
      </ul>
    </>
  );
}

interface LookupItemProps extends LookupListProps {
  lookup: Lookup;
  round: Round;
  report: (id: string, state: LookupState) => void;
}

/** One lookup; a slow or unavailable system does not block the others. */
function LookupItem({ lookup, purpose, ready, credits, round, report, onAnswered }: LookupItemProps) {
  const ask = useRunLookup(purpose);
  const [credit, setCredit] = useState("");
  const wanted = credit || credits[0] || "";
  const needs = lookup.key === "credit";
  const run = (alone: boolean) => {
    if (!ask.isPending)
      ask.mutate(
        { lookup: lookup.id, ...(needs ? { credit: wanted } : {}) },
        {
          onSuccess: (answer) => {
            if (alone) announce(`${answer.name}: ${answer.told}`);
            if (answer.result !== "not_available") onAnswered?.();
          },
        },
      );
  };
  const state: LookupState = ask.isPending
    ? "waiting"
    : ask.error || ask.data?.result === "not_available"
      ? "failed"
      : ask.data
        ? "answered"
        : "idle";
  useEffect(() => report(lookup.id, state), [report, lookup.id, state]);
  const lastRound = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round asks once, at the latest when the credits are known
  useEffect(() => {
    if (lastRound.current === round.number || !isWanted(round, lookup.id) || !ready || (needs && !wanted)) return;
    lastRound.current = round.number;
    run(false);
  }, [round.number, credits[0]]);
  return (
    <li className={css.lookup} data-state={state}>
      <div className={css.consult}>
        <p>
          <span className={css.system}>
            <span className="eyebrow">{lookup.system}</span> <span className={css.state}>{stateLabel(state)}</span>
          </span>
          <strong>{lookup.name}</strong> <span className="quiet small">{lookup.about}</span>
        </p>
        {needs && (
          <TextInput
            aria-label={t("Número del crédito para {name}", { name: lookup.name })}
            placeholder={t("crédito")}
            size="xs"
            value={wanted}
            list={`creditos-${lookup.id}`}
            maxLength={30}
            autoComplete="off"
            onChange={(event) => setCredit(event.currentTarget.value)}
          />
        )}
        {needs && (
          <datalist id={`creditos-${lookup.id}`}>
            {credits.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        )}
        <Button
          size="compact-md"
          variant="default"
          loading={ask.isPending}
          disabled={!ready || (needs && !wanted)}
          onClick={() => run(true)}
          aria-label={t("Consultar {name}", { name: lookup.name })}
        >
          {state === "failed" ? t("Reintentar") : t("Consultar")}
        </Button>
      </div>
      {ask.error ? <Failure error={ask.error} retry={() => run(true)} /> : null}
      {ask.data && <LookupAnswerView answer={ask.data} />}
    </li>
  );
}

function LookupAnswerView({ answer }: { answer: LookupAnswer }) {
  const answerRef = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new answer takes the focus
  useEffect(() => focusIfLost(answerRef.current), [answer]);
  return (
    <div className={css.answer} data-result={answer.result} ref={answerRef} tabIndex={-1}>
      {answer.told && (
        <p className="small" role={answer.result === "not_available" ? "alert" : "status"}>
          {answer.told}
        </p>
      )}
      {answer.rows.length > 0 && <AnswerRows answer={answer} />}
      {answer.more && <p className="quiet small">{t("Hay más filas; aquí están las primeras.")}</p>}
    </div>
  );
}

const MASK = "••••••";
/** So few rows are shown whole, each value under its name. */
const MAX_WHOLE_ROWS = 2;

function AnswerRows({ answer }: { answer: LookupAnswer }) {
  const [shown, setShown] = useState(false);
  const hides = answer.columns.some((column) => column.sensitive);
  const label = t("Lo que respondió {system}", { system: answer.system });
  return (
    <>
      {answer.rows.length <= MAX_WHOLE_ROWS ? (
        <div className={css.wholeRows} role="group" aria-label={label}>
          {answer.rows.map((row, at) => (
            <dl key={at} className={css.wholeRow}>
              {row.map((_, index) => (
                <div key={index}>
                  <dt>{answer.columns[index]?.label}</dt>
                  <dd className="num">{shownValue(answer, at, index, shown)}</dd>
                </div>
              ))}
            </dl>
          ))}
        </div>
      ) : (
        <AnswerTable answer={answer} label={label} shown={shown} />
      )}
      {hides && (
        <Button size="compact-sm" variant="subtle" onClick={() => setShown(!shown)}>
          {shown ? t("Ocultar datos") : t("Mostrar datos ocultos")}
        </Button>
      )}
    </>
  );
}

function shownValue(answer: LookupAnswer, row: number, column: number, shown: boolean): string {
  const told = answer.rows[row]?.[column]?.told;
  if (!told) return "–";
  return answer.columns[column]?.sensitive && !shown ? MASK : told;
}

function AnswerTable({ answer, label, shown }: { answer: LookupAnswer; label: string; shown: boolean }) {
  return (
    <WideTable label={label}>
      <table className="list">
        <thead>
          <tr>
            {answer.columns.map((column) => (
              <th key={column.label} scope="col" className={column.kind === "money" ? "number" : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.map((row, at) => (
            <tr key={at}>
              {row.map((_, index) => (
                <td key={index} className={answer.columns[index]?.kind === "money" ? "number num" : "num"}>
                  {shownValue(answer, at, index, shown)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}
