/** How a petition ends on this call, who asks, and where the answer goes. */
import { Button, Select, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import { type Customer, useCustomer, useIdentity } from "../../api/attention";
import type { Form } from "../../api/contracts";
import { useTemplate } from "../../api/tickets";
import { serverClock } from "../../clock";
import { filled } from "../../desk/blanks";
import { spokenFor } from "../../desk/filing";
import type { Field } from "../../desk/form";
import { useDesk } from "../../desk/hooks";
import type { Leaf } from "../../desk/typology";
import { dateInFull } from "../../formats";
import css from "./desk.module.css";

interface Props {
  form: Form;
  edit: (change: Partial<Form>) => void;
  complaints: Partial<Record<Field, string>>;
}

/** Whom this call has verified, with their data; nothing while it has nobody. */
export function useVerified(call: string): Customer | undefined {
  const identity = useIdentity(call).data;
  return useCustomer(identity?.status === "passed" ? (identity.customer_id ?? "") : "", call).data;
}

export function Outcome({ form, edit, complaints, leaf, customer }: Props & { leaf: Leaf | undefined; customer: Customer | undefined }) {
  const answered = form.outcome === "answered";
  const me = useDesk((state) => state.me?.name);
  const take = (template: string) => {
    const known = { nombre: customer?.name ?? form.petitioner, tema: leaf?.name, funcionario: me, hoy: dateInFull(serverClock.now()) };
    const text = filled(template, known);
    edit({ answer: form.answer.trim() ? `${form.answer.trim()}\n\n${text}` : text });
  };
  return (
    <>
      <div className={css.outcome}>
        <div className={css.which} role="group" aria-label="Qué pasa con la petición">
          <UnstyledButton aria-pressed={!answered} onClick={() => edit({ outcome: "escalated" })}>Se escala</UnstyledButton>
          <UnstyledButton aria-pressed={answered} onClick={() => edit({ outcome: "answered" })}>Respondida ahora</UnstyledButton>
        </div>
        <p className="quiet small">{answered ? "Queda cerrada en esta llamada, con lo que usted respondió." : "La responde el canal escrito, dentro del término de ley."}</p>
      </div>
      {answered && (
        <div className={css.answered}>
          <Textarea id="respuesta" label="Qué se le respondió" rows={3} value={form.answer} error={complaints.answer} onChange={(event) => edit({ answer: event.currentTarget.value })} maxLength={4000} />
          {leaf && leaf.templates.length > 0 && <Template templates={leaf.templates} into="respuesta" take={take} />}
        </div>
      )}
    </>
  );
}

/** The entity's own words for such an answer, to begin from. */
export function Template({ templates, ticket, into, take }: { templates: { id: string; name: string }[]; ticket?: string; into: string; take: (text: string) => void }) {
  const template = useTemplate(ticket);
  const choose = (id: string | null) => id && template.mutate(id, { onSuccess: (text) => {
    take(text);
    document.getElementById(into)?.focus(); // what has to be filled in is there
  } });
  if (templates.length === 1) {
    const [only] = templates;
    return only ? <Button size="compact-sm" variant="default" loading={template.isPending} onClick={() => choose(only.id)}>Usar la plantilla «{only.name}»</Button> : null;
  }
  return <Select aria-label="Usar una plantilla" placeholder="Usar una plantilla…" size="xs" value={null} data={templates.map(({ id, name }) => ({ value: id, label: name }))} onChange={choose} />;
}

export function Contact({ form, edit, complaints, customer }: Props & { customer: Customer | undefined }) {
  useKnownEmail(form, edit, customer);
  return (
    <div className={css.contact}>
      {customer
        ? <p className={css.whom}><span className="eyebrow">Quien pide</span> {customer.name} <span className="quiet num">{customer.document.text}</span></p>
        : (
          <>
            <TextInput id="peticionario" label="Quien pide (si quiere decirlo)" value={form.petitioner} error={complaints.petitioner} maxLength={200} autoComplete="off" onChange={(event) => edit({ petitioner: event.currentTarget.value })} />
            <TextInput label="Documento" value={form.document} maxLength={40} autoComplete="off" onChange={(event) => edit({ document: event.currentTarget.value })} />
            {(form.petitioner.trim() || spokenFor(form)) && (
              <>
                <TextInput id="representante" label="Lo representa (apoderado o representante)" value={form.representative} error={complaints.representative} maxLength={200} autoComplete="off" onChange={(event) => edit({ representative: event.currentTarget.value })} />
                <TextInput label="Documento de quien representa" value={form.representative_document} maxLength={40} autoComplete="off" onChange={(event) => edit({ representative_document: event.currentTarget.value })} />
              </>
            )}
          </>
        )}
      <TextInput id="correo" label="Correo para la respuesta" type="email" inputMode="email" value={form.email} error={complaints.email} maxLength={254} autoComplete="off" spellCheck={false} onChange={(event) => edit({ email: event.currentTarget.value })} />
      {!form.email.trim() && (
        <TextInput label="Dirección y municipio, si no tiene correo" value={form.address} maxLength={300} autoComplete="off" onChange={(event) => edit({ address: event.currentTarget.value })} />
      )}
    </div>
  );
}

/** The verified customer's own e-mail comes in by itself, once; whoever asks may name another. */
function useKnownEmail(form: Form, edit: Props["edit"], customer: Customer | undefined): void {
  const email = customer?.emails[0] ?? "";
  const before = useRef("");
  useEffect(() => {
    if (email && (!form.email.trim() || form.email === before.current) && email !== before.current && !form.ticket) edit({ email });
    before.current = email;
  }, [email]); // eslint-disable-line -- what is typed afterwards is left alone
}
