/** How a petition ends on this call, who asks, and where the answer goes. */
import { Button, Select, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import { type Customer, useCustomer, useIdentity } from "../../api/attention";
import type { Form } from "../../api/contracts";
import { useTemplate } from "../../api/tickets";
import type { Field } from "../../desk/form";
import type { Leaf } from "../../desk/typology";
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

export function Outcome({ form, edit, complaints, leaf }: Props & { leaf: Leaf | undefined }) {
  const answered = form.outcome === "answered";
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
          {leaf && leaf.templates.length > 0 && <Template templates={leaf.templates} take={(text) => edit({ answer: form.answer.trim() ? `${form.answer.trim()}\n\n${text}` : text })} />}
        </div>
      )}
    </>
  );
}

/** The entity's own words for such an answer, to begin from. */
export function Template({ templates, take }: { templates: { id: string; name: string }[]; take: (text: string) => void }) {
  const template = useTemplate();
  const choose = (id: string | null) => id && template.mutate(id, { onSuccess: ({ text }) => take(text) });
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
            <TextInput label="Quien pide (si quiere decirlo)" value={form.petitioner} maxLength={120} autoComplete="off" onChange={(event) => edit({ petitioner: event.currentTarget.value })} />
            <TextInput label="Documento" value={form.document} maxLength={40} autoComplete="off" onChange={(event) => edit({ document: event.currentTarget.value })} />
          </>
        )}
      <TextInput id="correo" label="Correo para la respuesta" type="email" inputMode="email" value={form.email} error={complaints.email} maxLength={254} autoComplete="off" spellCheck={false} onChange={(event) => edit({ email: event.currentTarget.value })} />
      {!form.email.trim() && (
        <div className={css.letter}>
          <TextInput label="Dirección, si no tiene correo" value={form.address} maxLength={200} autoComplete="off" onChange={(event) => edit({ address: event.currentTarget.value })} />
          <TextInput id="municipio" label="Municipio" placeholder="código" value={form.municipality} error={complaints.municipality} maxLength={5} inputMode="numeric" autoComplete="off" onChange={(event) => edit({ municipality: event.currentTarget.value })} />
        </div>
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
