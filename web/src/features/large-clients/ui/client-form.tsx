/** The form of a large client, new or changed. What is typed survives a reload, a conflict and a lost network. */
import { DateField } from "../../../components/date-field/date-field";
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { type LargeClient, useLargeClientOptions, useStoreClient } from "../../../api/large-clients";
import { ApiProblem } from "../../../api/problem";
import { Failure } from "../../../components/load-states";
import { useDialogDraft } from "../../../dialog-draft";
import { optionsOf, useLabels } from "../../../labels";
import two from "../../quality/ui/findings/findings.module.css";
import css from "../../quality/ui/quality.module.css";
import {
  type ClientFields,
  type ContactFields,
  EMPTY_CLIENT,
  EMPTY_CONTACT,
  fieldsOf,
  isCompleteClient,
  toClientUpdate,
} from "../model/large-clients";
import own from "./large-clients.module.css";
import { t } from "../../../i18n/translate";

interface ClientFormProps {
  client: LargeClient | null;
  done: (stored: LargeClient) => void;
  cancel?: () => void;
}

export function ClientForm({ client, done, cancel }: ClientFormProps) {
  const empty = client ? fieldsOf(client) : EMPTY_CLIENT;
  const [stored, keep] = useDialogDraft(`gran-cliente.${client?.id ?? "nuevo"}`, empty);
  const form = stored ?? empty;
  const send = useStoreClient(client?.id ?? null);
  const problem = send.error instanceof ApiProblem ? send.error : null;
  const set = (change: Partial<ClientFields>) => keep({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isCompleteClient(form) || send.isPending) return;
    send.mutate(toClientUpdate(form, client?.version ?? 1), {
      onSuccess: (result) => {
        keep(null);
        done(result);
      },
    });
  };
  const leave = () => {
    keep(null);
    cancel?.();
  };
  return (
    <form className={css.fields} onSubmit={submit} noValidate>
      <ServiceFields form={form} set={set} problem={problem} isNew={!client} />
      {form.contacts.map((contact, index) => (
        <ContactRow
          key={index}
          contact={contact}
          index={index}
          problem={problem}
          set={(changed) => set({ contacts: form.contacts.map((each, at) => (at === index ? changed : each)) })}
          remove={() => set({ contacts: form.contacts.filter((_, at) => at !== index) })}
        />
      ))}
      <p>
        <Button variant="default" onClick={() => set({ contacts: [...form.contacts, EMPTY_CONTACT] })}>
          {t("Agregar contacto")}
        </Button>
      </p>
      {send.error && <Failure error={send.error} />}
      <p className={css.acts}>
        <Button type="submit" loading={send.isPending} disabled={!isCompleteClient(form)}>
          {client ? t("Guardar") : t("Registrar")}
        </Button>
        {cancel && (
          <Button variant="default" onClick={leave}>
            {t("Cancelar")}
          </Button>
        )}
        {!isCompleteClient(form) && (
          <span className="quiet">{t("Escriba NIT, nombre, ejecutivo, servicio, horas y fecha de inicio.")}</span>
        )}
      </p>
    </form>
  );
}

interface ServiceFieldsProps {
  form: ClientFields;
  set: (change: Partial<ClientFields>) => void;
  problem: ApiProblem | null;
  isNew: boolean;
}

function ServiceFields({ form, set, problem, isNew }: ServiceFieldsProps) {
  const { large_client_states } = useLabels();
  const managers = useLargeClientOptions().data?.managers ?? [];
  const known = managers.some(({ user }) => user === form.manager);
  const field = (name: Exclude<keyof ClientFields, "contacts" | "state">) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
    error: problem?.fieldError(name),
  });
  return (
    <>
      <div className={two.pair}>
        <TextInput
          label="NIT"
          description={t("Con su dígito de verificación, como 899999035-7.")}
          autoComplete="off"
          {...field("nit")}
        />
        <TextInput label={t("Nombre")} autoComplete="off" maxLength={200} {...field("name")} />
      </div>
      <NativeSelect
        label={t("Ejecutivo de cuenta")}
        data={[
          { value: "", label: t("Elija") },
          ...(known || !form.manager ? [] : [{ value: form.manager, label: form.manager }]),
          ...managers.map(({ user, name }) => ({ value: user, label: name })),
        ]}
        {...field("manager")}
      />
      <Textarea
        label={t("Servicio acordado")}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={2000}
        {...field("service")}
      />
      <div className={two.pair}>
        <TextInput label={t("Horario")} autoComplete="off" maxLength={200} {...field("hours")} />
        <TextInput
          label={t("Horas para responder")}
          inputMode="numeric"
          autoComplete="off"
          maxLength={3}
          {...field("response_hours")}
        />
        <DateField label={t("Cliente desde")} {...field("since")} onChange={(day) => set({ since: day })} />
      </div>
      {!isNew && (
        <div className={two.pair}>
          <NativeSelect
            label={t("Estado")}
            value={form.state}
            data={optionsOf(large_client_states)}
            onChange={(event) => set({ state: event.currentTarget.value as ClientFields["state"] })}
          />
          {form.state === "ended" && (
            <DateField label={t("Cliente hasta")} {...field("until")} onChange={(day) => set({ until: day })} />
          )}
        </div>
      )}
    </>
  );
}

interface ContactRowProps {
  contact: ContactFields;
  index: number;
  problem: ApiProblem | null;
  set: (changed: ContactFields) => void;
  remove: () => void;
}

function ContactRow({ contact, index, problem, set, remove }: ContactRowProps) {
  const field = (name: Exclude<keyof ContactFields, "id">) => ({
    value: contact[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ ...contact, [name]: event.currentTarget.value }),
    error: problem?.fieldError(`contacts.${index}.${name}`),
    autoComplete: "off",
    maxLength: 120,
  });
  return (
    <fieldset className={own.contact}>
      <legend>{t("Contacto {index}", { index: index + 1 })}</legend>
      <div className={two.pair}>
        <TextInput label={t("Nombre del contacto")} {...field("name")} />
        <TextInput label={t("Cargo")} {...field("position")} />
      </div>
      <div className={two.pair}>
        <TextInput label={t("Teléfono")} type="tel" {...field("phone")} />
        <TextInput label={t("Correo")} type="email" {...field("email")} />
      </div>
      <p>
        <Button variant="default" size="sm" onClick={remove}>
          {t("Quitar contacto {index}", { index: index + 1 })}
        </Button>
      </p>
    </fieldset>
  );
}
