// Has jsonld.js read and frame the JSON-LD that Pedigraph writes, and N3.js the Turtle: node frames.mjs GRAPH.jsonld GRAPH.nq GRAPH.ttl
import { readFileSync } from "node:fs";
import jsonld from "jsonld";
import { Parser } from "n3";

const [graphFile, nquadsFile, turtleFile] = process.argv.slice(2);
const context = JSON.parse(readFileSync(new URL("../../ontology/context.jsonld", import.meta.url)))["@context"];
const documentLoader = (url) => { throw new Error(`the document asks for ${url}`); };
let faults = 0;
const check = (ok, what) => { console.log(`jsonld.js: ${what}: ${ok ? "yes" : "NO"}`); faults += ok ? 0 : 1; };
const key = (q) => [q.subject, q.predicate, q.object, q.graph].map((t) => `${t.termType} ${t.value} ${t.language ?? ""} ${t.datatype?.value ?? ""}`).join(" | ");
const read = (text, format) => new Set(new Parser({ format }).parse(text).map(key));
const same = (a, b) => a.size === b.size && [...a].every((q) => b.has(q));

const graph = JSON.parse(readFileSync(graphFile));
const nquads = readFileSync(nquadsFile, "utf8");
const theirs = read(await jsonld.toRDF(graph, { format: "application/n-quads", documentLoader }), "N-Quads");
const ours = read(nquads, "N-Quads");
check(same(theirs, ours), `reads the ${ours.size} quads of the N-Quads`);
const framed = await jsonld.frame(graph, { "@context": context, type: "Policy", "@embed": "@never" }, { documentLoader });
const wanted = nquads.split("\n").filter((l) => l.split(" ")[2] === "<https://w3id.org/pedigraph/ns#Policy>").length;
check(framed.graph.length === wanted, `a frame by type gives all ${wanted} policies`);
const order = framed.graph.find((p) => p.identifier === "EO 13571");
check(order?.policyType === "ExecutiveOrder" && order.title.en.startsWith("Streamlining"), "under the names of the context");
const { "@context": _, ...compacted } = await jsonld.compact(graph, context, { documentLoader });
check(!JSON.stringify(compacted).includes('"https://w3id.org/pedigraph/ns#'), "compacting leaves no term of the vocabulary whole");
const turtle = new Parser({ format: "Turtle" }).parse(readFileSync(turtleFile, "utf8"));
const union = new Set([...ours].map((q) => q.replace(/ \| [^|]*$/, "")));
check(same(new Set(turtle.map((q) => key(q).replace(/ \| [^|]*$/, ""))), union), "N3.js reads in the Turtle the union of the graphs");
process.exit(faults ? 1 : 0);
