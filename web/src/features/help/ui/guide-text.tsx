/** The text of a guide, with its links: those between guides are followed as the place where it stands decides. */
import { useEffect, useRef } from "react";
import type { GuideSection } from "../model/guide";
import { parseSection, type SectionAddress } from "../model/screen-sections";
import css from "./guide.module.css";

const BASE = "/ayuda/";

export function GuideText({
  sections,
  follow,
}: {
  sections: readonly GuideSection[];
  follow: (to: SectionAddress) => void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(follow);
  useEffect(() => {
    latest.current = follow;
  });
  useEffect(() => {
    const text = ref.current;
    const click = (event: MouseEvent) => {
      const link = (event.target as Element).closest(`a[href^="${BASE}"]`);
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      latest.current(parseSection((link.getAttribute("href") ?? "").slice(BASE.length)));
    };
    text?.addEventListener("click", click);
    return () => text?.removeEventListener("click", click);
  }, []);
  return (
    <div
      ref={ref}
      className={css.guide}
      lang="es-CO" // the guides are Spanish in every language of the screens
      // biome-ignore lint/security/noDangerouslySetInnerHtml: our own guides, compiled by the build without their HTML
      dangerouslySetInnerHTML={{ __html: sections.map(({ html }) => html).join("\n") }}
    />
  );
}
