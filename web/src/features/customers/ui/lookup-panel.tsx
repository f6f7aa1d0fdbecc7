/**
 * Lookups in other systems for the customer of a call or ticket. A failure shows its reason and blocks nothing else.
 */
import { Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
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
import { useCallPeople } from "../../tickets/ui/petition-fields";
import css from "../../../components/side-panel.module.css";

export default function LookupPanel({ call, toCustomer }: { call: Call; toCustomer: () => void }) {
  const identity = useIdentity(call.id).data;
  const { customer } = useCallPeople(call.id);
  const live = useIsLive();
  const verified = identity?.status === "passed";
  const obstacle = verified ? identity.speaker.lookup_obstacle : "";
  return (
    <div className={css.stack}>
      {!verified && (
        <p className={css.hint}>
          Las consultas se abren cuando la identidad esté verificada en esta llamada.{" "}
          <Button size="compact-sm" variant="default" onClick={toCustomer}>
            Verificar
          </Button>
        </p>
      )}
      {obstacle && (
        <p className={css.hint} role="status">
          {obstacle}{" "}
          <Button size="compact-sm" variant="default" onClick={toCustomer}>
            Ver quién habla
          </Button>
        </p>
      )}
      {/* The key drops the answers that an earlier speaker was allowed to hear. */}
      <LookupList
        key={identity?.speaker.speaker}
        purpose={{ call: call.id }}
        ready={live && verified}
        credits={creditNumbers(customer)}
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
}

/** The lookups that the user may make, each independent of the others. */
export function LookupList(props: LookupListProps) {
  const { data, error, refetch } = useLookups();
  if (error) return <Failure error={error} retry={() => void refetch()} title="No se pudieron leer sus consultas." />;
  if (!data) return <Loading label="Leyendo sus consultas…" />;
  if (!data.items.length) return <p className="quiet">Su rol no tiene consultas en este sitio.</p>;
  return (
    <ul className={css.lookups}>
      {data.items.map((each) => (
        <LookupItem key={each.id} lookup={each} {...props} />
      ))}
    </ul>
  );
}

/** One lookup; a slow or unavailable system does not block the others. */
function LookupItem({ lookup, purpose, ready, credits }: LookupListProps & { lookup: Lookup }) {
  const ask = useRunLookup(purpose);
  const [credit, setCredit] = useState("");
  const wanted = credit || credits[0] || "";
  const needs = lookup.key === "credit";
  const run = () => {
    if (!ask.isPending)
      ask.mutate(
        { lookup: lookup.id, ...(needs ? { credit: wanted } : {}) },
        { onSuccess: (answer) => announce(`${answer.name}: ${answer.told}`) },
      );
  };
  return (
    <li>
      <div className={css.consult}>
        <p>
          <strong>{lookup.name}</strong> <span className="quiet small">{lookup.about}</span>
        </p>
        {needs && (
          <TextInput
            aria-label={`Número del crédito para ${lookup.name}`}
            placeholder="crédito"
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
          onClick={run}
          aria-label={`Consultar ${lookup.name}`}
        >
          Consultar
        </Button>
      </div>
      {ask.error ? <Failure error={ask.error} retry={run} /> : null}
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
      <p className="small" role={answer.result === "not_available" ? "alert" : "status"}>
        {answer.told}
      </p>
      {answer.rows.length > 0 && <AnswerTable answer={answer} />}
      {answer.more && <p className="quiet small">Hay más filas; aquí están las primeras.</p>}
    </div>
  );
}

const MASK = "••••••";

function AnswerTable({ answer }: { answer: LookupAnswer }) {
  const [shown, setShown] = useState(false);
  const hides = answer.columns.some((column) => column.sensitive);
  return (
    <>
      <div className={css.table} tabIndex={0} role="region" aria-label={`Lo que respondió ${answer.system}`}>
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
                {row.map((value, index) => {
                  const column = answer.columns[index];
                  return (
                    <td key={index} className={column?.kind === "money" ? "number num" : "num"}>
                      {column?.sensitive && !shown && value.told ? MASK : value.told || "–"}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hides && (
        <Button size="compact-sm" variant="subtle" onClick={() => setShown(!shown)}>
          {shown ? "Ocultar datos" : "Mostrar datos ocultos"}
        </Button>
      )}
    </>
  );
}
