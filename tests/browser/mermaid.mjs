// Parses Mermaid charts with Mermaid itself; fails on the first that it refuses.
import fs from "node:fs";
import { JSDOM } from "jsdom";

const page = new JSDOM("<body></body>");
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await import("mermaid");

for (const file of process.argv.slice(2)) {
  const { diagramType } = await mermaid.parse(fs.readFileSync(file, "utf8"));
  console.log(`${file}: ${diagramType}`);
}
