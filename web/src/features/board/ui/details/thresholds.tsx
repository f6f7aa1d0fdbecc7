/** The thresholds of a queue, as text and as a form. */
import { Button, NumberInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type BoardThresholds, type ThresholdsForm as Form, useSetThresholds } from "../../../../api/board";
import { serverClock } from "../../../../clock";
import { announce } from "../../../../components/announcer";
import { Failure } from "../../../../components/load-states";
import { formatInteger, momentPhrase } from "../../../../formats";
import css from "./details.module.css";

export function ThresholdsText({ thresholds }: { thresholds: BoardThresholds }) {
  const { waiting, longest_wait_s, service_level, abandon_rate, own, changed_at, changed_by_name } = thresholds;
  const texts = [
    waiting !== null && `${formatInteger(waiting)} o más en espera`,
    longest_wait_s !== null && `espera de más de ${formatInteger(longest_wait_s)} s`,
    service_level !== null && `nivel de servicio por debajo de ${service_level} %`,
    abandon_rate !== null && `abandono por encima de ${abandon_rate} %`,
  ].filter(Boolean);
  return (
    <p>
      {texts.length > 0 ? `Se marca con ${texts.join(", ")}.` : "Esta cola no se marca."}{" "}
      <span className="quiet">
        {own && changed_at
          ? `Los fijó ${changed_by_name} ${momentPhrase(changed_at, serverClock.now())}.`
          : "Son los del sitio."}
      </span>
    </p>
  );
}

const FIELDS: readonly [keyof Form, string, number][] = [
  ["waiting", "Personas en espera, o más", 1000],
  ["longest_wait_s", "Espera de más de, en segundos", 3600],
  ["service_level", "Nivel de servicio por debajo de, en %", 100],
  ["abandon_rate", "Abandono por encima de, en %", 100],
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
    change.mutate(form, finish("se guardaron los umbrales"));
  };
  return (
    <form className={css.thresholds} onSubmit={submit} noValidate>
      <p className="quiet">
        Valen para todos los tableros. Un campo vacío no marca la cola. Los dos porcentajes cuentan desde diez llamadas.
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
      {change.error && <Failure error={change.error} title="No se pudieron guardar los umbrales." />}
      <p className={css.acts}>
        <Button type="submit" loading={change.isPending}>
          Guardar los umbrales
        </Button>
        <Button variant="default" onClick={done}>
          Cancelar
        </Button>
        {thresholds.own && (
          <Button
            variant="subtle"
            disabled={change.isPending}
            onClick={() => change.mutate(null, finish("volvió a los umbrales del sitio"))}
          >
            Volver a los del sitio
          </Button>
        )}
      </p>
    </form>
  );
}
