/** The dialog that registers a customer. Customers who resemble them are shown first: one of them may be the person. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type Customer, type CustomerMatch, useRegisterCustomer, useSimilarCustomers } from "../../../api/customers";
import { ApiProblem } from "../../../api/problem";
import { announce } from "../../../components/announcer";
import { Dialog } from "../../../components/dialog";
import { Failure } from "../../../components/load-states";
import {
  type DocumentKind,
  DOCUMENT_KINDS,
  EMPTY_REGISTRATION,
  hasSameDocument,
  type Registration,
  registrationErrors,
  resemblancePhrase,
  type SimilarCustomer,
  toRegistrationBody,
} from "../model/registration";
import { MunicipalitySelect } from "./municipality-select";
import css from "./customers.module.css";

export type PickedCustomer = Pick<CustomerMatch, "id" | "name" | "document_kind" | "document">;
const toPicked = ({ id, name, document }: Customer): PickedCustomer => ({
  id,
  name,
  document_kind: document.kind,
  document: document.number,
});

interface RegisterCustomerProps {
  /** The name that was already typed, or empty. */
  name?: string;
  /** Called with the registered customer, or with the existing one who turned out to be the person. */
  onDone: (customer: PickedCustomer) => void;
  onClose: () => void;
}

export function RegisterCustomer({ name = "", onDone, onClose }: RegisterCustomerProps) {
  const [form, setForm] = useState<Registration>({ ...EMPTY_REGISTRATION, name });
  const [tried, setTried] = useState(false);
  const fields = useRef<HTMLFormElement>(null);
  const [similar, setSimilar] = useState<SimilarCustomer[]>([]);
  const search = useSimilarCustomers();
  const register = useRegisterCustomer();
  const error = register.error ?? search.error;
  const edit = (change: Partial<Registration>) => {
    setForm({ ...form, ...change });
    setSimilar([]); // they resembled another form
  };
  const store = (distinctFrom: readonly string[]) =>
    register.mutate(toRegistrationBody(form, distinctFrom), {
      onSuccess: (customer) => {
        announce("Cliente registrado.");
        onDone(toPicked(customer));
      },
      onError: (refused) => {
        // Another user registered a similar customer meanwhile.
        if (refused instanceof ApiProblem && refused.code === "customer_similar") look();
      },
    });
  const look = () =>
    search.mutate(toRegistrationBody(form, []), {
      onSuccess: (found) => {
        setSimilar(found);
        if (!found.length) store([]);
      },
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const [first] = Object.keys(registrationErrors(form));
    if (first) return fields.current?.querySelector<HTMLElement>(`[data-field="${first}"]`)?.focus();
    if (!search.isPending && !register.isPending) look();
  };
  return (
    <Dialog title="Registrar un cliente" onClose={onClose} wide>
      <form ref={fields} className={css.dialog} onSubmit={submit} noValidate aria-label="Datos del cliente">
        <RegistrationFields form={form} edit={edit} missing={tried ? registrationErrors(form) : {}} error={error} />
        {similar.length > 0 && (
          <SimilarCustomers
            similar={similar}
            form={form}
            busy={register.isPending}
            use={onDone}
            store={() => store(similar.map(({ id }) => id))}
          />
        )}
        {error && !isFieldError(error) ? <Failure error={error} title="No se registró." /> : null}
        {similar.length === 0 && (
          <p className={css.acts}>
            <Button type="submit" loading={search.isPending || register.isPending}>
              Registrar
            </Button>
            <Button variant="default" onClick={onClose}>
              Cancelar
            </Button>
          </p>
        )}
      </form>
    </Dialog>
  );
}

const isFieldError = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.fieldErrors.length > 0 || error.code === "customer_similar");

/** Return the server's message about a field or a part of it. */
function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.fieldError(field) ?? error.fieldErrors.find((each) => each.field.startsWith(`${field}.`))?.detail;
}

function RegistrationFields({
  form,
  edit,
  missing,
  error,
}: {
  form: Registration;
  edit: (change: Partial<Registration>) => void;
  missing: Record<string, string>;
  error: unknown;
}) {
  const errorOf = (field: string) => missing[field] ?? fieldError(error, field);
  return (
    <div className={css.registration}>
      <TextInput
        data-first
        data-field="name"
        className={css.whole}
        label="Nombre o razón social"
        required
        value={form.name}
        maxLength={120}
        autoComplete="off"
        error={errorOf("name")}
        onChange={(event) => edit({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label="Documento"
        data={[...DOCUMENT_KINDS]}
        value={form.kind}
        onChange={(event) => edit({ kind: event.currentTarget.value as DocumentKind })}
      />
      <TextInput
        label="Número del documento"
        description="Con puntos o sin ellos; el NIT, con su dígito de verificación."
        inputWrapperOrder={["label", "input", "description", "error"]}
        data-field="document"
        required
        value={form.number}
        maxLength={40}
        autoComplete="off"
        error={errorOf("document")}
        onChange={(event) => edit({ number: event.currentTarget.value })}
      />
      <TextInput
        label="Fecha de nacimiento"
        type="date"
        value={form.birthDate}
        error={errorOf("birth_date")}
        onChange={(event) => edit({ birthDate: event.currentTarget.value })}
      />
      <TextInput
        label="Teléfono"
        type="tel"
        value={form.phone}
        maxLength={40}
        autoComplete="off"
        error={errorOf("phones")}
        onChange={(event) => edit({ phone: event.currentTarget.value })}
      />
      <TextInput
        className={css.whole}
        label="Correo"
        type="email"
        value={form.email}
        maxLength={254}
        autoComplete="off"
        spellCheck={false}
        error={errorOf("emails")}
        onChange={(event) => edit({ email: event.currentTarget.value })}
      />
      <TextInput
        label="Dirección"
        data-field="addresses.0.line"
        value={form.line}
        maxLength={160}
        autoComplete="off"
        error={errorOf("addresses.0.line") ?? errorOf("addresses")}
        onChange={(event) => edit({ line: event.currentTarget.value })}
      />
      <MunicipalitySelect
        value={form.municipality}
        error={errorOf("addresses.0.municipality")}
        onChange={(municipality) => edit({ municipality })}
      />
    </div>
  );
}

/** The similar customers take the focus: the user decides whether the person is one of them. */
function SimilarCustomers({
  similar,
  form,
  busy,
  use,
  store,
}: {
  similar: SimilarCustomer[];
  form: Registration;
  busy: boolean;
  use: (customer: PickedCustomer) => void;
  store: () => void;
}) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.focus(), []);
  const isRegistered = similar.some((each) => hasSameDocument(each, form));
  return (
    <div ref={notice} tabIndex={-1} role="group" aria-label="Clientes que se parecen">
      <p>
        <strong>Puede que ya esté registrado.</strong>{" "}
        {isRegistered ? "Un cliente ya tiene ese documento: use el suyo." : "Revise si es uno de estos clientes."}
      </p>
      <ul className={css.similar}>
        {similar.map((each) => (
          <li key={each.id}>
            <span>
              <strong>{each.name}</strong>{" "}
              <span className="num quiet">
                {each.document_kind} {each.document}
              </span>
              <span className="quiet small"> {resemblancePhrase(each)}</span>
            </span>
            <Button size="compact-sm" variant="default" onClick={() => use(each)}>
              Usar este cliente
            </Button>
          </li>
        ))}
      </ul>
      {!isRegistered && (
        <p className={css.acts}>
          <Button variant="default" loading={busy} onClick={store}>
            Es otra persona: registrar
          </Button>
        </p>
      )}
    </div>
  );
}
