/**
 * Making one of two records that are of the same customer: both are looked for, compared side by side, and it is chosen
 * which one stays; what will happen is said before anybody writes why.
 */
import { Button } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type CustomerFound, type MergeForetold, useMerge, useMergeForetold } from "../../../api/customers";
import { ApiProblem } from "../../../api/problem";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { Search } from "./customer-search";
import { ForCustomer, Told, Who } from "./customer-dialog";
import css from "./customers.module.css";
import { doubtsOf, FATES, gainWords, type Item, rowsOf } from "../model/merge-comparison";
import { Reasoned } from "./reason-form";

export function MergeRecords() {
  return (
    <ForCustomer always wide permission="customer.merge" title="Unir registros"
      intro="Para dos registros que son de la misma persona. Busque primero uno; después, el otro.">
      {(customer, another) => <WithAnother key={customer.id} first={customer} again={another} />}
    </ForCustomer>
  );
}

function WithAnother({ first, again }: { first: CustomerFound; again: () => void }) {
  const [second, setSecond] = useState<CustomerFound | null>(null);
  const [same, setSame] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!second) box.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [second]);
  if (second) return <Two first={first} second={second} other={() => setSecond(null)} again={again} />;
  const choose = (found: CustomerFound) => {
    setSame(found.id === first.id);
    if (found.id !== first.id) setSecond(found);
  };
  return (
    <div ref={box} className={css.dialog}>
      <Who record={first} />
      <p>Ahora busque el otro registro de la misma persona.</p>
      <Search always toDo="escogerlo" choose={choose} />
      {same && <p role="alert" className={css.doubt}>Ese es el registro que ya escogió. Busque el otro.</p>}
      <p className={css.acts}><Button variant="subtle" onClick={again}>Empezar otra vez</Button></p>
    </div>
  );
}

interface TwoProps {
  first: CustomerFound;
  second: CustomerFound;
  /** Looks for another one than the second. */
  other: () => void;
  again: () => void;
}

/** Two records from the comparison to what came of it. */
function Two({ first, second, other, again }: TwoProps) {
  const [kept, keep] = useState(first.id);
  const gone = kept === first.id ? second.id : first.id;
  const [sure, setSure] = useState(false);
  const draft = useRef("");
  const { data, error, refetch, isPlaceholderData } = useMergeForetold(kept, gone);
  const merge = useMerge(kept);
  const send = (told: MergeForetold, reason: string) =>
    merge.mutate({ other: gone, version: told.kept.customer.version, other_version: told.other.customer.version, reason }, {
      onSuccess: () => announce("Registros unidos."),
      onError: (wrong) => setSure(!wasChanged(wrong)),
    });
  if (merge.isSuccess) return <Done kept={merge.data} again={again} />;
  if (isGone(error) || isGone(merge.error)) return <Told well={false} next={["Buscar otra vez", again]}><strong>No se unieron.</strong> Otra persona ya unió uno de estos dos registros con otro. Búsquelos otra vez: aparece solo el que quedó.</Told>;
  if (error) return <><Failure error={error} again={() => void refetch()} what="No se pudieron leer los dos registros." /><p className={css.acts}><Button variant="subtle" onClick={other}>Otro registro</Button></p></>;
  if (!data) return <Loading what="Comparando los registros…" />;
  return sure
    ? <Confirm told={data} draft={draft} busy={merge.isPending} error={merge.error} send={(reason) => send(data, reason)} back={() => setSure(false)} />
    : <Compare told={data} records={[first, second]} kept={kept} keep={keep} changed={wasChanged(merge.error)} busy={isPlaceholderData} other={other} go={() => setSure(true)} />;
}

const isGone = (error: unknown) => error instanceof ApiProblem && (error.code === "customer_merged" || error.code === "customer_unknown");
const wasChanged = (error: unknown) => error instanceof ApiProblem && error.code === "customer_changed";

interface CompareProps {
  told: MergeForetold;
  /** In the order in which they were found, whichever stays. */
  records: CustomerFound[];
  kept: string;
  keep: (id: string) => void;
  /** Whether somebody changed one of them while they were looked at. */
  changed: boolean;
  busy: boolean;
  other: () => void;
  go: () => void;
}

function Compare({ told, records, kept, keep, changed, busy, other, go }: CompareProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input:checked")?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) go();
  };
  return (
    <form ref={form} className={css.dialog} onSubmit={submit} aria-label="Comparar los registros">
      {changed && <p role="alert" className={css.doubt}><strong>No se unieron.</strong> Otra persona cambió uno de los registros mientras usted los miraba. Así están ahora: revíselos.</p>}
      <p>¿Son de la misma persona? Escoja cuál de los dos queda.</p>
      <table className={css.two}>
        <thead>
          <tr>
            <td><span className="unseen">Dato</span></td>
            {records.map((record) => (
              <th key={record.id} scope="col" data-kept={record.id === kept || undefined}>
                <label><input type="radio" name="kept" checked={record.id === kept} onChange={() => keep(record.id)} /> <span>Queda el cliente <span className="num">{record.number}</span></span></label>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(told).map(({ label, items }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {records.map(({ id }) => <td key={id} data-kept={id === kept || undefined}><Items items={items[id] ?? []} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
      <Doubts told={told} />
      <p className={css.acts}>
        <Button variant="subtle" onClick={other}>Otro registro</Button>
        <Button type="submit" disabled={busy}>Son la misma persona: seguir</Button>
      </p>
    </form>
  );
}

function Items({ items }: { items: Item[] }) {
  if (!items.length) return <span className="quiet">–</span>;
  return <ul>{items.map(({ text, fate }) => <li key={text}>{text}{fate && <span className={css.fate} data-fate={fate}>{FATES[fate]}</span>}</li>)}</ul>;
}

function Doubts({ told }: { told: MergeForetold }) {
  const doubts = doubtsOf(told);
  if (!doubts.length) return null;
  return <div className={css.doubt}><strong>Antes de unirlos, revise:</strong><ul>{doubts.map((each) => <li key={each}>{each}</li>)}</ul></div>;
}

interface ConfirmProps {
  told: MergeForetold;
  draft: { current: string };
  busy: boolean;
  error: unknown;
  send: (reason: string) => void;
  back: () => void;
}

function Confirm({ told, draft, busy, error, send, back }: ConfirmProps) {
  const [{ customer: kept }, { customer: gone }] = [told.kept, told.other];
  const gain = gainWords(told);
  return (
    <Reasoned does="Unir registros" failed="No se unieron." label="Cómo se supo que son la misma persona" description="" draft={draft}
      busy={busy} error={error} send={send} leave={["Volver", back]}>
      <section className={css.told} aria-labelledby="que-pasa">
        <h3 id="que-pasa">Qué va a pasar</h3>
        <ul className={css.points}>
          <li>Queda <strong>{kept.name}</strong>, {kept.document.text}, cliente <span className="num">{kept.number}</span>: su nombre y su documento no cambian.</li>
          <li>{gain ? <>Recibe del otro: <strong>{gain}</strong>.</> : "No recibe nada que no tuviera."}</li>
          <li>El cliente <span className="num">{gone.number}</span> ({gone.name}, {gone.document.text}) deja de aparecer en las búsquedas. No se borra: su historial, sus llamadas y sus verificaciones se conservan.</li>
          <li>Si resulta que son dos personas, se deshace en «Separar registros».</li>
        </ul>
      </section>
    </Reasoned>
  );
}

function Done({ kept, again }: { kept: { name: string; number: number; document: { text: string } }; again: () => void }) {
  return (
    <Told well next={["Unir otros", again]}>
      <strong>Unidos.</strong> Queda {kept.name}, {kept.document.text}, cliente <span className="num">{kept.number}</span>, con lo de los dos. Si fue un error, deshágalo en «Separar registros».
    </Told>
  );
}
