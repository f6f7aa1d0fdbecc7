/** The form of a new finding. What is typed survives a reload and a lost network; a repeated submit stores it once. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { type FindingOptions, useFindingOptions, useRegisterFinding } from "../../../../api/findings";
import { ApiProblem } from "../../../../api/problem";
import { accountQuery } from "../../../../api/queries";
import { announce } from "../../../../components/announcer";
import { Link } from "../../../../components/link";
import { Failure, Loading } from "../../../../components/load-states";
import { useDialogDraft } from "../../../../dialog-draft";
import { countPhrase } from "../../../../formats";
import { inSentence, useLabels } from "../../../../labels";
import { navigate } from "../../../../router";
import {
  EMPTY_FORM,
  type FindingForm,
  type FindingOrigin,
  findingPath,
  isComplete,
  ownersOf,
  parseSecond,
  sourceLabel,
  sourcePath,
  toNewFinding,
} from "../../model/findings";
import css from "../quality.module.css";
import own from "./findings.module.css";
import { rich, t } from "../../../../i18n/translate";

export function NewFindingPage({ origin }: { origin: FindingOrigin }) {
  const { data, error, refetch } = useFindingOptions();
  return (
    <>
      <p>
        <Link to="/calidad/hallazgos">{t("Volver a los hallazgos")}</Link>
      </p>
      <section className={`panel ${css.sheet}`} aria-labelledby="nuevo">
        <h1 id="nuevo">{t("Registrar hallazgo")}</h1>
        <OriginLine origin={origin} />
        {error ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir el formulario.")} />
        ) : data ? (
          <FindingFields origin={origin} options={data} />
        ) : (
          <Loading label={t("Abriendo el formulario…")} />
        )}
      </section>
    </>
  );
}

function OriginLine({ origin }: { origin: FindingOrigin }) {
  const labels = useLabels();
  const may = useQuery(accountQuery).data?.permissions ?? [];
  if (origin.source === "manual")
    return <p className="quiet">{t("A mano. Si sale de una visita o de una evaluación, regístrelo desde ella.")}</p>;
  const path = sourcePath(origin, may);
  const label = inSentence(sourceLabel(labels, origin));
  return <p>{rich("De la {label}.", { label: path ? <Link to={path}>{label}</Link> : label })}</p>;
}

function FindingFields({ origin, options }: { origin: FindingOrigin; options: FindingOptions }) {
  const [stored, keep] = useDialogDraft(`hallazgo.${origin.source}.${origin.reference}`, EMPTY_FORM);
  const form = stored ?? EMPTY_FORM;
  const register = useRegisterFinding();
  const problem = register.error instanceof ApiProblem ? register.error : null;
  const set = (change: Partial<FindingForm>) => keep({ ...form, once: form.once || crypto.randomUUID(), ...change });
  const field = (name: Exclude<keyof FindingForm, "once">) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
    error: problem?.fieldError(name),
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete(form) || register.isPending) return;
    register.mutate(toNewFinding(form, origin), {
      onSuccess: ({ id }) => {
        keep(null);
        announce(t("Hallazgo {id} registrado", { id }));
        navigate(findingPath(id));
      },
      // A refused form is another one when it is sent again.
      onError: (error) => error instanceof ApiProblem && error.status === 409 && set({ once: crypto.randomUUID() }),
    });
  };
  const days = options.severities.find(({ id }) => id === form.severity)?.days_to_act;
  const badSecond = form.second.trim() !== "" && parseSecond(form.second) === null;
  return (
    <form className={css.fields} onSubmit={send} noValidate>
      <div className={own.pair}>
        <NativeSelect label={t("Clase")} data={withEmpty(options.kinds)} {...field("kind")} />
        <NativeSelect
          label={t("Gravedad")}
          data={withEmpty(options.severities)}
          description={
            days === undefined
              ? t("Da los días para corregir.")
              : t("{days} para corregir.", { days: countPhrase(days, "día hábil", "días hábiles") })
          }
          {...field("severity")}
        />
      </div>
      <div className={own.pair}>
        <NativeSelect label={t("Área")} data={withEmpty(options.areas)} {...field("area")} />
        <NativeSelect
          label={t("Responsable")}
          description={t("Quien corrige; otra persona verifica.")}
          data={[{ value: "", label: t("Elija") }, ...ownersOf(options, form.area)]}
          {...field("owner")}
        />
      </div>
      <Textarea
        label={t("Qué se encontró")}
        description={t("Sin datos de ciudadanos que no hagan falta: diga la llamada o el radicado.")}
        autosize
        minRows={4}
        maxRows={16}
        maxLength={8000}
        {...field("description")}
      />
      <Textarea
        label={t("Qué se pide hacer (si lo sabe)")}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        {...field("action")}
      />
      <div className={own.pair}>
        <TextInput label={t("Llamada (si la prueba)")} autoComplete="off" {...field("call")} />
        <TextInput
          label={t("Segundo de la llamada")}
          description={t("Como 1:05 o 65.")}
          autoComplete="off"
          {...field("second")}
          {...(badSecond ? { error: t("Escriba minutos y segundos, como 1:05.") } : {})}
        />
        <TextInput label={t("Radicado (si lo prueba)")} autoComplete="off" {...field("ticket")} />
      </div>
      {problem?.fieldError("reference") && <p role="alert">{problem.fieldError("reference")}</p>}
      {register.error && <Failure error={register.error} />}
      <p className={css.acts}>
        <Button type="submit" loading={register.isPending} disabled={!isComplete(form)}>
          {t("Registrar")}
        </Button>
        {!isComplete(form) && (
          <span className="quiet">{t("Elija clase, gravedad, área y responsable, y escriba qué se encontró.")}</span>
        )}
        {stored && (
          <Button variant="default" onClick={() => keep(null)}>
            {t("Borrar lo escrito")}
          </Button>
        )}
      </p>
    </form>
  );
}

const withEmpty = (options: readonly { id: string; name: string }[]) => [
  { value: "", label: t("Elija") },
  ...options.map(({ id, name }) => ({ value: id, label: name })),
];
