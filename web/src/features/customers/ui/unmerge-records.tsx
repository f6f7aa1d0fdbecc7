/**
 * Telling records apart that had been merged and are of two people: the customer is looked for, then which of the
 * records that were merged into it, and why. What stands against it is said before anybody writes a reason.
 */
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { type CustomerFound, type MergeTold, useMerges, useSeparate } from "../../../api/customers";
import { serverClock } from "../../../clock";
import { counted, moment } from "../../../formats";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { ForCustomer, Who } from "./customer-dialog";
import css from "./customers.module.css";
import { Reasoned } from "./reason-form";

export function SeparateRecords() {
  return (
    <ForCustomer always permission="customer.merge" title="Separar registros"
      intro="Para registros que se unieron como de un mismo cliente y son de dos personas. Busque al cliente que quedó.">
      {(customer, another) => <Merged key={customer.id} customer={customer} another={another} />}
    </ForCustomer>
  );
}

function Merged({ customer, another }: { customer: CustomerFound; another: () => void }) {
  const { data, error, refetch } = useMerges(customer.id);
  const [done, setDone] = useState("");
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), [done]);
  return (
    <>
      <Who record={customer} />
      {done && <p ref={said} tabIndex={-1} role="status" className={css.told} data-well><strong>Separado.</strong> {done} vuelve a estar como estaba, con lo que traía.</p>}
      {error ? <Failure error={error} again={() => void refetch()} what="No se pudo leer qué registros se le unieron." />
        : !data ? <Loading what="Leyendo los registros…" />
        : data.merges.length === 0 ? <p>A este cliente no se le ha unido ningún otro registro.</p>
        : data.merges.map((merge) => <One key={merge.other} customer={customer.id} version={data.version} merge={merge} done={setDone} />)}
      <p className={css.acts}><Button variant="subtle" onClick={another}>Otro cliente</Button></p>
    </>
  );
}

interface OneProps {
  customer: string;
  version: number;
  merge: MergeTold;
  done: (name: string) => void;
}

function One({ customer, version, merge, done }: OneProps) {
  const [open, setOpen] = useState(false);
  return (
    <section className={css.dialog} aria-label={merge.name}>
      <Who record={merge} />
      <p className="small quiet">{merge.merged_at ? <>Se unió {moment(merge.merged_at, serverClock.now())}; trajo {counted(merge.tickets ?? 0, "ticket", "tickets")}.{merge.reason && <> Por qué: «{merge.reason}»</>}</> : "Se unió en una versión anterior del sistema."}</p>
      {merge.obstacle ? <p><strong>No se puede separar.</strong> {merge.obstacle}</p>
        : open ? <Separating customer={customer} version={version} merge={merge} done={done} leave={() => setOpen(false)} />
        : <p className={css.acts}><Button variant="default" size="compact-md" onClick={() => setOpen(true)}>Separar</Button></p>}
    </section>
  );
}

function Separating({ customer, version, merge, done, leave }: OneProps & { leave: () => void }) {
  const separate = useSeparate(customer);
  const well = () => {
    announce("Registros separados.");
    done(merge.name);
  };
  // By then this may be gone from the list, and callbacks of what is gone are not called; a refusal is in its `error`.
  const send = (reason: string) => void separate.mutateAsync({ other: merge.other, version, reason }).then(well, () => undefined);
  return (
    <Reasoned does="Separar" failed="No se separaron." label="Cómo se supo que son dos personas" description="" color="ladrillo"
      busy={separate.isPending} error={separate.error} send={send} leave={["Cancelar", leave]}>
      <p className="small">Vuelven a este registro sus datos, sus vínculos y los tickets que trajo; sus verificaciones y llamadas también. Lo que pasó después de la unión queda con el otro.</p>
    </Reasoned>
  );
}
