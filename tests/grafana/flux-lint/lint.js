// Type-checks Flux: reads a JSON object of name to source on standard input, and writes one of name to errors, each as
// "line:column message". The language server reads every folder as one package, so each source gets its own.
const { readFileSync } = require("node:fs");
const { Lsp } = require("@influxdata/flux-lsp-node");

const ERROR = 1; // the severity in the language server protocol

async function main() {
  const sources = JSON.parse(readFileSync(0, "utf8"));
  const lsp = new Lsp();
  const found = {};
  lsp.onMessage((text) => collect(JSON.parse(text), found));
  lsp.run();
  await call(lsp, "initialize", { capabilities: {} }, 1);
  await call(lsp, "initialized", {});
  for (const [name, text] of Object.entries(sources)) {
    const document = { uri: uri(name), languageId: "flux", version: 1, text };
    await call(lsp, "textDocument/didOpen", { textDocument: document });
  }
  await answered(found, Object.keys(sources).length);
  const errors = Object.keys(sources).map((name) => [name, found[uri(name)]]);
  process.stdout.write(JSON.stringify(Object.fromEntries(errors)), () => process.exit(0));
}

function uri(name) {
  return `file:///${name}/query.flux`;
}

function call(lsp, method, params, id) {
  return lsp.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
}

function collect(message, found) {
  if (message.method !== "textDocument/publishDiagnostics") return;
  const { uri, diagnostics } = message.params;
  // Opening a document clears the others' findings with an empty list: the first one is the answer.
  found[uri] ??= diagnostics
    .filter((item) => item.severity === ERROR)
    .map((item) => `${item.range.start.line + 1}:${item.range.start.character + 1} ${item.message}`);
}

async function answered(found, wanted) {
  while (Object.keys(found).length < wanted) await new Promise((resolve) => setTimeout(resolve, 10));
}

main();
