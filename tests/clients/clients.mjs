// Clients for JavaScript ask `pedigraph serve`, and their rows are compared with rdflib's.
//
//     node clients.mjs http://127.0.0.1:7878/ expected.json
//
// `expected.json` is written by tests/python/serve_clients.py --expect. Asked with Comunica (the endpoint as such and as it finds it by the service's
// description; data of a policy by its IRI), with the editor of YASGUI (YASQE, in jsdom), with sparql-http-client and with fetch-sparql-endpoint.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
import { QueryEngine } from "@comunica/query-sparql";
import { SparqlEndpointFetcher } from "fetch-sparql-endpoint";
import ParsingClient from "sparql-http-client/ParsingClient.js";

const [home, file] = process.argv.slice(2);
const endpoint = `${home}sparql`;
const expected = JSON.parse(readFileSync(file, "utf8"));
const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";
const right = new Map();
const wrong = [];

// A term as it is compared, from the JSON results of SPARQL and from RDF/JS.
const told = (kind, value, language, datatype) =>
  kind === "literal" ? JSON.stringify([kind, value, (language || "").toLowerCase(), language ? "" : datatype || XSD_STRING]) : JSON.stringify([kind, value]);
const ofJson = (term) => told(term.type === "typed-literal" ? "literal" : term.type, term.value, term["xml:lang"], term.datatype);
const ofRdfJs = (term) => told({ NamedNode: "uri", BlankNode: "bnode", Literal: "literal" }[term.termType], term.value, term.language, term.datatype?.value);
const row = (entries) => entries.map(([name, term]) => `${name}=${term}`).sort().join(" ");
const jsonRows = (rows) => rows.map((r) => row(Object.entries(r).map(([name, term]) => [name, ofJson(term)])));
const rdfJsRows = (rows) => rows.map((r) => row(Object.entries(r).filter(([, term]) => term).map(([name, term]) => [name, ofRdfJs(term)])));
const triples = (quads) => quads.map((q) => [q.subject, q.predicate, q.object].map(ofRdfJs).join(" "));

async function check(client, name, wanted, ask) {
  let found;
  try {
    found = await ask();
  } catch (error) {
    wrong.push(`${client}: ${name}: ${error.message}`);
    return;
  }
  const same = (rows) => JSON.stringify([...rows].sort());
  if (same(found) === same(wanted)) right.set(client, (right.get(client) ?? 0) + 1);
  else wrong.push(`${client}: ${name}: ${found.length} rows, wanted ${wanted.length}: ${found[0]} | ${wanted[0]}`);
}

// Rows, yes or no, and triples of each query, by functions of a client.
async function all(client, { select, ask, graph }) {
  for (const [name, { query, rows }] of Object.entries(expected.select)) await check(client, name, jsonRows(rows), () => select(query));
  for (const [name, { query, answer }] of Object.entries(expected.ask)) await check(client, name, [answer], async () => [await ask(query)]);
  for (const [name, { query, triples: wanted }] of Object.entries(expected.graphs)) {
    await check(client, name, wanted.map((t) => t.map(ofJson).join(" ")), () => graph(query));
  }
}

async function comunica() {
  const engine = new QueryEngine();
  for (const [name, source] of [["Comunica", { type: "sparql", value: endpoint }], ["Comunica by the description", { value: endpoint }]]) {
    const context = { sources: [source] };
    await all(name, {
      select: async (query) => {
        const found = await (await engine.queryBindings(query, context)).toArray();
        return rdfJsRows(found.map((b) => Object.fromEntries([...b].map(([variable, term]) => [variable.value, term]))));
      },
      ask: (query) => engine.queryBoolean(query, context),
      // Triples of CONSTRUCT come once a row.
      graph: async (query) => [...new Set(triples(await (await engine.queryQuads(query, context)).toArray()))],
    });
  }
  // A policy's own data, which the server leads to from its IRI.
  const { path, iri, triples: wanted } = expected.policy;
  await check("Comunica along an IRI", path, wanted.map((t) => t.map(ofJson).join(" ")), async () => {
    const found = await engine.queryQuads(`CONSTRUCT { <${iri}> ?p ?o } WHERE { <${iri}> ?p ?o }`, { sources: [home + path] });
    return [...new Set(triples(await found.toArray()))];
  });
}

async function yasqe() {
  const page = new JSDOM("<!doctype html><div id=editor></div>", { url: home, pretendToBeVisual: true });
  const { window } = page;
  for (const name of ["window", "document", "Node", "HTMLElement", "Element", "location", "localStorage", "MutationObserver", "getComputedStyle", "DOMParser"]) {
    Object.defineProperty(globalThis, name, { value: name === "window" ? window : window[name], configurable: true, writable: true });
  }
  Object.defineProperty(globalThis, "navigator", { value: window.navigator, configurable: true });
  // What an editor measures has no size here.
  const none = () => ({ left: 0, right: 0, top: 0, bottom: 0, width: 0, height: 0 });
  window.Range.prototype.getBoundingClientRect = none;
  window.Range.prototype.getClientRects = () => [];
  window.document.body.createTextRange = () => ({ getBoundingClientRect: none, getClientRects: () => [], moveToElementText() {}, collapse() {} });
  const { default: Yasqe } = await import("@zazuko/yasqe");
  for (const method of ["GET", "POST"]) {
    const editor = new Yasqe(window.document.getElementById("editor"), {
      requestConfig: { endpoint, method }, prefixCcApi: undefined, persistenceId: null, autocompleters: [],
    });
    const ask = async (query) => {
      editor.setValue(query);
      const reply = await editor.query();
      return { text: reply.content, mediaType: reply.headers.get("content-type") };
    };
    const parse = async (reply) => {
      const { Parser } = await import("n3");
      if (!/turtle|n-triples|n3/.test(reply.mediaType)) throw new Error(`${reply.mediaType} for a graph`);
      return new Parser().parse(reply.text);
    };
    await all(`YASQE ${method}`, {
      select: async (query) => jsonRows(JSON.parse((await ask(query)).text).results.bindings),
      ask: async (query) => JSON.parse((await ask(query)).text).boolean,
      graph: async (query) => [...new Set(triples(await parse(await ask(query))))],
    });
  }
}

async function others() {
  for (const operation of ["get", "postUrlencoded", "postDirect"]) {
    const client = new ParsingClient({ endpointUrl: endpoint });
    await all(`sparql-http-client ${operation}`, {
      select: async (query) => rdfJsRows(await client.query.select(query, { operation })),
      ask: (query) => client.query.ask(query, { operation }),
      graph: async (query) => [...new Set(triples([...(await client.query.construct(query, { operation }))]))],
    });
  }
  for (const method of ["GET", "POST"]) {
    const client = new SparqlEndpointFetcher({ method });
    await all(`fetch-sparql-endpoint ${method}`, {
      select: async (query) => rdfJsRows(await (await client.fetchBindings(endpoint, query)).toArray()),
      ask: (query) => client.fetchAsk(endpoint, query),
      graph: async (query) => [...new Set(triples(await (await client.fetchTriples(endpoint, query)).toArray()))],
    });
  }
}

await comunica();
await others();
await yasqe();
for (const [client, count] of right) console.log(`${client}: ${count} answers as rdflib's`);
for (const text of wrong) console.log(`  WRONG ${text}`);
process.exit(wrong.length ? 1 : 0);
