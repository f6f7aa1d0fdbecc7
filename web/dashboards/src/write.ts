// Writes each dashboard twice: as the JSON file that Grafana loads, and as a TypeScript value of the type that Grafana
// publishes, for tsc to check. Arguments: the folder of the JSON files and the folder of the TypeScript values.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { advisors } from "./advisors.js";
import { operation } from "./operation.js";
import { petitions } from "./petitions.js";
import { platform } from "./platform.js";
import { serviceLevels } from "./service-level.js";

const [folder, checked] = process.argv.slice(2);
if (folder === undefined || checked === undefined) throw new Error("usage: write FOLDER CHECKED");
for (const each of [folder, checked]) mkdirSync(each, { recursive: true });

for (const builder of [operation, serviceLevels, advisors, petitions, platform]) {
  const { uid, panels, links, templating, ...rest } = builder.build();
  const numbered = (panels ?? []).map((panel, at) => ({ ...panel, id: at + 1 })); // a link to a panel needs its id
  const shown = (links ?? []).map(({ placement: _, ...link }) => link); // the builder hides links in a menu
  // The `auto` fields belong to interval variables.
  const list = (templating.list ?? []).map(({ auto: _, auto_min: __, auto_count: ___, ...variable }) => variable);
  const text = JSON.stringify({ uid, ...rest, templating: { list }, links: shown, panels: numbered }, null, 2);
  writeFileSync(join(folder, `${uid}.json`), `${text}\n`);
  writeFileSync(
    join(checked, `${uid}.ts`),
    `import type { GrafanaDashboard } from "../src/grafana-schema.js";\nexport const board: GrafanaDashboard = ${text};\n`,
  );
}
