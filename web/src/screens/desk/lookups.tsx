/** What other systems know of the verified customer. Whatever fails says why, and the call goes on. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Call } from "../../api/contracts";
import { type Lookup, type LookupAnswer, useCustomer, useIdentity, useLookups, useLookUp } from "../../api/attention";
import { useIsLive } from "../../desk/hooks";
import { announce } from "../../parts/announce";
import { Failure, Loading } from "../../parts/conditions";
import css from "./sides.module.css";

export default function LookupsSide({ call, toCustomer }: { call: Call; toCustomer: () => void }) {
  const { data, error, refetch } = useLookups();
  const identity = useIdentity(call.id).data;
  const customer = useCustomer(identity?.status === "passed" ? (identity.customer_id ?? "") : "", call.id).data;
  if (error) return <Failure error={error} again={() => void refetch()} what="No se pudieron leer sus consultas." />;
  if (!data) return <Loading what="Leyendo sus consultas…" />;
  if (!data.items.length) return <p className="quiet">Su perfil no tiene consultas en este sitio.</p>;
  const verified = identity?.status === "passed";
  return (
    <div className={css.stack}>
      {!verified && <p className={css.hint}>Las consultas se abren cuando la identidad esté verificada en esta llamada. <Button size="compact-sm" variant="default" onClick={toCustomer}>Verificar</Button></p>}
      <ul className={css.lookups}>{data.items.map((each) => <Consult key={each.id} lookup={each} call={call.id} verified={verified} credits={customer?.credits.map(({ number }) => number) ?? []} />)}</ul>
    </div>
  );
}

interface ConsultProps {
  lookup: Lookup;
  call: string;
  verified: boolean;
  credits: string[];
}

/** Each consult by itself: one that is slow or away holds no other. */
function Consult({ lookup, call, verified, credits }: ConsultProps) {
  const ask = useLookUp(call);
  const live = useIsLive();
  const [credit, setCredit] = useState("");
  const wanted = credit || credits[0] || "";
  const needs = lookup.key === "credit";
  const run = () => {
    if (!ask.isPending) ask.mutate({ lookup: lookup.id, ...(needs ? { credit: wanted } : {}) }, { onSuccess: (answer) => announce(`${answer.name}: ${answer.told}`) });
  };
  return (
    <li>
      <div className={css.consult}>
        <p><strong>{lookup.name}</strong> <span className="quiet small">{lookup.about}</span></p>
        {needs && <TextInput aria-label={`Número del crédito para ${lookup.name}`} placeholder="crédito" size="xs" value={credit || credits[0] || ""} list={`creditos-${lookup.id}`} maxLength={30} autoComplete="off" onChange={(event) => setCredit(event.currentTarget.value)} />}
        {needs && <datalist id={`creditos-${lookup.id}`}>{credits.map((each) => <option key={each} value={each} />)}</datalist>}
        <Button size="compact-md" variant="default" loading={ask.isPending} disabled={!live || !verified || (needs && !wanted)} onClick={run} aria-label={`Consultar ${lookup.name}`}>Consultar</Button>
      </div>
      {ask.error ? <Failure error={ask.error} again={run} /> : null}
      {ask.data && <Answer answer={ask.data} />}
    </li>
  );
}

function Answer({ answer }: { answer: LookupAnswer }) {
  return (
    <div className={css.answer} data-result={answer.result}>
      <p className="small" role={answer.result === "not_available" ? "alert" : "status"}>{answer.told}</p>
      {answer.rows.length > 0 && <Rows answer={answer} />}
      {answer.more && <p className="quiet small">Hay más filas; aquí están las primeras.</p>}
    </div>
  );
}

const COVERED = "••••••";

function Rows({ answer }: { answer: LookupAnswer }) {
  const [shown, setShown] = useState(false);
  const hides = answer.columns.some((column) => column.sensitive);
  return (
    <>
      <div className={css.table} tabIndex={0} role="region" aria-label={`Lo que respondió ${answer.system}`}>
        <table className="list">
          <thead><tr>{answer.columns.map((column) => <th key={column.label} scope="col" className={column.kind === "money" ? "number" : undefined}>{column.label}</th>)}</tr></thead>
          <tbody>
            {answer.rows.map((row, at) => (
              <tr key={at}>{row.map((value, index) => {
                const column = answer.columns[index];
                return <td key={index} className={column?.kind === "money" ? "number num" : "num"}>{column?.sensitive && !shown && value.told ? COVERED : value.told || "–"}</td>;
              })}</tr>
            ))}
          </tbody>
        </table>
      </div>
      {hides && <Button size="compact-sm" variant="subtle" onClick={() => setShown(!shown)}>{shown ? "Cubrir datos" : "Mostrar datos cubiertos"}</Button>}
    </>
  );
}
