/** The mark of the practice mode, on each of its screens: the customer is invented, and nothing counts. */
import { Button } from "@mantine/core";
import { useEndPractice, usePracticeBoard } from "../../../api/practice";
import { Failure } from "../../../components/load-states";
import { waitingAdvice } from "../model/practice";
import css from "./practice.module.css";

/** Leave the mode: the whole page is loaded again, on the real campaign. */
const leave = () => globalThis.location.assign("/practica");

export function PracticeBanner() {
  const board = usePracticeBoard().data;
  const end = useEndPractice();
  const current = board?.current;
  const advice = board && waitingAdvice(board);
  const finish = () => (current ? end.mutate({ id: current.id, own: true }, { onSuccess: leave }) : leave());
  return (
    <section className={css.banner} aria-label="Modo de práctica">
      <p>
        <strong>Práctica.</strong>{" "}
        {current || !board
          ? "El cliente es inventado. Nada de lo que haga aquí cuenta, ni llega a nadie."
          : "Esta práctica ya terminó."}{" "}
        {advice}
      </p>
      <Button size="sm" variant="default" loading={end.isPending} onClick={finish}>
        {current || !board ? "Terminar la práctica" : "Ver el resultado"}
      </Button>
      {end.error && <Failure error={end.error} title="No se pudo terminar la práctica." />}
    </section>
  );
}
