/** The thresholds of a queue, as text and as a form. */
import { Button, NumberInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type BoardThresholds, type ThresholdsForm as Form, useSetThresholds } from "../../../../api/board";
import { serverClock } from "../../../../clock";
import { announce } from "../../../../components/announcer";
import { Failure } from "../../../../components/load-states";
import { formatInteger, momentPhrase } from "../../../../formats";
import css from "./details.module.css";
import { t } from "../../../../i18n/translate";

export function ThresholdsText({ thresholds }: { thresholds: BoardThresholds }) {
  const { waiting, longest_wait_s, service_level, abandon_rate, own, changed_at, changed_by_name } = thresholds;
  const texts = [
    waiting !== null && t("{waiting} o más en espera", { waiting: formatInteger(waiting) }),
    longest_wait_s !== null &&
      t("espera de más de {longest_wait_s} s", { longest_wait_s: formatInteger(longest_wait_s) }),
    service_level !== null && t("nivel de servicio por debajo de {service_level} %", { service_level }),
    abandon_rate !== null && t("abandono por encima de {abandon_rate} %", { abandon_rate }),
  ].filter(Boolean);
  return (
    <p>
      {texts.length > 0 ? t("Se marca con {texts}.", { texts: texts.join(", ") }) : t("Esta cola no se marca.")}{" "}
      <span className="quiet">
        {own && changed_at
          ? t("Los fijó {changed_by_name} {changed_at}.", {
              changed_by_name,
              changed_at: momentPhrase(changed_at, serverClock.now()),
            })
          : t("Son los del sitio.")}
      </span>
    </p>
  );
}

const FIELDS: readonly [keyof Form, string, number][] = [
  ["waiting", t("Personas en espera, o más"), 1000],
  ["longest_wait_s", t("Espera de más de, en segundos"), 3600],
  ["service_level", t("Nivel de servicio por debajo de, en %"), 100],
  ["abandon_rate", t("Abandono por encima de, en %"), 100],
];

export function ThresholdsForm({ thresholds, done }: { thresholds: BoardThresholds; done: () => void }) {
  const { waiting, longest_wait_s, service_level, abandon_rate } = thresholds;
  const [form, setForm] = useState<Form>({ waiting, longest_wait_s, service_level, abandon_rate });
  const change = useSetThresholds(thresholds.queue);
  const finish = (words: string) => ({
    onSuccess: () => {
      announce(`${thresholds.queue_name}: ${words}.`);
      done();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(form, finish(t("se guardaron los umbrales")));
  };
  return (
    <form className={css.thresholds} onSubmit={submit} noValidate>
      <p className="quiet">
        {t(
          "Valen para todos los tableros. Un campo vacío no marca la cola. Los dos porcentajes cuentan desde diez llamadas.",
        )}
      </p>
      <div>
        {FIELDS.map(([name, label, max]) => (
          <NumberInput
            key={name}
            label={label}
            value={form[name] ?? ""}
            min={1}
            max={max}
            allowDecimal={false}
            allowNegative={false}
            onChange={(value) => setForm({ ...form, [name]: value === "" ? null : Number(value) })}
          />
        ))}
      </div>
      {change.error && <Failure error={change.error} title={t("No se pudieron guardar los umbrales.")} />}
      <p className={css.acts}>
        <Button type="submit" loading={change.isPending}>
          {t("Guardar los umbrales")}
        </Button>
        <Button variant="default" onClick={done}>
          {t("Cancelar")}
        </Button>
        {thresholds.own && (
          <Button
            variant="subtle"
            disabled={change.isPending}
            onClick={() => change.mutate(null, finish(t("volvió a los umbrales del sitio")))}
          >
            {t("Volver a los del sitio")}
          </Button>
        )}
      </p>
    </form>
  );
}
