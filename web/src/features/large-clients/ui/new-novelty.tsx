/** The form of a new novelty. What is typed survives a reload and a lost network; a repeated submit stores it once. */
import { DateField } from "../../../components/date-field/date-field";
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { type NoveltyOptions, useNoveltyOptions, useRegisterNovelty } from "../../../api/large-clients";
import { ApiProblem } from "../../../api/problem";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { Link } from "../../../components/link";
import { Failure, Loading } from "../../../components/load-states";
import { useDialogDraft } from "../../../dialog-draft";
import { optionsOf, useLabels } from "../../../labels";
import { navigate, useQueryString } from "../../../router";
import { localDay } from "../../oversight/model/indicator-view";
import two from "../../quality/ui/findings/findings.module.css";
import css from "../../quality/ui/quality.module.css";
import {
  EMPTY_NOVELTY,
  isCompleteNovelty,
  type NoveltyForm,
  noveltyOfAddress,
  noveltyPath,
  toNewNovelty,
} from "../model/novelties";
import { t } from "../../../i18n/translate";

export function NewNoveltyPage() {
  const given = noveltyOfAddress(useQueryString());
  const { data, error, refetch } = useNoveltyOptions();
  return (
    <>
      <p>
        <Link to="/novedades">{t("Volver a las novedades")}</Link>
      </p>
      <section className={`panel ${css.sheet}`} aria-labelledby="nueva">
        <h1 id="nueva">{t("Registrar novedad")}</h1>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir el formulario.")} />
        ) : !data ? (
          <Loading label={t("Abriendo el formulario…")} />
        ) : data.clients.length === 0 ? (
          <p className="quiet">{t("No hay grandes clientes activos: primero los registra la coordinación.")}</p>
        ) : (
          <NoveltyFields key={Object.values(given).join(" ")} given={given} options={data} />
        )}
      </section>
    </>
  );
}

interface NoveltyFieldsProps {
  given: ReturnType<typeof noveltyOfAddress>;
  options: NoveltyOptions;
}

function NoveltyFields({ given, options }: NoveltyFieldsProps) {
  const labels = useLabels();
  const empty = { ...EMPTY_NOVELTY, ...given };
  const [stored, keep] = useDialogDraft(`novedad.nueva.${Object.values(given).filter(Boolean).join(".")}`, empty);
  const form = stored ?? empty;
  const register = useRegisterNovelty();
  const problem = register.error instanceof ApiProblem ? register.error : null;
  const set = (change: Partial<NoveltyForm>) => keep({ ...form, once: form.once || crypto.randomUUID(), ...change });
  const field = (name: Exclude<keyof NoveltyForm, "once">) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
    error: problem?.fieldError(name),
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isCompleteNovelty(form) || register.isPending) return;
    register.mutate(toNewNovelty(form), {
      onSuccess: ({ id }) => {
        keep(null);
        announce(t("Novedad {id} registrada", { id }));
        navigate(noveltyPath(id));
      },
      // A refused form is another one when it is sent again.
      onError: (error) => error instanceof ApiProblem && error.status === 409 && set({ once: crypto.randomUUID() }),
    });
  };
  return (
    <form className={css.fields} onSubmit={send} noValidate>
      <NativeSelect label={t("Cliente")} data={withEmpty(options.clients)} {...field("client")} />
      <div className={two.pair}>
        <NativeSelect label={t("Clase")} data={[EMPTY, ...optionsOf(labels.novelty_kinds)]} {...field("kind")} />
        <NativeSelect label={t("Canal")} data={withEmpty(options.channels)} {...field("channel")} />
        <NativeSelect label={t("Fuente")} data={[EMPTY, ...optionsOf(labels.novelty_sources)]} {...field("source")} />
      </div>
      <Textarea
        label={t("Qué pasó")}
        description={t(
          "Sale en el correo a quienes se envíe. No escriba datos de ciudadanos: diga la llamada o el radicado.",
        )}
        autosize
        minRows={4}
        maxRows={16}
        maxLength={8000}
        {...field("description")}
      />
      <div className={two.pair}>
        <DateField
          label={t("Encontrada el (si no es hoy)")}
          max={localDay(serverClock.now())}
          {...field("found_on")}
          onChange={(day) => set({ found_on: day })}
        />
        <TextInput label={t("Llamada (si la prueba)")} autoComplete="off" {...field("call")} />
        <TextInput label={t("Radicado (si la prueba)")} autoComplete="off" {...field("ticket")} />
      </div>
      {register.error && <Failure error={register.error} />}
      <p className={css.acts}>
        <Button type="submit" loading={register.isPending} disabled={!isCompleteNovelty(form)}>
          {t("Registrar")}
        </Button>
        {!isCompleteNovelty(form) && (
          <span className="quiet">{t("Elija cliente, clase, canal y fuente, y escriba qué pasó.")}</span>
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

const EMPTY = { value: "", label: t("Elija") };
const withEmpty = (options: readonly { id: string; name: string }[]) => [
  EMPTY,
  ...options.map(({ id, name }) => ({ value: id, label: name })),
];
