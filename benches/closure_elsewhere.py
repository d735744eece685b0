#!/usr/bin/env python3
"""Measures the closure `?x ped:descendsFrom+ <policy>` in rdflib and Comunica, on a graph that lineage_bench wrote.

    cargo run --release --example lineage_bench -- 100000 300000 bare edges.nt
    python3 -m venv target/venv && target/venv/bin/pip install rdflib
    npm install --prefix target/comunica @comunica/query-sparql-file@4
    target/venv/bin/python benches/closure_elsewhere.py edges.nt --comunica target/comunica

Prints one row an engine: seconds of CPU (user and system) to load the edges and to answer, and how many policies were
found. The policy is the first of the graph, from which everything descends. An engine that is not installed is left out,
and one that gives up is named with its error.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import threading
import time

DESCENDS = "https://w3id.org/pedigraph/ns#descendsFrom"


# The first policy of the generated graph.
ROOT = "https://w3id.org/pedigraph/id/us/executive-order/0"


def rdflib_row(path, root):
    import rdflib

    graph = rdflib.Graph()
    start = time.process_time()
    graph.parse(path, format="nt")
    loaded = time.process_time()
    query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x <{DESCENDS}>+ <{root}> }}"
    found = int(next(iter(graph.query(query)))[0])
    answered = time.process_time()
    return f"rdflib {rdflib.__version__}", loaded - start, answered - loaded, found


COMUNICA = """
import { QueryEngine } from '@comunica/query-sparql-file';
import { Store, Parser } from 'n3';
import fs from 'fs';
const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };
const [path, root] = process.argv.slice(2);
const engine = new QueryEngine();
const start = cpu();
const store = new Store(new Parser().parse(fs.readFileSync(path, 'utf8')));
const loaded = cpu();
const query = `SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x <%s>+ <${root}> }`;
const rows = await (await engine.queryBindings(query, { sources: [store] })).toArray();
const answered = cpu();
console.log(JSON.stringify({ load: loaded - start, answer: answered - loaded, found: Number(rows[0].get('n').value) }));
""" % DESCENDS


def comunica_row(folder, path, root, limit):
    script = os.path.join(folder, "closure.mjs")
    with open(script, "w") as file:
        file.write(COMUNICA)
    package = os.path.join(folder, "node_modules/@comunica/query-sparql-file/package.json")
    version = json.load(open(package))["version"]
    run = subprocess.run(
        ["node", "--max-old-space-size=6000", "--stack-size=60000", script, os.path.abspath(path), root],
        capture_output=True, text=True, timeout=limit, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_STACK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))
    if run.returncode != 0:
        raise RuntimeError(run.stderr.strip().splitlines()[-1] if run.stderr.strip() else f"exit {run.returncode}")
    row = json.loads(run.stdout)
    return f"Comunica {version}", row["load"], row["answer"], row["found"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edges", help="N-Triples of ped:descendsFrom")
    parser.add_argument("--comunica", help="a folder where npm installed @comunica/query-sparql-file")
    parser.add_argument("--limit", type=float, default=600, help="seconds after which Comunica is given up")
    args = parser.parse_args()
    rows = [lambda: rdflib_row(args.edges, ROOT)]
    if args.comunica:
        rows.append(lambda: comunica_row(args.comunica, args.edges, ROOT, args.limit))
    print("| engine | load, s of CPU | closure, s of CPU | found |\n|---|---:|---:|---:|")
    for row in rows:
        try:
            name, load, answer, found = row()
            print(f"| {name} | {load:.2f} | {answer:.2f} | {found} |", flush=True)
        except Exception as error:  # an engine that cannot is a result
            print(f"| {type(error).__name__}: {str(error)[:120]} | | | |", flush=True)


# rdflib walks a path by recursion, a level a step.
sys.setrecursionlimit(10_000_000)
threading.stack_size(1 << 29)
worker = threading.Thread(target=main)
worker.start()
worker.join()
