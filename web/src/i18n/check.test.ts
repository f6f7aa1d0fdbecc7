import ts from "typescript";
import { describe, expect, it } from "vitest";
import { untranslated } from "../../scripts/translations/spanish.mjs";

const problemsOf = (code: string): string[] =>
  untranslated(ts.createSourceFile("src/a.tsx", code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));

describe("the check of the sources", () => {
  it("finds Spanish that no function translates, with its line", () => {
    expect(problemsOf("const a = 1;\nconst b = <p>Guardar</p>;")).toEqual([
      'src/a.tsx:2: wrap "Guardar" in t() or rich()',
    ]);
    expect(problemsOf('const a = "Última entrada";')).toHaveLength(1);
    expect(problemsOf(`const a = \`\${n} de la lista\`;`)).toHaveLength(1);
    expect(problemsOf('const a = <Field label="Usuario" />;')).toHaveLength(1);
    expect(problemsOf(`t("Hola {name}", { name: \`la señora \${name}\` });`)).toHaveLength(1);
  });
  it("takes translated words, comparisons, identifiers and errors for developers", () => {
    expect(problemsOf('const a = <p title={t("Última")}>{rich("Con {n}", { n })}</p>;')).toEqual([]);
    expect(problemsOf('countPhrase(n, "sesión", "sesiones");')).toEqual([]);
    expect(problemsOf('if (word === "sí") throw new Error("El código está mal");')).toEqual([]);
    expect(problemsOf('const a = <p id="seccion" className="quiet small">/pared</p>;')).toEqual([]);
  });
});
