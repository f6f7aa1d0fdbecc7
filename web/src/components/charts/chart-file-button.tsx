/** A button that saves the chart around it as a file. */
import { Button } from "@mantine/core";
import type { RefObject } from "react";
import { saveFile } from "../../api/lists";
import { serverClock } from "../../clock";
import { longDate, timeOfDay } from "../../formats";
import { announce } from "../announcer";
import { type ChartFileAbout, chartDocument } from "./chart-file";

export type { ChartFileAbout };

export function ChartFileButton({ figure, about }: { figure: RefObject<HTMLElement | null>; about: ChartFileAbout }) {
  const save = () => {
    if (!figure.current) return;
    const now = serverClock.now();
    const content = chartDocument(figure.current, about, `${longDate(now)} a las ${timeOfDay(now)}`);
    saveFile(new Blob([content], { type: "image/svg+xml" }), `${about.fileName}.svg`);
    announce("Se guardó la gráfica.");
  };
  return (
    <Button variant="default" size="xs" onClick={save} aria-label={`Guardar gráfica: ${about.title}`}>
      Guardar gráfica
    </Button>
  );
}
