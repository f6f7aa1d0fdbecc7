/** The guides of the open screen, from the documentation. Loaded on demand. */
import { useEffect, useState } from "react";
import { Failure, Loading } from "../../../components/load-states";
import { Dialog } from "../../../components/dialog";
import { SegmentedControl } from "../../../components/segmented-control";
import { screenGuides } from "../model/screen-guides";
import css from "./shell.module.css";

const GUIDE_FILES = import.meta.glob<{ default: string }>(["../../../../../docs/guias/*.md", "!**/README.md"]);

export default function HelpDialog({ path, close }: { path: string; close: () => void }) {
  const guides = screenGuides(path);
  const [chosen, choose] = useState(guides[0]?.id ?? "");
  return (
    <Dialog title="Ayuda" wide onClose={close}>
      {guides.length > 1 && (
        <SegmentedControl
          className={css.guides ?? ""}
          label="Guías de esta pantalla"
          options={guides.map(({ id, name }) => [id, name] as const)}
          value={chosen}
          onChange={choose}
        />
      )}
      {chosen ? <GuideText key={chosen} id={chosen} /> : <p>Esta pantalla no tiene guía.</p>}
    </Dialog>
  );
}

function GuideText({ id }: { id: string }) {
  const [html, setHtml] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    GUIDE_FILES[`../../../../../docs/guias/${id}.md`]?.().then(
      (guide) => setHtml(guide.default),
      () => setFailed(true),
    );
  }, [id]);
  if (failed) return <Failure error={null} title="No se pudo traer la guía." />;
  if (html === null) return <Loading label="Trayendo la guía…" />;
  // Our own text, converted at build time: it contains no user input.
  return (
    <div
      className={css.guide}
      tabIndex={0}
      role="region"
      aria-label="Guía"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: our own guides, converted to HTML by the build
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
