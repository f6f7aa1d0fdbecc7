/**
 * The steps after Vite's build: write the licences of the bundled packages, compress each file with Brotli and gzip,
 * and check the desk's weight against its budget.
 *
 * The desk's weight is every script that its first screen loads, that is, the scripts that index.html names. Screens
 * that load on demand do not count.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const DIST = new URL("../../agent_api/screens/dist/", import.meta.url).pathname;
const BUDGET_BYTES = 250_000;
const WORTH_BYTES = 512;
const TEXT = /\.(js|css|html|svg|txt)$/;
const ROOT = new URL("../", import.meta.url).pathname;

/** Return every package that is sent to a browser, with the text that its licence requires. */
function licences() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const built = Object.entries(packages).filter(([path, { dev }]) => path && !dev && existsSync(join(ROOT, path)));
  const one = ([path, { version, license }]) => {
    const folder = join(ROOT, path);
    const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
    const text = file ? readFileSync(join(folder, file), "utf8").trim() : "(el paquete no trae el texto)";
    return `${path.replace(/^.*node_modules\//, "")} ${version}: ${license}\n\n${text}\n`;
  };
  const head = "Las pantallas de Atención son software libre (GPL-3.0-or-later). Contienen además lo siguiente.\n";
  return [head, ...built.map(one)].join(`\n${"-".repeat(80)}\n\n`);
}

/**
 * Return the style sheet of the public status page of the lines, which the server renders without scripts: the colours
 * (by the browser's colour scheme), the fonts of the build, the base styles and the page's own.
 */
function publicStyle() {
  const source = (name) => readFileSync(join(ROOT, "src", name), "utf8");
  const built = readdirSync(join(DIST, "assets")).filter((name) => name.endsWith(".css"));
  const fonts = built.flatMap(
    (name) => readFileSync(join(DIST, "assets", name), "utf8").match(/@font-face\{[^}]*\}/g) ?? [],
  );
  const colours = source("tokens.css")
    .replace(':root[data-mantine-color-scheme="light"] {', ":root {")
    .replace(
      /:root\[data-mantine-color-scheme="dark"\] \{([^}]*)\}/,
      "@media (prefers-color-scheme: dark) { :root {$1} }",
    );
  if (!fonts.length || colours.includes("mantine-color-scheme"))
    throw new Error("estado.css: no fonts or no colours found");
  return [...fonts, colours, source("base.css").replace('@import "./tokens.css";', ""), source("estado.css")].join(
    "\n",
  );
}

writeFileSync(join(DIST, "licencias.txt"), licences());
writeFileSync(join(DIST, "estado.css"), publicStyle());

const files = readdirSync(DIST, { recursive: true, encoding: "utf8" }).filter((name) => TEXT.test(name));
const gzipped = new Map();
for (const name of files) {
  const body = readFileSync(join(DIST, name));
  const small = gzipSync(body, { level: 9 });
  gzipped.set(name, small.length);
  if (body.length < WORTH_BYTES) continue;
  writeFileSync(join(DIST, `${name}.gz`), small);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  writeFileSync(join(DIST, `${name}.br`), brotliCompressSync(body, { params }));
}

const page = readFileSync(join(DIST, "index.html"), "utf8");
const first = [...gzipped].filter(([name]) => name.endsWith(".js") && page.includes(name));
const weight = first.reduce((sum, [, size]) => sum + size, 0);
console.log(`web: el escritorio pesa ${Math.round(weight / 1000)} kB comprimido (límite ${BUDGET_BYTES / 1000} kB)`);
if (weight === 0 || weight > BUDGET_BYTES) process.exit(1);
