import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from "@mantine/core";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { guides } from "./scripts/guides.ts";
import { screenFiles } from "./scripts/screen-files.ts";
import { theme, variables } from "./src/theme.ts";

const THEME_FILE = "/virtual/theme.css";

/** Write Mantine's variables at build time: at run time it would use a style tag, which CSP can then forbid. */
function themeFile(): Plugin {
  return {
    name: "theme-file",
    resolveId: (id) => (id === "virtual:theme.css" ? THEME_FILE : null),
    load: (id) => (id === THEME_FILE ? themeCss() : null),
  };
}

function themeCss(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const base = defaultCssVariablesResolver(merged);
  const own = variables(merged);
  const scheme = (name: "light" | "dark") => ({ "--mantine-color-scheme": name, ...base[name], ...own[name] });
  return convertCssVariables(
    { variables: { ...base.variables, ...own.variables }, light: scheme("light"), dark: scheme("dark") },
    ":root",
  );
}

/** Have the browser fetch the letters of Spanish with the style sheet that names them, instead of after it. */
function fontPreload(): Plugin {
  return {
    name: "font-preload",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((name) => /-latin-wght-normal-.*\.woff2$/.test(name))
          .map((name) => ({
            tag: "link",
            attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: "", href: `/${name}` },
            injectTo: "head",
          })),
    },
  };
}

/** The API server during `npm run dev`; by default a running `make demo`. */
const backend = process.env.ATENCION_BACKEND ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), themeFile(), fontPreload(), guides(), screenFiles()],
  server: {
    host: "127.0.0.1",
    fs: { allow: [".."] }, // the guides are outside of web/
    proxy: { "/api": { target: backend, ws: true } },
  },
  preview: { host: "127.0.0.1" },
  build: {
    outDir: "../agent_api/screens/dist", // inside the Python package that serves it, so that the wheel contains it
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // nothing inline: the content security policy names 'self' only
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { pluginTimings: false }, // a slow build on a busy machine is no problem
      // One file for what the first screen needs, and one for what many others share: thirty small ones took as many
      // requests.
      output: {
        codeSplitting: {
          groups: [
            { name: "first", tags: ["$initial"], priority: 1 },
            { name: "shared", minShareCount: 4 },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 1000, // kB; scripts/postbuild.mjs checks the desk's own limit
  },
  test: { include: ["src/**/*.test.{ts,tsx}"], css: false },
});
