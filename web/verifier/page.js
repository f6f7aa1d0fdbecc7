// @ts-check
/**
 * The page of the verifier: takes the file, the key and the heads, and shows the result of `worker.js`.
 *
 * It loads nothing from a network: every part is in the page, compressed. The checks are Python in the worker.
 */

/** @typedef {{ verdict: "sound" | "wrong" | "unusable", text: string }} Result */
/** @typedef {{ ready?: true, share?: number, result?: Result, failure?: string }} Report */

const VERDICTS = {
  sound: "✓ Todo lo que se comprobó concuerda",
  wrong: "✗ El archivo NO concuerda",
  unusable: "✗ No se pudo comprobar",
};
const PREPARING = "Preparando el comprobador…";
// A button and no form: in the portal the page is in a sandbox, which sends no forms.
const [file, key, anchors, check, progress, state, result, verdict, report, save, stop] = [
  "file",
  "key",
  "anchors",
  "check",
  "progress",
  "state",
  "result",
  "verdict",
  "report",
  "save",
  "stop",
].map((id) => /** @type {any} */ (document.getElementById(id)));

/** @type {Worker} */
let worker;
/** The file of the check that waits or runs. @type {File | null} */
let checked = null;
let isReady = false;

/** Return the bytes of a part of the page, which is base64. @param {Element} part */
function bytesOf(part) {
  return Uint8Array.from(atob((part.textContent ?? "").trim()), (letter) => letter.charCodeAt(0));
}

function startWorker() {
  isReady = false;
  state.textContent = PREPARING;
  const source = /** @type {Element} */ (document.getElementById("worker")).textContent ?? "";
  // A page from the disk has no origin that a blob of it could share with a module worker, as Chromium sees it.
  worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module" });
  worker.addEventListener("message", ({ data }) => receive(data));
  worker.addEventListener("error", () => receive({ failure: "el navegador no pudo iniciar el comprobador" }));
  const parts = [...document.querySelectorAll("[data-part]")];
  worker.postMessage({ parts: parts.map((part) => [part.getAttribute("data-part"), bytesOf(part)]) });
}

/** @param {Report} message */
function receive({ ready, share, result: outcome, failure }) {
  if (ready) {
    isReady = true;
    state.textContent = "";
    if (checked) send(checked);
  }
  if (share !== undefined) showProgress(share);
  if (outcome) show(outcome);
  if (failure) {
    const advice = "Use una versión reciente de Edge, Chrome o Firefox, o descargue de nuevo el comprobador";
    show({ verdict: "unusable", text: `El comprobador no funcionó: ${failure}. ${advice}.` });
    worker.terminate();
    if (isReady) startWorker();
    else check.disabled = true;
  }
}

/** @param {number} share */
function showProgress(share) {
  progress.value = Math.round(share * 100);
  const text = share < 1 ? `Comprobando… ${Math.floor(share * 10) * 10} %` : "Calculando las cifras…";
  if (state.textContent !== text) state.textContent = text;
}

/** @param {File} chosen */
function send(chosen) {
  showProgress(0);
  worker.postMessage({ file: chosen, key: key.value, anchors: anchors.value });
}

/** @param {Result} outcome */
function show(outcome) {
  const isChecked = checked !== null;
  end();
  result.dataset.verdict = outcome.verdict;
  verdict.textContent = VERDICTS[outcome.verdict];
  report.textContent = outcome.text;
  save.hidden = outcome.verdict === "unusable";
  result.hidden = false;
  if (isChecked) result.focus();
}

function end() {
  checked = null;
  check.disabled = false;
  stop.hidden = progress.hidden = true;
  state.textContent = "";
}

/** Put files where they belong: a tar is the sealed month, a text goes to a field. @param {File[]} files @param {any} field */
async function take(files, field) {
  for (const each of files) {
    if (each.name.toLowerCase().endsWith(".tar")) {
      const list = new DataTransfer();
      list.items.add(each);
      file.files = list.files;
    } else {
      field.value = `${field.value}${field.value && "\n"}${await each.text()}`;
    }
  }
}

check.addEventListener("click", () => {
  checked = file.files[0] ?? null;
  if (!checked) {
    show({ verdict: "unusable", text: "Elija primero el archivo del mes sellado." });
    file.focus();
    return;
  }
  result.hidden = true;
  check.disabled = true;
  stop.hidden = progress.hidden = false;
  if (isReady) send(checked);
});

stop.addEventListener("click", () => {
  worker.terminate();
  end();
  startWorker();
  check.focus();
});

save.addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${report.textContent}\n`], { type: "text/plain;charset=utf-8" }));
  link.download = `comprobacion-${file.files[0]?.name.replace(/\.tar$/i, "") ?? "mes"}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
});

for (const button of document.querySelectorAll("[data-fills]")) {
  button.addEventListener("click", () => {
    const chooser = document.createElement("input");
    chooser.type = "file";
    chooser.multiple = true;
    chooser.addEventListener("change", () =>
      take([...(chooser.files ?? [])], button.getAttribute("data-fills") === "key" ? key : anchors),
    );
    chooser.click();
  });
}

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("is-dropping");
});
document.addEventListener("dragleave", () => document.body.classList.remove("is-dropping"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("is-dropping");
  void take([...(event.dataTransfer?.files ?? [])], event.target === key ? key : anchors);
});

startWorker();

export {}; // a module, for tsc
