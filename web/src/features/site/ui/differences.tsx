/** What changes, in words, by section. */
import type { SiteDifference } from "../../../api/site";
import { Empty } from "../../../components/load-states";
import type { JsonSchema } from "../model/schema";
import { differencesBySection } from "../model/sections";
import css from "./site.module.css";

interface DifferencesProps {
  schema: JsonSchema;
  differences: readonly SiteDifference[];
  /** What to say where nothing differs. */
  empty: string;
  /** Open the field that a difference is about. */
  open?: (path: readonly string[]) => void;
}

export function Differences({ schema, differences, empty, open }: DifferencesProps) {
  if (differences.length === 0) return <Empty title={empty} />;
  return (
    <div className={css.differences}>
      {differencesBySection(schema, differences).map(({ section, title, differences: own }) => (
        <section key={section} aria-label={title}>
          <h3>{title}</h3>
          <ul>
            {own.map((each) => (
              <li key={`${each.path.join("/")} ${each.text}`}>
                {open ? (
                  <button type="button" className={css.jump} onClick={() => open(each.path)}>
                    {each.text}
                  </button>
                ) : (
                  each.text
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
