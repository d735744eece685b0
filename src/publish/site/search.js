// Search over the files below assets/search. They are scripts that call one of the functions of `pedigraph`, so that
// the page also works when it is opened as a file.
"use strict";
(() => {
  const form = document.getElementById("search");
  const here = document.currentScript.src.replace(/search\.js$/, "search/");
  const field = (name) => document.getElementById(name);
  const [found, results, more] = ["found", "results", "more"].map(field);
  const names = ["q", "type", "status", "body", "from", "to"];
  const STEP = 25;
  const words = new Map(), chunks = new Map(), loading = new Map();
  let meta = null, shards = null, hits = [], shown = 0, turn = 0;

  window.pedigraph = {
    meta: (m) => { meta = m; },
    shards: (list) => { shards = new Set(list); },
    words: (name, w) => words.set(name, w),
    names: (n, list) => chunks.set(n, list),
  };

  const load = (name) => {
    if (!loading.has(name)) {
      loading.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = here + name + ".js";
        script.onload = resolve;
        script.onerror = () => { loading.delete(name); reject(new Error(name)); };
        document.head.append(script);
      }));
    }
    return loading.get(name);
  };

  // As `split` in search.rs does it: letters and digits, in lower case.
  const split = (text) => text.toLowerCase().split(/\s+/)
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, "")).filter((word) => word !== "");
  const shard = (word) => /^[a-z0-9]{2}/.test(word) ? word.slice(0, 2) : "_";

  // The policies that a word leads to, with 2 for the word itself and 1 for a word that starts so; null for all.
  const lookUp = async (word) => {
    if ([...word].length < 2) return null;
    const name = shard(word);
    if (!shards.has(name)) return new Map();
    await load("t/" + name);
    const scores = new Map();
    for (const [known, list] of Object.entries(words.get(name))) {
      if (!known.startsWith(word)) continue;
      if (list === 0) return null;
      for (const n of list) scores.set(n, Math.max(scores.get(n) || 0, known === word ? 2 : 1));
    }
    return scores;
  };

  const fill = () => {
    const lists = [["type", meta.types], ["status", meta.statuses], ["body", meta.bodies]];
    for (const [name, list] of lists) {
      const used = new Set(meta[name]);
      const options = list.map((label, i) => [label, i]).filter(([, i]) => used.has(i));
      if (name !== "status") options.sort(([a], [b]) => a.localeCompare(b, "en"));
      for (const [label, i] of options) field(name).append(new Option(label, i));
    }
  };

  const search = async () => {
    const own = ++turn;
    const value = Object.fromEntries(names.map((name) => [name, field(name).value.trim()]));
    const asked = split(value.q);
    const filtered = names.slice(1).some((name) => value[name] !== "");
    if (asked.length === 0 && !filtered) {
      hits = [];
      results.replaceChildren();
      found.textContent = "";
      more.hidden = true;
      return;
    }
    let scores = null;
    for (const next of await Promise.all(asked.map(lookUp))) {
      if (next === null) continue;
      if (scores === null) { scores = next; continue; }
      const both = new Map();
      for (const [n, score] of scores) if (next.has(n)) both.set(n, score + next.get(n));
      scores = both;
    }
    if (own !== turn) return;
    const passes = (n) =>
      ["type", "status", "body"].every((name) => value[name] === "" || meta[name][n] === Number(value[name])) &&
      (value.from === "" || meta.year[n] >= Number(value.from)) &&
      (value.to === "" || (meta.year[n] !== 0 && meta.year[n] <= Number(value.to)));
    const all = scores === null ? [...Array(meta.count).keys()].map((n) => [n, 0]) : [...scores];
    hits = all.filter(([n]) => passes(n))
      .sort(([a, x], [b, y]) => y - x || meta.year[b] - meta.year[a] || a - b).map(([n]) => n);
    shown = 0;
    results.replaceChildren();
    found.textContent = hits.length === 1 ? "1 policy found" : hits.length.toLocaleString("en") + " policies found";
    await show(own);
  };

  const show = async (own) => {
    const next = hits.slice(shown, shown + STEP);
    await Promise.all([...new Set(next.map((n) => Math.floor(n / meta.chunk)))].map((n) => load("d/" + n)));
    if (own !== turn) return;
    for (const n of next) {
      const [path, name, title] = chunks.get(Math.floor(n / meta.chunk))[n % meta.chunk];
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = path + "/index.html";
      link.textContent = name;
      const part = (kind, text) => {
        const span = document.createElement("span");
        span.className = kind;
        span.textContent = text;
        item.append(" ", span);
      };
      item.append(link);
      if (title) part("of", title);
      part("date", (meta.year[n] || "no date") + " · " + meta.types[meta.type[n]] + " · " + meta.statuses[meta.status[n]]);
      results.append(item);
    }
    shown += next.length;
    more.hidden = shown >= hits.length;
  };

  const run = () => search().catch(() => { found.textContent = "The search index could not be read."; });
  let timer = 0;
  const later = () => { clearTimeout(timer); timer = setTimeout(run, 120); };

  Promise.all([load("meta"), load("shards")]).then(() => {
    fill();
    form.hidden = false;
    const asked = new URLSearchParams(location.search);
    for (const name of names) if (asked.has(name)) field(name).value = asked.get(name);
    form.addEventListener("input", later);
    form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
    more.addEventListener("click", () => {
      const first = shown;
      show(turn).then(() => results.children[first]?.querySelector("a").focus());
    });
    run();
  }).catch(() => {});
})();
