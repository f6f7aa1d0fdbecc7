/** Phones, e-mails and address changed in place; when another was first, a person chooses field by field. */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type Customer, useChangeCustomer, useCustomer } from "../../../api/customers";
import { ApiProblem } from "../../../api/problem";
import { useMunicipalities } from "../../../api/queries";
import { begin, changed, type Editing, type Reach, type ReachField, reachWords, rebase, settle } from "../model/contact-edit";
import { useIsLive } from "../../../realtime/desk-hooks";
import { placeName } from "../model/municipalities";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { Municipality } from "./municipality-select";
import css from "../../../components/side-panel.module.css";

const NAMES: Record<ReachField, string> = { phones: "los teléfonos", emails: "los correos", addresses: "la dirección" };

export function ChangeReach({ customer, call, done }: { customer: Customer; call: string; done: () => void }) {
  const [editing, setEditing] = useState(() => begin(customer));
  const save = useChangeCustomer(customer.id, call);
  const { refetch } = useCustomer(customer.id, call);
  const places = useMunicipalities().data?.municipalities ?? [];
  const live = useIsLive();
  const form = useRef<HTMLFormElement>(null);
  const what = changed(editing);
  const clash = Object.keys(editing.other) as ReachField[];
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const edit = (change: Partial<Reach>) => setEditing((now) => ({ ...now, mine: { ...now.mine, ...change } }));

  /** Somebody else was first: read theirs, put ours beside it, and say so. */
  const failed = async (error: unknown) => {
    if (!(error instanceof ApiProblem && error.code === "customer_changed")) return;
    const { data } = await refetch();
    if (!data) return;
    save.reset();
    setEditing((now) => rebase(now, data));
    announce("Otra persona cambió estos datos mientras usted escribía. Revise y guarde de nuevo.");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!Object.keys(what).length) return done();
    if (clash.length || save.isPending || !live) return;
    save.mutate({ version: editing.version, ...what }, {
      onSuccess: () => {
        announce("Datos actualizados.");
        done();
      },
      onError: (error) => void failed(error),
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && isChoosing(event.target)) event.preventDefault(); // where none is found, too: nothing is saved
    if (event.key !== "Escape" || isChoosing(event.target)) return;
    event.stopPropagation();
    done();
  };
  return (
    <form ref={form} className={css.stack} onSubmit={submit} onKeyDown={onKeyDown} aria-labelledby="actualizar" noValidate>
      <h3 id="actualizar" className={css.name}>{customer.name}</h3>
      {editing.version !== customer.version || clash.length ? null : <p className="quiet small">Queda escrito qué decía antes, quién lo cambió y en qué llamada.</p>}
      <Rows label="Teléfono" values={editing.mine.phones} problem={save.error} field="phones" set={(phones) => edit({ phones })} mode="tel" />
      <Rows label="Correo" values={editing.mine.emails} problem={save.error} field="emails" set={(emails) => edit({ emails })} mode="email" />
      <Address editing={editing} problem={save.error} edit={edit} />
      {clash.map((field) => (
        <div key={field} className={css.clash} role="alert">
          <p>Otra persona cambió {NAMES[field]} a «{reachWords(field, editing.other[field] ?? [], (code) => placeName(places, code))}» mientras usted escribía.</p>
          <div>
            <Button size="compact-sm" variant="default" onClick={() => setEditing(settle(editing, field, true))}>Usar eso</Button>
            <Button size="compact-sm" variant="subtle" onClick={() => setEditing(settle(editing, field, false))}>Conservar lo mío</Button>
          </div>
        </div>
      ))}
      {save.error && !isChanged(save.error) && !isAboutField(save.error) ? <Failure error={save.error} /> : null}
      <div className={css.acts}>
        <Button variant="subtle" onClick={done}>Cancelar <kbd>Esc</kbd></Button>
        <Button type="submit" loading={save.isPending} disabled={!live || clash.length > 0}>{Object.keys(what).length ? "Guardar" : "Sin cambios"} <kbd>Enter</kbd></Button>
      </div>
    </form>
  );
}

/** Whether somebody is at an open list: Escape closes it before anything else, and Enter chooses from it. */
const isChoosing = (target: EventTarget): boolean => target instanceof HTMLElement && target.getAttribute("aria-expanded") === "true";
const isChanged = (error: unknown): boolean => error instanceof ApiProblem && error.code === "customer_changed";
const isAboutField = (error: unknown): boolean =>
  error instanceof ApiProblem && error.complaints.length > 0 && error.complaints.every((each) => /^(phones|emails|addresses)\b/.test(each.field));

/** What the server says of one field, or of one of its rows. */
function complaint(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.about(field) ?? error.complaints.find((each) => each.field.startsWith(`${field}.`) || each.field.startsWith(`${field}[`))?.detail;
}

interface RowsProps {
  label: string;
  field: string;
  values: string[];
  problem: unknown;
  mode: "tel" | "email";
  set: (values: string[]) => void;
}

/** The first is the one that counts; another row appears when it is asked for. */
function Rows({ label, field, values, problem, mode, set }: RowsProps) {
  const put = (index: number, value: string) => set(values.map((each, at) => (at === index ? value : each)));
  return (
    <div className={css.rows}>
      {values.map((value, index) => (
        <TextInput key={index} label={index ? `${label} ${index + 1}` : label} value={value} type={mode} inputMode={mode} maxLength={254} autoComplete="off" spellCheck={false}
          error={index === 0 ? complaint(problem, field) ?? complaint(problem, `${field}.0`) : complaint(problem, `${field}.${index}`)}
          onChange={(event) => put(index, event.currentTarget.value)} />
      ))}
      <Button size="compact-sm" variant="subtle" disabled={!values.at(-1)?.trim()} onClick={() => set([...values, ""])}>Agregar otro</Button>
    </div>
  );
}

function Address({ editing, problem, edit }: { editing: Editing; problem: unknown; edit: (change: Partial<Reach>) => void }) {
  const [first = { line: "", municipality: "" }, ...rest] = editing.mine.addresses;
  const put = (change: Partial<typeof first>) => edit({ addresses: [{ ...first, ...change }, ...rest] });
  return (
    <div className={css.address}>
      <TextInput label="Dirección" value={first.line} maxLength={200} autoComplete="off" error={complaint(problem, "addresses.0.line") ?? complaint(problem, "addresses")} onChange={(event) => put({ line: event.currentTarget.value })} />
      <Municipality value={first.municipality} error={complaint(problem, "addresses.0.municipality")} onChange={(municipality) => put({ municipality })} />
    </div>
  );
}
