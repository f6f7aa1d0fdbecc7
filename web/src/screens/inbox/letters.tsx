/** The letters of a ticket, for who has no e-mail: printed, given to a carrier, and the proof of what became of each. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { accountQuery } from "../../api/queries";
import { type Letter, useDelivery, useDispatch, useLetters } from "../../api/tickets";
import { serverClock } from "../../clock";
import { moment } from "../../formats";
import { LETTERS, letterWords } from "../../inbox/words";
import { announce } from "../../parts/announce";
import { Failure } from "../../parts/conditions";
import css from "./inbox.module.css";

export function Letters({ number }: { number: string }) {
  const { data, error, refetch } = useLetters(number);
  const may = useQuery(accountQuery).data?.permissions.includes("letter.send") ?? false;
  if (error) return <Failure error={error} again={() => void refetch()} what="No se pudieron leer las cartas." />;
  if (!data?.letters.length) return null;
  return (
    <section aria-labelledby="cartas" className={css.part}>
      <h3 id="cartas">Cartas</h3>
      <ul className={css.history}>{data.letters.map((letter) => (
        <li key={letter.id}>
          <p><a href={`/api/v1/tickets/${encodeURIComponent(number)}/letters/${letter.id}`} target="_blank" rel="noreferrer">{LETTERS[letter.template] ?? "Carta"} (PDF)</a> <span className="quiet small">{moment(letter.written_at, serverClock.now())}</span></p>
          <p className="small">{letter.to.join(" · ")}</p>
          <p className="small">{letterWords(letter)}</p>
          {may && letter.state === "written" && <Dispatch number={number} letter={letter} />}
          {may && letter.state === "dispatched" && <Delivery number={number} letter={letter} />}
        </li>
      ))}</ul>
    </section>
  );
}

interface Of {
  number: string;
  letter: Letter;
}

function Dispatch({ number, letter }: Of) {
  const [carrier, setCarrier] = useState("");
  const [guide, setGuide] = useState("");
  const send = useDispatch(number, letter.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate({ carrier, guide }, { onSuccess: () => announce("La salida de la carta quedó anotada.") });
  };
  return (
    <form className={css.form} onSubmit={submit} aria-label="Anotar que la carta salió">
      <TextInput label="Empresa de mensajería" required maxLength={80} value={carrier} onChange={(event) => setCarrier(event.currentTarget.value)} />
      <TextInput label="Guía" description="El número con el que la empresa la rastrea." required maxLength={60} value={guide} onChange={(event) => setGuide(event.currentTarget.value)} />
      {send.error ? <Failure error={send.error} /> : null}
      <p className={css.acts}><Button type="submit" size="compact-md" loading={send.isPending}>Anotar que salió</Button></p>
    </form>
  );
}

function Delivery({ number, letter }: Of) {
  const [delivered, setDelivered] = useState("yes");
  const [receipt, setReceipt] = useState("");
  const close = useDelivery(number, letter.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close.mutate({ delivered: delivered === "yes", receipt }, { onSuccess: () => announce("La prueba de la carta quedó anotada.") });
  };
  return (
    <form className={css.form} onSubmit={submit} aria-label="Anotar qué pasó con la carta">
      <NativeSelect label="Qué pasó" value={delivered} data={[{ value: "yes", label: "Llegó" }, { value: "no", label: "Volvió" }]} onChange={(event) => setDelivered(event.currentTarget.value)} />
      <TextInput label={delivered === "yes" ? "Quién la recibió" : "Por qué volvió"} required maxLength={200} value={receipt} onChange={(event) => setReceipt(event.currentTarget.value)} />
      {close.error ? <Failure error={close.error} /> : null}
      <p className={css.acts}><Button type="submit" size="compact-md" loading={close.isPending}>Anotar la prueba</Button></p>
    </form>
  );
}
