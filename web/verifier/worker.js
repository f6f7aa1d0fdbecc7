// @ts-check
/**
 * The worker of the verifier's page: starts Python from the parts of the page, and runs `atencion.verification.page`.
 *
 * The user's file is read in place, piece by piece, so a month larger than the memory can be checked.
 */

const BASE = "https://comprobador.invalid/"; // every address below it is a part of the page, and no request is sent
const PACKAGE = "/comprobador";
const FOLDER = "/sello";
/** @type {any} */
const scope = globalThis;
/** @type {any} */
let python;
/** @type {any} */
let checkInPage;

scope.addEventListener("message", async (/** @type {MessageEvent} */ { data }) => {
  try {
    scope.postMessage(data.parts ? await start(new Map(data.parts)) : check(data));
  } catch (error) {
    scope.postMessage({ failure: error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error) });
  }
});

/** Start Python. @param {Map<string, Uint8Array<ArrayBuffer>>} compressed */
async function start(compressed) {
  /** @type {Map<string, ArrayBuffer>} */
  const parts = new Map();
  for (const [name, bytes] of compressed) parts.set(name, await decompress(bytes));
  scope.fetch = async (/** @type {any} */ address) => {
    const part = parts.get(String(address).replace(BASE, ""));
    return part ? new Response(part, { headers: { "Content-Type": "application/wasm" } }) : Response.error();
  };
  const { loadPyodide } = await load(parts, "pyodide.mjs");
  const { default: createPyodideModule } = await load(parts, "pyodide.asm.mjs");
  const lockFileContents = JSON.parse(new TextDecoder().decode(parts.get("pyodide-lock.json")));
  python = await loadPyodide({ indexURL: BASE, createPyodideModule, lockFileContents });
  python.unpackArchive(parts.get("verifier.zip"), "zip", { extractDir: PACKAGE });
  python.runPython(`import sys; sys.path.insert(0, "${PACKAGE}")`);
  checkInPage = python.pyimport("atencion.verification.page").check_in_page;
  python.FS.mkdirTree(FOLDER);
  return { ready: true };
}

/** Check a file. @param {{ file: File, key: string, anchors: string }} request */
function check({ file, key, anchors }) {
  python.FS.mount(python.FS.filesystems.WORKERFS, { blobs: [{ name: "mes.tar", data: file }] }, FOLDER);
  let shown = -1;
  const showProgress = (/** @type {number} */ share) => {
    const percent = Math.floor(share * 100);
    if (percent !== shown) scope.postMessage({ share });
    shown = percent;
  };
  try {
    return { result: JSON.parse(checkInPage(`${FOLDER}/mes.tar`, key, anchors, showProgress)) };
  } finally {
    python.FS.unmount(FOLDER);
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function decompress(bytes) {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** Import a part that is a module. @param {Map<string, ArrayBuffer>} parts @param {string} name */
function load(parts, name) {
  const source = /** @type {ArrayBuffer} */ (parts.get(name));
  return import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
}

export {}; // a module, for tsc
