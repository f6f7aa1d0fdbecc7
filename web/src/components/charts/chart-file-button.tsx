/** A button that saves the chart around it as an image or as a drawing. */
import { Button, Menu } from "@mantine/core";
import { type RefObject, useState } from "react";
import { saveFile } from "../../api/lists";
import { serverClock } from "../../clock";
import { longDate, timeOfDay } from "../../formats";
import { announce } from "../announcer";
import { type ChartFileAbout, chartDocument } from "./chart-file";
import { chartImage } from "./chart-image";
import { t } from "../../i18n/translate";

export type { ChartFileAbout };

export function ChartFileButton({ figure, about }: { figure: RefObject<HTMLElement | null>; about: ChartFileAbout }) {
  const [failed, setFailed] = useState(false);
  const save = async (format: "png" | "svg") => {
    if (!figure.current) return;
    const now = serverClock.now();
    const drawing = chartDocument(
      figure.current,
      about,
      t("{now} a las {now2}", { now: longDate(now), now2: timeOfDay(now) }),
    );
    try {
      const file = format === "svg" ? new Blob([drawing], { type: "image/svg+xml" }) : await chartImage(drawing);
      saveFile(file, `${about.fileName}.${format}`);
      setFailed(false);
      announce(t("Se guardó la gráfica."));
    } catch {
      setFailed(true);
    }
  };
  return (
    <div>
      <Menu position="bottom-end" width={260} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            aria-label={t("Guardar gráfica: {title}", { title: about.title })}
            rightSection={<span aria-hidden="true">▾</span>}
          >
            {t("Guardar gráfica")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void save("png")}>{t("Imagen (PNG)")}</Menu.Item>
          <Menu.Item onClick={() => void save("svg")}>{t("Dibujo que se amplía sin perder nitidez (SVG)")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {failed && (
        <p role="alert" className="small">
          {t("La gráfica es muy ancha para una imagen. Elija menos días, o guárdela como SVG.")}
        </p>
      )}
    </div>
  );
}
