/**
 * The form for phones, e-mails and address. After another user's change, the user resolves conflicts field by field.
 */
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type Customer, useUpdateCustomer, useCustomer } from "../../../api/customers";
import { ApiProblem } from "../../../api/problem";
import { useMunicipalities } from "../../../api/queries";
import {
  startEdit,
  changedFields,
  type ContactEdit,
  type ContactData,
  type ContactField,
  contactLabel,
  rebase,
  resolveConflict,
} from "../model/contact-edit";
import { useIsLive } from "../../../realtime/desk-hooks";
import { municipalityName } from "../model/municipalities";
import { announce } from "../../../components/announcer";
import { Failure } from "../../../components/load-states";
import { MunicipalitySelect } from "./municipality-select";
import css from "../../../components/side-panel.module.css";
import { t } from "../../../i18n/translate";

const FIELD_NAMES: Record<ContactField, string> = {
  phones: t("los teléfonos"),
  emails: t("los correos"),
  addresses: t("la dirección"),
};

export function ContactEditor({ customer, call, done }: { customer: Customer; call: string; done: () => void }) {
  const [editing, setEditing] = useState(() => startEdit(customer));
  const save = useUpdateCustomer(customer.id, call);
  const { refetch } = useCustomer(customer.id, call);
  const places = useMunicipalities().data?.municipalities ?? [];
  const live = useIsLive();
  const form = useRef<HTMLFormElement>(null);
  const changes = changedFields(editing);
  const clash = Object.keys(editing.conflicts) as ContactField[];
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const edit = (change: Partial<ContactData>) => setEditing((now) => ({ ...now, mine: { ...now.mine, ...change } }));

  /** Load another user's change, show it beside ours, and announce it. */
  const failed = async (error: unknown) => {
    if (!(error instanceof ApiProblem && error.code === "customer_changed")) return;
    const { data } = await refetch();
    if (!data) return;
    save.reset();
    setEditing((now) => rebase(now, data));
    announce(t("Otra persona cambió estos datos mientras usted escribía. Revise y guarde de nuevo."));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!Object.keys(changes).length) return done();
    if (clash.length || save.isPending || !live) return;
    save.mutate(
      { version: editing.version, ...changes },
      {
        onSuccess: () => {
          announce(t("Datos actualizados."));
          done();
        },
        onError: (error) => void failed(error),
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && isPickingOption(event.target)) event.preventDefault(); // an open list never submits
    if (event.key !== "Escape" || isPickingOption(event.target)) return;
    event.stopPropagation();
    done();
  };
  return (
    <form
      ref={form}
      className={css.stack}
      onSubmit={submit}
      onKeyDown={onKeyDown}
      aria-labelledby="actualizar"
      noValidate
    >
      <h3 id="actualizar" className={css.name}>
        {customer.name}
      </h3>
      {editing.version !== customer.version || clash.length ? null : (
        <p className="quiet small">{t("Se guardan el dato anterior, quién lo cambió y en qué llamada.")}</p>
      )}
      <ContactRows
        label={t("Teléfono")}
        values={editing.mine.phones}
        problem={save.error}
        field="phones"
        set={(phones) => edit({ phones })}
        mode="tel"
      />
      <ContactRows
        label={t("Correo")}
        values={editing.mine.emails}
        problem={save.error}
        field="emails"
        set={(emails) => edit({ emails })}
        mode="email"
      />
      <AddressFields editing={editing} problem={save.error} edit={edit} />
      {clash.map((field) => (
        <div key={field} className={css.clash} role="alert">
          <p>
            {t("Otra persona cambió {fieldNames} a «{field}» mientras usted escribía.", {
              fieldNames: FIELD_NAMES[field],
              field: contactLabel(field, editing.conflicts[field] ?? [], (code) => municipalityName(places, code)),
            })}
          </p>
          <div>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => setEditing(resolveConflict(editing, field, true))}
            >
              {t("Usar eso")}
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => setEditing(resolveConflict(editing, field, false))}
            >
              {t("Conservar lo mío")}
            </Button>
          </div>
        </div>
      ))}
      {save.error && !isRecordChanged(save.error) && !isFieldError(save.error) ? <Failure error={save.error} /> : null}
      <div className={css.acts}>
        <Button variant="subtle" onClick={done}>
          {t("Cancelar")} <kbd>Esc</kbd>
        </Button>
        <Button type="submit" loading={save.isPending} disabled={!live || clash.length > 0}>
          {Object.keys(changes).length ? t("Guardar") : t("Sin cambios")} <kbd>Enter</kbd>
        </Button>
      </div>
    </form>
  );
}

/** Return whether an option list is open: then Escape only closes it, and Enter selects from it. */
const isPickingOption = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.getAttribute("aria-expanded") === "true";
const isRecordChanged = (error: unknown): boolean => error instanceof ApiProblem && error.code === "customer_changed";
const isFieldError = (error: unknown): boolean =>
  error instanceof ApiProblem &&
  error.fieldErrors.length > 0 &&
  error.fieldErrors.every((each) => /^(phones|emails|addresses)\b/.test(each.field));

/** Return the server's error for a field or one of its rows. */
function fieldErrorOf(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return (
    error.fieldError(field) ??
    error.fieldErrors.find((each) => each.field.startsWith(`${field}.`) || each.field.startsWith(`${field}[`))?.detail
  );
}

interface ContactRowsProps {
  label: string;
  field: string;
  values: string[];
  problem: unknown;
  mode: "tel" | "email";
  set: (values: string[]) => void;
}

/** Rows of one kind of contact. The first row is the preferred one; a button adds another. */
function ContactRows({ label, field, values, problem, mode, set }: ContactRowsProps) {
  const put = (index: number, value: string) => set(values.map((each, at) => (at === index ? value : each)));
  return (
    <div className={css.rows}>
      {values.map((value, index) => (
        <TextInput
          key={index}
          label={index ? `${label} ${index + 1}` : label}
          value={value}
          type={mode}
          inputMode={mode}
          maxLength={254}
          autoComplete="off"
          spellCheck={false}
          error={
            index === 0
              ? (fieldErrorOf(problem, field) ?? fieldErrorOf(problem, `${field}.0`))
              : fieldErrorOf(problem, `${field}.${index}`)
          }
          onChange={(event) => put(index, event.currentTarget.value)}
        />
      ))}
      <Button size="compact-sm" variant="subtle" disabled={!values.at(-1)?.trim()} onClick={() => set([...values, ""])}>
        {t("Agregar otro")}
      </Button>
    </div>
  );
}

function AddressFields({
  editing,
  problem,
  edit,
}: {
  editing: ContactEdit;
  problem: unknown;
  edit: (change: Partial<ContactData>) => void;
}) {
  const [first = { line: "", municipality: "" }, ...rest] = editing.mine.addresses;
  const put = (change: Partial<typeof first>) => edit({ addresses: [{ ...first, ...change }, ...rest] });
  return (
    <div className={css.address}>
      <TextInput
        label={t("Dirección")}
        value={first.line}
        maxLength={200}
        autoComplete="off"
        error={fieldErrorOf(problem, "addresses.0.line") ?? fieldErrorOf(problem, "addresses")}
        onChange={(event) => put({ line: event.currentTarget.value })}
      />
      <MunicipalitySelect
        value={first.municipality}
        error={fieldErrorOf(problem, "addresses.0.municipality")}
        onChange={(municipality) => put({ municipality })}
      />
    </div>
  );
}
