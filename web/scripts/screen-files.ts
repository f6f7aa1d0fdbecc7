/**
 * The files of each screen, by the path of its address, as `pantallas.json` beside the page: the server names them in
 * the page, so that the browser fetches them beside the first script and not after it (agent_api/screens).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin, Rolldown } from "vite";

const SCREENS = resolve(import.meta.dirname, "../src/screens.ts");
const ROW = /^ {2}"(\/[^"]+)": new ScreenCode\(\(\) => import\("([^"]+)"\)/gm;

export function screenFiles(): Plugin {
  return {
    name: "screen-files",
    writeBundle({ dir = "" }, bundle) {
      const source = readFileSync(SCREENS, "utf8");
      const modules = [...source.matchAll(ROW)].map(([, path = "", module = ""]) => [path, module] as const);
      if (modules.length !== source.split("new ScreenCode(").length - 1) this.error("screens.ts has a row of another form");
      const files = modules.map(([path, module]) => [path, filesOf(bundle, resolve(SCREENS, "..", `${module}.tsx`))]);
      writeFileSync(join(dir, "pantallas.json"), JSON.stringify(Object.fromEntries(files)));
    },
  };
}

/** Return the scripts and style sheets of a module that is loaded on demand, without those that the page names. */
function filesOf(bundle: Rolldown.OutputBundle, module: string): { scripts: string[]; styles: string[] } {
  const page = bundle["index.html"];
  const html = page?.type === "asset" ? String(page.source) : "";
  const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
  const screen = chunks.find(({ facadeModuleId }) => facadeModuleId === module);
  if (!html || !screen) throw new Error(`${module} has no file of its own, or there is no page`);
  const own = [...withImports(chunks, screen)].filter(({ fileName }) => !html.includes(fileName));
  return {
    scripts: own.map(({ fileName }) => fileName),
    styles: [...new Set(own.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]))],
  };
}

function withImports(chunks: Rolldown.OutputChunk[], first: Rolldown.OutputChunk): Set<Rolldown.OutputChunk> {
  const found = new Set([first]);
  for (const each of found) // a set yields what is added while it is read
    for (const name of each.imports) {
      const chunk = chunks.find(({ fileName }) => fileName === name);
      if (chunk) found.add(chunk);
    }
  return found;
}
