/**
 * Telling records apart that had been merged and are of two people: the customer is looked for, then which of the
 * records that were merged into it, and why. What stands against it is said before anybody writes a reason.
 */
import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type CustomerFound, type MergeTold, useMerges, useSeparate } from "../../api/attention";
import { accountQuery } from "../../api/queries";
import { serverClock } from "../../clock";
import { counted, moment } from "../../formats";
import { SUBMIT } from "../../keys";
import { announce } from "../../parts/announce";
import { Failure, Loading } from "../../parts/conditions";
import { Dialog } from "../../parts/dialog";
import { Search } from "../desk/search";
import { reasonWords } from "../release/reason";
import css from "../release/release.module.css";

/** For who may; nothing for anybody else. */
export function SeparateRecords() {
  const may = useQuery(accountQuery).data?.permissions.includes("customer.merge");
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button variant="default" size="compact-md" onClick={() => setOpen(true)}>Separar registros</Button>
      {open && <SeparateDialog close={() => setOpen(false)} />}
    </>
  );
}

function SeparateDialog({ close }: { close: () => void }) {
  const [customer, choose] = useState<CustomerFound | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!customer) box.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [customer]);
  return (
    <Dialog title="Separar registros" close={close}>
      <div ref={box} className={css.release}>
        {customer
          ? <Merged key={customer.id} customer={customer} another={() => choose(null)} />
          : (
            <>
              <p>Para registros que se unieron como de un mismo cliente y son de dos personas. Busque al cliente que quedó.</p>
              <Search always toDo="escogerlo" choose={choose} />
            </>
          )}
      </div>
    </Dialog>
  );
}

type Record = Pick<CustomerFound, "name" | "document_kind" | "document" | "number">;

function Who({ record: { name, document_kind, document, number } }: { record: Record }) {
  return <p className={css.who}><strong>{name}</strong><span className="num quiet">{document_kind} {document}</span><span className="num quiet">cliente {number}</span></p>;
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
    <section className={css.release} aria-label={merge.name}>
      <Who record={merge} />
      <p className="small quiet">{merge.merged_at ? <>Se unió {moment(merge.merged_at, serverClock.now())}; trajo {counted(merge.tickets ?? 0, "ticket", "tickets")}.</> : "Se unió en una versión anterior del sistema."}</p>
      {merge.obstacle ? <p><strong>No se puede separar.</strong> {merge.obstacle}</p>
        : open ? <Reason customer={customer} version={version} merge={merge} done={done} leave={() => setOpen(false)} />
        : <p className={css.acts}><Button variant="default" size="compact-md" onClick={() => setOpen(true)}>Separar</Button></p>}
    </section>
  );
}

function Reason({ customer, version, merge, done, leave }: OneProps & { leave: () => void }) {
  const separate = useSeparate(customer);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const wrong = reasonWords(reason);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (wrong) return field.current?.focus();
    if (separate.isPending) return;
    separate.mutate({ other: merge.other, version, reason: reason.trim() }, { onSuccess: () => {
      announce("Registros separados.");
      done(merge.name);
    } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  };
  return (
    <form className={css.release} onSubmit={submit} onKeyDown={onKeyDown} aria-label="Separar" noValidate>
      <p className="small">Vuelven a este registro sus datos, sus vínculos y los tickets que trajo; sus verificaciones y llamadas también. Lo que pasó después de la unión queda con el otro.</p>
      <Textarea ref={field} label="Cómo se supo que son dos personas" description="Queda guardado y cifrado; en el registro quedan su nombre y la hora."
        autosize minRows={2} maxRows={6} maxLength={400} value={reason} error={tried ? wrong : undefined} onChange={(event) => setReason(event.currentTarget.value)} />
      {separate.error ? <Failure error={separate.error} what="No se separaron." /> : null}
      <p className={css.acts}>
        <Button variant="subtle" onClick={leave}>Dejar</Button>
        <Button type="submit" color="ladrillo" loading={separate.isPending}>Separar <kbd>{SUBMIT.label}</kbd></Button>
      </p>
    </form>
  );
}
