/**
 * Letting a customer be verified again who failed today: looked for, and released for a reason that stays kept.
 *
 * Nothing tells beforehand whether somebody is barred: what the release answers does, and it is said as it is.
 */
import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { type CustomerFound, useReleaseIdentity } from "../../api/attention";
import { ApiProblem } from "../../api/problem";
import { accountQuery } from "../../api/queries";
import { useIsLive } from "../../desk/hooks";
import { SUBMIT } from "../../keys";
import { announce } from "../../parts/announce";
import { Failure } from "../../parts/conditions";
import { Dialog } from "../../parts/dialog";
import { Search } from "../desk/search";
import { reasonWords } from "./reason";
import css from "./release.module.css";

/** For who may; nothing for anybody else. */
export function Release() {
  const may = useQuery(accountQuery).data?.permissions.includes("identity.release");
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button variant="default" size="compact-md" onClick={() => setOpen(true)}>Liberar a un cliente</Button>
      {open && <ReleaseDialog close={() => setOpen(false)} />}
    </>
  );
}

export function ReleaseDialog({ close }: { close: () => void }) {
  const [customer, choose] = useState<CustomerFound | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!customer) box.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [customer]);
  return (
    <Dialog title="Liberar a un cliente" close={close}>
      <div ref={box} className={css.release}>
        {customer
          ? <Chosen key={customer.id} customer={customer} another={() => choose(null)} />
          : (
            <>
              <p>Para quien hoy agotó los intentos de verificar su identidad, y usted confirmó por otro medio que es el titular.</p>
              <Search toDo="escogerlo" choose={choose} />
            </>
          )}
      </div>
    </Dialog>
  );
}

interface ChosenProps {
  customer: CustomerFound;
  another: () => void;
}

function Chosen({ customer, another }: ChosenProps) {
  const release = useReleaseIdentity();
  const send = (reason: string) => release.mutate({ customer: customer.id, reason }, { onSuccess: () => announce("Cliente liberado.") });
  const nothing = release.error instanceof ApiProblem && release.error.code === "identity_nothing_to_release" ? release.error.message : "";
  return (
    <>
      <Who customer={customer} />
      {release.isSuccess || nothing
        ? (
          <Told well={release.isSuccess} another={another}>
            {release.isSuccess ? <><strong>Liberado.</strong> Ya se le pueden hacer las preguntas otra vez, también en la llamada que está en curso.</> : <><strong>No había qué liberar.</strong> {nothing}</>}
          </Told>
        )
        : <Reason busy={release.isPending} error={release.error} send={send} another={another} />}
    </>
  );
}

function Who({ customer: { name, document_kind, document, number } }: { customer: CustomerFound }) {
  return (
    <p className={css.who}>
      <strong>{name}</strong>
      <span className="num quiet">{document_kind} {document}</span>
      <span className="num quiet">cliente {number}</span>
    </p>
  );
}

interface ReasonProps {
  busy: boolean;
  error: unknown;
  send: (reason: string) => void;
  another: () => void;
}

function Reason({ busy, error, send, another }: ReasonProps) {
  const live = useIsLive();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const wrong = reasonWords(reason);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (wrong) field.current?.focus();
    else if (!busy && live) send(reason.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  };
  return (
    <form className={css.release} onSubmit={submit} onKeyDown={onKeyDown} aria-label="Liberar" noValidate>
      <Textarea ref={field} label="Por qué se libera" description="Cómo confirmó que es el titular. Queda guardado y cifrado; en el registro quedan su nombre y la hora."
        autosize minRows={2} maxRows={6} maxLength={400} value={reason} error={tried ? wrong : undefined} onChange={(event) => setReason(event.currentTarget.value)} />
      {error ? <Failure error={error} again={error instanceof ApiProblem && error.retryable ? () => submit() : undefined} what="No se liberó." /> : null}
      <p className={css.acts}>
        <Button variant="subtle" onClick={another}>Otro cliente</Button>
        <Button type="submit" loading={busy} disabled={!live}>Liberar <kbd>{SUBMIT.label}</kbd></Button>
      </p>
    </form>
  );
}

/** What came of it; the form that had the focus is gone, so it is here. */
function Told({ well, another, children }: { well: boolean; another: () => void; children: ReactNode }) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  return (
    <>
      <p ref={said} tabIndex={-1} role="status" className={css.told} data-well={well || undefined}>{children}</p>
      <p className={css.acts}>
        <Button variant="subtle" onClick={another}>Otro cliente</Button>
        <Button variant="default" onClick={(event) => event.currentTarget.closest("dialog")?.close()}>Cerrar</Button>
      </p>
    </>
  );
}
