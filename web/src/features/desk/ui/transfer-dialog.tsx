/** The targets of a transfer: found by typing, selected by arrow keys; an unavailable one says why. */
import { Button } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import type { Call, TransferTarget, TransferTargets } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useCallControl, useTransferTargets } from "../../../api/queries";
import { countPhrase, matchesSearch } from "../../../formats";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { Dialog } from "../../../components/dialog";
import { inSentence, type Labels, useLabels } from "../../../labels";
import css from "./transfer-dialog.module.css";
import { t } from "../../../i18n/translate";

interface TransferOption {
  target: TransferTarget;
  name: string;
  /** The current state of the target. */
  statusLabel: string;
  /** Whether the target can be selected now. */
  available: boolean;
}

/** Return all queues, all advisors on duty, and other campaigns' queues. A call can always wait in a queue. */
export function transferOptions({ advisor_states }: Labels, targets: TransferTargets): TransferOption[] {
  const queues = targets.queues.map(
    ({ id, name, waiting, available }): TransferOption => ({
      target: `queue:${id}`,
      name,
      available: true,
      statusLabel: `${available ? countPhrase(available, "asesor libre", "asesores libres") : t("sin asesores libres")} · ${waiting ? countPhrase(waiting, "espera", "esperan") : t("nadie espera")}`,
    }),
  );
  const advisors = targets.advisors.map(
    ({ id, name, state }): TransferOption => ({
      target: `advisor:${id}`,
      name,
      available: state === "available",
      statusLabel: `${state === "available" ? "" : t("no se puede ahora: ")}${inSentence(advisor_states[state])}`,
    }),
  );
  const otherCampaigns = targets.campaigns.flatMap(({ id, name, queues }) =>
    queues.map(
      (queue): TransferOption => ({
        target: `campaign:${id}/${queue.id}`,
        name: queue.name,
        available: true,
        statusLabel: name,
      }),
    ),
  );
  return [...queues, ...advisors, ...otherCampaigns];
}

export default function TransferDialog({ call, close }: { call: Call; close: () => void }) {
  const { data, error, refetch } = useTransferTargets();
  const labels = useLabels();
  return (
    <Dialog title={t("Transferir la llamada")} onClose={close}>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer a quién se puede transferir.")} />
      ) : data ? (
        <TransferForm call={call} options={transferOptions(labels, data)} close={close} />
      ) : (
        <Loading label={t("Leyendo colas y asesores…")} />
      )}
    </Dialog>
  );
}

function TransferForm({ call, options, close }: { call: Call; options: TransferOption[]; close: () => void }) {
  const [search, setSearch] = useState("");
  const [target, setTarget] = useState<TransferTarget | "">("");
  const control = useCallControl(call.id);
  const found = options.filter(({ target, name, statusLabel: words }) =>
    matchesSearch(target.startsWith("campaign:") ? `${name} ${words}` : name, search),
  );
  const hasOtherCampaigns = options.some((place) => place.target.startsWith("campaign:"));
  const chosen = found.find((place) => place.target === target && place.available);
  const ask = (action: "transfer" | "consult") => {
    if (!chosen) return;
    const announcement =
      action === "transfer"
        ? t("Transferida a {name}.", {
            name: chosen.target.startsWith("campaign:") ? `${chosen.name}, ${chosen.statusLabel}` : chosen.name,
          })
        : t("Consultando a {name}.", { name: chosen.name });
    control.mutate(
      { action, target: chosen.target },
      {
        onSuccess: () => {
          announce(announcement);
          close();
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask("transfer");
  };
  const toTheList = (event: KeyboardEvent) => {
    const first = found.find(({ available: open }) => open);
    if (event.key !== "ArrowDown" || !first) return;
    event.preventDefault();
    setTarget(first.target);
    document.getElementById(first.target)?.focus();
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <label className={css.search}>
        <span className="eyebrow">{hasOtherCampaigns ? t("Cola, asesor u otra campaña") : t("Cola o asesor")}</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog opens with its search
          autoFocus
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={toTheList}
          placeholder={t("Escriba una parte del nombre")}
          autoComplete="off"
        />
      </label>
      <OptionGroup
        name={t("Colas")}
        options={found.filter((place) => place.target.startsWith("queue:"))}
        target={target}
        choose={setTarget}
      />
      <OptionGroup
        name={t("Asesores en turno")}
        options={found.filter((place) => place.target.startsWith("advisor:"))}
        target={target}
        choose={setTarget}
      />
      <OptionGroup
        name={t("Otras campañas")}
        options={found.filter((place) => place.target.startsWith("campaign:"))}
        target={target}
        choose={setTarget}
      />
      {found.length === 0 && (
        <p className="quiet">
          {hasOtherCampaigns
            ? t("Ninguna cola, asesor en turno ni campaña se llama así.")
            : t("Ninguna cola ni asesor en turno se llama así.")}
        </p>
      )}
      {control.error instanceof ApiProblem && (
        <p role="alert" className={css.refused}>
          {control.error.message}
        </p>
      )}
      <p className="quiet small">{optionHint(chosen)}</p>
      <footer className={css.steps}>
        <Button
          variant="default"
          onClick={() => ask("consult")}
          disabled={!chosen?.target.startsWith("advisor:")}
          loading={control.isPending}
        >
          {t("Consultar antes")}
        </Button>
        <Button type="submit" disabled={!chosen} loading={control.isPending}>
          {t("Transferir")}
        </Button>
      </footer>
    </form>
  );
}

/** Return what happens to the caller after a transfer to the target. */
function optionHint(chosen: TransferOption | undefined): string {
  if (chosen?.target.startsWith("queue:")) return t("Quien llama conserva el turno de la hora en que llegó.");
  if (chosen?.target.startsWith("campaign:"))
    return t(
      "La llamada sigue en la otra campaña, con la hora en que llegó, y no vuelve a esta. Si allá no la reciben, espera aquí.",
    );
  return t("Transferir entrega la llamada sin anunciarla; al consultar, quien llama espera mientras ustedes hablan.");
}

function OptionGroup({
  name,
  options,
  target,
  choose,
}: {
  name: string;
  options: TransferOption[];
  target: string;
  choose: (target: TransferTarget) => void;
}) {
  if (options.length === 0) return null;
  return (
    <fieldset className={css.group}>
      <legend>{name}</legend>
      {options.map((place) => (
        <label key={place.target} className={css.place} data-closed={!place.available || undefined}>
          <input
            id={place.target}
            type="radio"
            name="destino"
            value={place.target}
            checked={target === place.target}
            disabled={!place.available}
            onChange={() => choose(place.target)}
          />
          <span>{place.name}</span>
          <span className={css.words}>{place.statusLabel}</span>
        </label>
      ))}
    </fieldset>
  );
}
