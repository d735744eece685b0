// Checks the site of a package in headless Chromium.
//
//   node check.js PACKAGE [--search WORDS --expect NAME] [--policy PATH] [--shots DIR] [--chromium FILE]
//
// The package is served below a path of its own, as on any static host, and the first page is also opened as a file.
// On each page: no error on the console, no request to another host, axe-core finds no serious fault, and nothing is wider
// than the screen of a phone. The search finds what it should; a policy's page shows status, picture and quotes; without
// JavaScript the lists lead to the policies. Exits 1 with the first page that fails.

import { createServer } from "node:http";
import { createReadStream, mkdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, normalize, resolve } from "node:path";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    search: { type: "string", default: "13571" },
    expect: { type: "string", default: "EO 13571" },
    policy: { type: "string", default: "us/executive-order/13571" },
    shots: { type: "string" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});
const root = resolve(positionals[0]);
const PREFIX = "/some/where/";
const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".ttl": "text/turtle", ".jsonld": "application/ld+json", ".xml": "application/xml", ".csv": "text/csv",
};
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
  let file = join(root, normalize(path.startsWith(PREFIX) ? path.slice(PREFIX.length) : "\0missing"));
  try {
    if (statSync(file).isDirectory()) file = join(file, "index.html");
    statSync(file);
  } catch {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${server.address().port}`;
const base = origin + PREFIX;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);
const is = (where, holds, what) => { if (!holds) fault(where, what); };

const browser = await chromium.launch({ executablePath: options.chromium, args: FLAGS });
const open = async (url, settings = {}) => {
  const context = await browser.newContext({ bypassCSP: false, ...settings });
  const page = await context.newPage();
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) fault(url, `console: ${m.text()}`); });
  page.on("pageerror", (e) => fault(url, `script: ${e.message}`));
  page.on("request", (r) => { if (!r.url().startsWith(new URL(url).protocol === "file:" ? "file:" : origin) && !r.url().startsWith("data:")) fault(url, `asks ${r.url()}`); });
  page.on("response", (r) => { if (r.status() >= 400) fault(url, `${r.status()} for ${r.url()}`); });
  await page.goto(url, { waitUntil: "load" });
  return page;
};
const audit = async (page, name) => {
  // Evaluated by the driver, so the page's own content policy stays in force.
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const v of result.violations) {
    const nodes = v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ");
    if (["serious", "critical"].includes(v.impact)) fault(name, `axe ${v.id} (${v.impact}): ${v.help}: ${nodes}`);
    else console.log(`  ${name}: axe ${v.id} (${v.impact}): ${nodes}`);
  }
};
const fits = async (page, name) => {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  is(name, wide <= screen, `is ${wide} wide on a screen of ${screen}`);
};
const shot = async (page, name, fullPage = false) => {
  if (!options.shots) return;
  mkdirSync(options.shots, { recursive: true });
  await page.screenshot({ path: join(options.shots, `${name}.png`), fullPage });
};

const PHONE = { viewport: { width: 390, height: 844 } };
const DESK = { viewport: { width: 1200, height: 900 } };
const search = async (page, name) => {
  await page.waitForSelector("#search:not([hidden])", { timeout: 10_000 }).catch(() => fault(name, "no search"));
  await page.fill("#q", options.search);
  await page.waitForSelector("#results li", { timeout: 10_000 }).catch(() => fault(name, "the search finds nothing"));
  const first = await page.textContent("#results li a").catch(() => "");
  is(name, first === options.expect, `the search finds ${first}, expected ${options.expect}`);
};

// The first page, with a search that leads to a policy.
for (const [kind, size] of [["phone", PHONE], ["desk", DESK]]) {
  const page = await open(base, size);
  await page.waitForSelector("#search:not([hidden])");
  await shot(page, `home-${kind}`);
  await search(page, `home (${kind})`);
  await audit(page, `home (${kind})`);
  await fits(page, `home (${kind})`);
  await shot(page, `search-${kind}`);
  await page.click("#results li a");
  await page.waitForLoadState();
  is(`home (${kind})`, (await page.textContent("h1")) === options.expect, "the found policy is not where its link leads");
  await page.context().close();
}
// Filters alone, and by keyboard alone.
{
  const page = await open(base, DESK);
  await page.waitForSelector("#search:not([hidden])");
  await page.selectOption("#type", { index: 1 });
  await page.waitForSelector("#results li");
  const count = Number.parseInt((await page.textContent("#found")).replace(/\D/g, ""), 10);
  is("filters", count > 0, "a type alone finds nothing");
  await page.selectOption("#type", "");
  await page.fill("#q", "qqqqzz");
  await page.waitForFunction(() => document.getElementById("found").textContent.startsWith("0 "));
  await page.goto(base);
  await page.keyboard.press("Tab");
  is("keyboard", (await page.evaluate(() => document.activeElement.textContent)) === "Skip to content", "no skip link first");
  await page.context().close();
}
// A policy.
for (const [kind, size] of [["phone", PHONE], ["desk", DESK]]) {
  const name = `${options.policy} (${kind})`;
  const page = await open(`${base}${options.policy}/`, size);
  is(name, await page.isVisible(".standing .status"), "shows no status");
  is(name, await page.isVisible("figure.lineage svg"), "shows no picture");
  is(name, (await page.locator("figure.lineage svg a").count()) > 0, "the picture has no links");
  const quotes = await page.locator(".statements .quote blockquote").allTextContents();
  is(name, quotes.length > 0 && quotes.every((q) => q.trim() !== ""), "shows no quotes");
  const data = JSON.parse(await page.textContent('script[type="application/ld+json"]'));
  is(name, data["@type"] === "Legislation" && data["@context"] === "https://schema.org", "has no JSON-LD of legislation");
  for (const kind of ["ttl", "jsonld"]) {
    is(name, (await page.request.get(`${base}${options.policy}.${kind}`)).ok(), `has no .${kind} beside it`);
  }
  await audit(page, name);
  await fits(page, name);
  await shot(page, `policy-${kind}`);
  await shot(page, `policy-${kind}-full`, true);
  await page.context().close();
}
// A page of each kind that the first page leads to.
{
  const page = await open(base, DESK);
  const links = await page.$$eval("main a, header a", (all) => all.map((a) => a.href));
  const kinds = new Map();
  for (const link of links.filter((l) => l.endsWith("/index.html") || l.endsWith(".html"))) {
    const path = link.slice(base.length);
    const kind = path.split("/").slice(0, path.startsWith("us/") ? 2 : 1).join("/");
    if (!kinds.has(kind)) kinds.set(kind, path);
  }
  await page.goto(`${base}queries/index.html`);
  const questions = await page.$$eval("main a", (all) => all.map((a) => a.href));
  questions.slice(0, 40).forEach((link, i) => kinds.set(`question ${i}`, link.slice(base.length)));
  await page.context().close();
  for (const path of kinds.values()) {
    for (const size of [PHONE, DESK]) {
      const page = await open(base + path, size);
      await audit(page, path);
      await fits(page, path);
      if (path.startsWith("browse/") || path.startsWith("ns/")) await shot(page, path.replace(/\W+/g, "-") + size.viewport.width);
      await page.context().close();
    }
  }
  console.log(`ok ${kinds.size + 2} pages at two widths`);
}
// Without JavaScript the lists lead to the policies.
{
  const page = await open(base, { ...DESK, javaScriptEnabled: false });
  is("no script", await page.isHidden("#search"), "shows a search that does nothing");
  await page.click("#browse ~ .columns li a");
  await page.waitForLoadState();
  const list = await page.locator("main li a").count();
  is("no script", list > 0, "the list of a type is empty");
  await page.context().close();
}
// As files, without a server.
{
  const page = await open(pathToFileURL(join(root, "index.html")).href, DESK);
  await search(page, "as a file");
  await page.click("#results li a");
  await page.waitForLoadState();
  is("as a file", (await page.textContent("h1")) === options.expect, "the found policy is not where its link leads");
  const family = await page.evaluate(() => getComputedStyle(document.body).maxWidth);
  is("as a file", family !== "none", "has no style");
  await page.context().close();
}
// In the dark.
{
  const page = await open(`${base}${options.policy}/`, { ...DESK, colorScheme: "dark" });
  await audit(page, "dark");
  await shot(page, "policy-dark");
  await page.context().close();
}
await browser.close();
server.close();
for (const line of faults) console.log(`FAILED ${line}`);
console.log(faults.length === 0 ? "ok site in Chromium" : `${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
