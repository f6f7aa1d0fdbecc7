/**
 * The dialog that registers a customer. Customers who resemble them are shown first: one of them may be the person. What
 * is typed is stored in this tab until the customer is registered or the dialog is closed.
 */
import { DateField } from "../../../components/date-field/date-field";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type Customer, type CustomerMatch, useRegisterCustomer, useSimilarCustomers } from "../../../api/customers";
import { ApiProblem } from "../../../api/problem";
import { announce } from "../../../components/announcer";
import { Dialog } from "../../../components/dialog";
import { Failure } from "../../../components/load-states";
import { useDialogDraft } from "../../../dialog-draft";
import {
  type DocumentKind,
  DOCUMENT_KINDS,
  EMPTY_REGISTRATION,
  hasSameDocument,
  type Registration,
  registrationErrors,
  registrationServerErrors,
  resemblancePhrase,
  type SimilarCustomer,
  toRegistrationBody,
} from "../model/registration";
import { MunicipalitySelect } from "./municipality-select";
import css from "./customers.module.css";
import { t } from "../../../i18n/translate";

export type PickedCustomer = Pick<CustomerMatch, "id" | "name" | "document_kind" | "document">;
const toPicked = ({ id, name, document }: Customer): PickedCustomer => ({
  id,
  name,
  document_kind: document.kind,
  document: document.number,
});

interface RegisterCustomerProps {
  form: Registration;
  setForm: (form: Registration) => void;
  /** Called with the registered customer, or with the existing one who turned out to be the person. */
  onDone: (customer: PickedCustomer) => void;
  onClose: () => void;
}

/** Return the form of the dialog on a screen, null while it is closed, and the function that sets it. */
export const useRegistration = (screen: string) => useDialogDraft(`cliente.${screen}`, EMPTY_REGISTRATION);

export function RegisterCustomer({ form, setForm, onDone, onClose }: RegisterCustomerProps) {
  const [tried, setTried] = useState(false);
  const fields = useRef<HTMLFormElement>(null);
  const [similar, setSimilar] = useState<SimilarCustomer[]>([]);
  const search = useSimilarCustomers();
  const register = useRegisterCustomer();
  const error = register.error ?? search.error;
  const serverErrors = registrationServerErrors(error);
  const focusField = (field = "") => fields.current?.querySelector<HTMLElement>(`[data-field="${field}"]`)?.focus();
  const edit = (change: Partial<Registration>) => {
    setForm({ ...form, ...change });
    setSimilar([]); // they resembled another form
  };
  const store = (distinctFrom: readonly string[]) =>
    register.mutate(toRegistrationBody(form, distinctFrom), {
      onSuccess: (customer) => {
        announce(t("Cliente registrado."));
        onDone(toPicked(customer));
      },
      onError: (refused) => {
        if (isOvertaken(refused)) look(false);
        else focusField(Object.keys(registrationServerErrors(refused))[0]);
      },
    });
  const look = (registersIfAlone: boolean) =>
    search.mutate(toRegistrationBody(form, []), {
      onSuccess: (found) => {
        setSimilar(found);
        if (!found.length && registersIfAlone) store([]);
      },
      onError: (refused) => focusField(Object.keys(registrationServerErrors(refused))[0]),
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const [first] = Object.keys(registrationErrors(form));
    if (first) return focusField(first);
    if (!search.isPending && !register.isPending) look(true);
  };
  return (
    <Dialog title={t("Registrar un cliente")} onClose={onClose} wide>
      <form ref={fields} className={css.dialog} onSubmit={submit} noValidate aria-label={t("Datos del cliente")}>
        <RegistrationFields
          form={form}
          edit={edit}
          errors={{ ...serverErrors, ...(tried ? registrationErrors(form) : {}) }}
        />
        {similar.length > 0 && (
          <SimilarCustomers
            similar={similar}
            form={form}
            busy={register.isPending}
            use={onDone}
            store={() => store(similar.map(({ id }) => id))}
          />
        )}
        {error && !Object.keys(serverErrors).length && !(isOvertaken(error) && similar.length) ? (
          <Failure error={error} title={t("No se registró.")} />
        ) : null}
        {similar.length === 0 && (
          <p className={css.acts}>
            <Button type="submit" loading={search.isPending || register.isPending}>
              {t("Registrar")}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t("Cancelar")}
            </Button>
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** Return whether another user registered a similar customer, or this very one, meanwhile. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.code === "customer_similar" || error.code === "document_taken");

function RegistrationFields({
  form,
  edit,
  errors,
}: {
  form: Registration;
  edit: (change: Partial<Registration>) => void;
  errors: Record<string, string>;
}) {
  return (
    <div className={css.registration}>
      <TextInput
        data-first
        data-field="name"
        className={css.whole}
        label={t("Nombre o razón social")}
        required
        value={form.name}
        maxLength={120}
        autoComplete="off"
        error={errors.name}
        onChange={(event) => edit({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t("Documento")}
        data={[...DOCUMENT_KINDS]}
        value={form.kind}
        onChange={(event) => edit({ kind: event.currentTarget.value as DocumentKind })}
      />
      <TextInput
        label={t("Número del documento")}
        description={t("Con puntos o sin ellos; el NIT, con su dígito de verificación.")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        data-field="document"
        required
        value={form.number}
        maxLength={40}
        autoComplete="off"
        error={errors.document}
        onChange={(event) => edit({ number: event.currentTarget.value })}
      />
      <DateField
        data-field="birth_date"
        label={t("Fecha de nacimiento")}
        value={form.birthDate}
        error={errors.birth_date}
        onChange={(day) => edit({ birthDate: day })}
      />
      <TextInput
        data-field="phones"
        label={t("Teléfono")}
        type="tel"
        value={form.phone}
        maxLength={40}
        autoComplete="off"
        error={errors.phones}
        onChange={(event) => edit({ phone: event.currentTarget.value })}
      />
      <TextInput
        className={css.whole}
        data-field="emails"
        label={t("Correo")}
        type="email"
        value={form.email}
        maxLength={254}
        autoComplete="off"
        spellCheck={false}
        error={errors.emails}
        onChange={(event) => edit({ email: event.currentTarget.value })}
      />
      <TextInput
        label={t("Dirección")}
        data-field="addresses.0.line"
        value={form.line}
        maxLength={160}
        autoComplete="off"
        error={errors["addresses.0.line"]}
        onChange={(event) => edit({ line: event.currentTarget.value })}
      />
      <MunicipalitySelect
        value={form.municipality}
        error={errors["addresses.0.municipality"]}
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
    <div ref={notice} tabIndex={-1} role="group" aria-label={t("Clientes que se parecen")}>
      <p>
        <strong>{t("Puede que ya esté registrado.")}</strong>{" "}
        {isRegistered ? t("Un cliente ya tiene ese documento: use el suyo.") : t("Revise si es uno de estos clientes.")}
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
              {t("Usar este cliente")}
            </Button>
          </li>
        ))}
      </ul>
      {!isRegistered && (
        <p className={css.acts}>
          <Button variant="default" loading={busy} onClick={store}>
            {t("Es otra persona: registrar")}
          </Button>
        </p>
      )}
    </div>
  );
}
