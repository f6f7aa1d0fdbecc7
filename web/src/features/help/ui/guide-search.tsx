/** The search in the guides: the field, and the sections found with a part of their text. */
import { useDeferredValue, useId } from "react";
import { Loading } from "../../../components/load-states";
import { countPhrase } from "../../../formats";
import { useGuideIndex } from "../model/load-guide";
import type { SectionAddress } from "../model/screen-sections";
import { type FoundSection, searchGuides } from "../model/search-guides";
import css from "./guide.module.css";
import { t } from "../../../i18n/translate";

interface GuideSearchProps {
  typed: string;
  setTyped: (typed: string) => void;
}

export function GuideSearchField({ typed, setTyped }: GuideSearchProps) {
  const id = useId();
  return (
    <p className={css.search}>
      <label htmlFor={id}>{t("Buscar en las guías")}</label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        placeholder={t("Por ejemplo: transferir una llamada")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </p>
  );
}

export function GuideResults({ typed, follow }: { typed: string; follow: (to: SectionAddress) => void }) {
  const { data: index } = useGuideIndex(true);
  const asked = useDeferredValue(typed);
  if (!index) return <Loading label={t("Buscando…")} />;
  const { sections, partial } = searchGuides(index, asked);
  return (
    <div className={css.results}>
      <p role="status" className="quiet small">
        {sections.length === 0
          ? t("Ninguna guía tiene esas palabras. Pruebe con otra palabra o con menos.")
          : partial
            ? t("Ninguna parte tiene todas las palabras. Estas tienen algunas:")
            : countPhrase(sections.length, "resultado", "resultados")}
      </p>
      <ul>
        {sections.map((each) => (
          <li key={`${each.section.guide}#${each.section.section}`}>
            <Result found={each} follow={follow} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Result({ found, follow }: { found: FoundSection; follow: (to: SectionAddress) => void }) {
  const { guide, guideTitle, section, title } = found.section;
  return (
    <button type="button" onClick={() => follow({ guide, section })}>
      <strong>{title || guideTitle}</strong>
      {title && <span className="quiet small">{guideTitle}</span>}
      <span className={css.excerpt}>
        {found.excerpt.map((part) => (
          <Part key={part.start} {...part} />
        ))}
      </span>
    </button>
  );
}

const Part = ({ text, found }: { text: string; found: boolean }) => (found ? <mark>{text}</mark> : text);
