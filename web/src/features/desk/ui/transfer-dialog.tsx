/** To whom a call is handed: found by typing, chosen by arrows; who cannot take it now says why. */
import { Button } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import type { Call, Target, Targets } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { useControl, useTargets } from "../../../api/queries";
import { counted, matches } from "../../../formats";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { Dialog } from "../../../components/dialog";
import { STATES } from "../../../labels";
import css from "./transfer-dialog.module.css";

interface Place {
  target: Target;
  name: string;
  /** How things stand there. */
  words: string;
  /** Whether it can be chosen now. */
  open: boolean;
}

/** Every queue, every advisor on duty, and the queues of other campaigns; of a queue one may always wait one's turn. */
export function placesOf(targets: Targets): Place[] {
  const queues = targets.queues.map(({ id, name, waiting, available }): Place => ({
    target: `queue:${id}`, name, open: true,
    words: `${available ? counted(available, "asesor libre", "asesores libres") : "sin asesores libres"} · ${waiting ? counted(waiting, "espera", "esperan") : "nadie espera"}`,
  }));
  const advisors = targets.advisors.map(({ id, name, state }): Place => ({
    target: `advisor:${id}`, name, open: state === "available",
    words: state === "available" ? "disponible" : `no se puede ahora: ${STATES[state].toLowerCase()}`,
  }));
  const elsewhere = targets.campaigns.flatMap(({ id, name, queues }) => queues.map((queue): Place => ({
    target: `campaign:${id}/${queue.id}`, name: queue.name, open: true, words: name,
  })));
  return [...queues, ...advisors, ...elsewhere];
}

export default function HandOn({ call, close }: { call: Call; close: () => void }) {
  const { data, error, refetch } = useTargets();
  return (
    <Dialog title="Transferir la llamada" close={close}>
      {error && !data ? <Failure error={error} again={() => void refetch()} what="No se pudo leer a quién se puede transferir." />
        : data ? <Choice call={call} places={placesOf(data)} close={close} />
        : <Loading what="Leyendo colas y asesores…" />}
    </Dialog>
  );
}

function Choice({ call, places, close }: { call: Call; places: Place[]; close: () => void }) {
  const [search, setSearch] = useState("");
  const [target, setTarget] = useState<Target | "">("");
  const control = useControl(call.id);
  const found = places.filter(({ target, name, words }) => matches(target.startsWith("campaign:") ? `${name} ${words}` : name, search));
  const beyond = places.some((place) => place.target.startsWith("campaign:"));
  const chosen = found.find((place) => place.target === target && place.open);
  const ask = (action: "transfer" | "consult") => {
    if (!chosen) return;
    const said = action === "transfer" ? `Transferida a ${chosen.target.startsWith("campaign:") ? `${chosen.name}, ${chosen.words}` : chosen.name}.` : `Consultando a ${chosen.name}.`;
    control.mutate({ action, target: chosen.target }, { onSuccess: () => { announce(said); close(); } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask("transfer");
  };
  const toTheList = (event: KeyboardEvent) => {
    const first = found.find(({ open }) => open);
    if (event.key !== "ArrowDown" || !first) return;
    event.preventDefault();
    setTarget(first.target);
    document.getElementById(first.target)?.focus();
  };
  return (
    <form onSubmit={submit} className={css.form}>
      <label className={css.search}>
        <span className="eyebrow">{beyond ? "Cola, asesor u otra campaña" : "Cola o asesor"}</span>
        <input autoFocus value={search} onChange={(event) => setSearch(event.currentTarget.value)} onKeyDown={toTheList} placeholder="Escriba una parte del nombre" autoComplete="off" />
      </label>
      <Group name="Colas" places={found.filter((place) => place.target.startsWith("queue:"))} target={target} choose={setTarget} />
      <Group name="Asesores en turno" places={found.filter((place) => place.target.startsWith("advisor:"))} target={target} choose={setTarget} />
      <Group name="Otras campañas" places={found.filter((place) => place.target.startsWith("campaign:"))} target={target} choose={setTarget} />
      {found.length === 0 && <p className="quiet">{beyond ? "Ninguna cola, asesor en turno ni campaña se llama así." : "Ninguna cola ni asesor en turno se llama así."}</p>}
      {control.error instanceof ApiProblem && <p role="alert" className={css.refused}>{control.error.message}</p>}
      <p className="quiet small">{hint(chosen)}</p>
      <footer className={css.steps}>
        <Button variant="default" onClick={() => ask("consult")} disabled={!chosen?.target.startsWith("advisor:")} loading={control.isPending}>Consultar antes</Button>
        <Button type="submit" disabled={!chosen} loading={control.isPending}>Transferir</Button>
      </footer>
    </form>
  );
}

/** What becomes of who calls, if the call goes there. */
function hint(chosen: Place | undefined): string {
  if (chosen?.target.startsWith("queue:")) return "Quien llama conserva el turno de la hora en que llegó.";
  if (chosen?.target.startsWith("campaign:")) return "La llamada sigue en la otra campaña, con la hora en que llegó, y no vuelve a esta. Si allá no la reciben, espera aquí.";
  return "Transferir entrega la llamada sin anunciarla; al consultar, quien llama espera mientras ustedes hablan.";
}

function Group({ name, places, target, choose }: { name: string; places: Place[]; target: string; choose: (target: Target) => void }) {
  if (places.length === 0) return null;
  return (
    <fieldset className={css.group}>
      <legend>{name}</legend>
      {places.map((place) => (
        <label key={place.target} className={css.place} data-closed={!place.open || undefined}>
          <input id={place.target} type="radio" name="destino" value={place.target} checked={target === place.target} disabled={!place.open} onChange={() => choose(place.target)} />
          <span>{place.name}</span>
          <span className={css.words}>{place.words}</span>
        </label>
      ))}
    </fieldset>
  );
}
