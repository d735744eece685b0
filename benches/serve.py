#!/usr/bin/env python3
"""Requests a second and their times of `pedigraph serve`, beside Oxigraph's own server over the same quads in the same run.

    benches/serve.py target/release/pedigraph [--seconds 10] [--clients 8] [DOCUMENT...]

Ingests the documents (the page and the executive orders since 1937 where none are named), loads their N-Quads into Oxigraph, and asks both servers
each question by turns with wrk, three times; of each the middle run counts. Where Oxigraph has no such address it is asked the SPARQL that answers the
same. The ratio is Pedigraph's requests a second by Oxigraph's.

Needs: pip install oxigraph zstandard, and Debian's wrk.
"""

import argparse
import contextlib
import json
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).parents[1]
DOCUMENTS = ["data/digitalgov-customer-service-policies.json", "data/executive-orders-1937-2024.csv.zst"]
BASE = "https://w3id.org/pedigraph/id/"
ORDER = BASE + "us/executive-order/13571"
NAMES = "PREFIX ped: <https://w3id.org/pedigraph/ns#> PREFIX dct: <http://purl.org/dc/terms/> "
ROWS = "application/sparql-results+json"
UNITS = {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}


def query_of(text):
    return "query?" + urllib.parse.urlencode({"query": text})


def sparql(query):
    return query_of(NAMES + query)


def relatives(policy):
    """The question of the catalogue that any store answers, about one policy: its lineage with numbers, titles and days."""
    return (ROOT / "queries/relatives.rq").read_text().replace("$policy", f"<{policy}>")


def widest(binary, graph):
    """The policy with the most relatives: its IRI, and how many descend from it."""
    query = "SELECT ?p (COUNT(DISTINCT ?x) AS ?n) { ?x ped:descendsFrom+ ?p } GROUP BY ?p ORDER BY DESC(?n) ?p LIMIT 1"
    command = [binary, "query", query, "--graph", graph, "--format", "json", "--timeout", "600", "--quiet"]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["results"]["bindings"][0]
    return told["p"]["value"], int(told["n"]["value"])


def cases(wide):
    """What is asked: a name, the path at Pedigraph, the path at Oxigraph, what is accepted of each. `wide` has many relatives."""
    walk = f"SELECT DISTINCT ?x {{ {{ <{ORDER}> ped:descendsFrom+ ?x }} UNION {{ ?x ped:descendsFrom+ <{ORDER}> }} }}"
    yield "data of a policy", "us/executive-order/13571.ttl", sparql(f"DESCRIBE <{ORDER}>"), "text/turtle"
    yield "status of a policy", "api/v1/policies/us/executive-order/13571/status", None, "application/json"
    wide_walk = walk.replace(ORDER, wide)
    wide_path = f"api/v1/policies/{wide.removeprefix(BASE)}/lineage"
    yield "lineage of the widest policy", wide_path, query_of(relatives(wide)), ROWS + ", application/json"
    yield "SPARQL: a walk from the widest policy", sparql(wide_walk).replace("query?", "sparql?", 1), sparql(wide_walk), ROWS
    yield "lineage of a policy", "api/v1/policies/us/executive-order/13571/lineage", query_of(relatives(ORDER)), ROWS + ", application/json"
    yield ("question of the catalogue", "api/v1/queries/relatives?policy=EO%2013571", query_of(relatives(ORDER)), ROWS)
    for name, query in {
        "SPARQL: a lookup": f"SELECT ?p ?o {{ <{ORDER}> ?p ?o }}",
        "SPARQL: by a number": 'SELECT ?p ?t { ?p dct:identifier "EO 13571" ; dct:title ?t }',
        "SPARQL: a join": "SELECT ?a ?b ?t { ?a ped:rescinds ?b . ?b dct:title ?t . ?a dct:issued ?d } LIMIT 100",
        "SPARQL: a join of three": "SELECT ?a ?b ?c { ?a ped:amends ?b . ?b ped:amends ?c . ?c dct:issued ?d } LIMIT 100",
        "SPARQL: a walk": walk,
    }.items():
        yield name, sparql(query).replace("query?", "sparql?", 1), sparql(query), ROWS


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextlib.contextmanager
def server(command, probe):
    """Runs a server until it is no longer needed; `probe` is an address that answers once it is ready."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(probe, timeout=60).read()
                break
            time.sleep(0.2)
        else:
            sys.exit(f"{command[0]} does not answer at {probe}")
        yield process
    finally:
        process.terminate()
        process.wait()


def memory(process):
    """The most memory that a process has had, in MB."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) // 1000


def wrk(address, accept, seconds, clients):
    """Requests a second, and the time within which 99 of 100 are answered, in milliseconds."""
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept": accept}), timeout=60) as reply:
        assert reply.status == 200 and reply.read(), address
    command = ["wrk", "-t2", f"-c{clients}", f"-d{seconds}s", "--latency", "-H", f"Accept: {accept}", address]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(f"{address}: not all were answered\n{told}")
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", told).groups()
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1)), float(number) * UNITS[unit]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bin")
    parser.add_argument("documents", nargs="*", default=DOCUMENTS)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=8)
    args = parser.parse_args()
    oxigraph = shutil.which("oxigraph", path=str(pathlib.Path(sys.executable).parent)) or shutil.which("oxigraph")
    if not oxigraph or not shutil.which("wrk"):
        sys.exit("expected oxigraph (pip install oxigraph) and wrk (apt-get install wrk)")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        subprocess.run([args.bin, "ingest", *args.documents, "--graph", work / "graph", "--quiet"], cwd=ROOT, check=True)
        with (work / "graph.nq").open("wb") as quads:
            subprocess.run([sys.executable, ROOT / "tests/python/unpack.py", work / "graph"], stdout=quads, check=True)
        load = [oxigraph, "load", "--location", work / "store", "--file", work / "graph.nq"]
        subprocess.run(load, check=True, capture_output=True)
        ours, theirs = (f"127.0.0.1:{free_port()}" for _ in range(2))
        serve = [args.bin, "serve", "--graph", work / "graph", "--listen", ours, "--rate", "0", "--quiet"]
        other = [oxigraph, "serve-read-only", "--location", work / "store", "--bind", theirs, "--union-default-graph"]
        with server(serve, f"http://{ours}/healthz") as one, server(other, f"http://{theirs}/{sparql('ASK {}')}") as two:
            at_rest = memory(one)
            measure(ours, theirs, widest(args.bin, work / "graph"), args)
            print(f"\nMost memory of Pedigraph {memory(one)} MB ({at_rest} MB before the first request), of Oxigraph {memory(two)} MB.")


def measure(ours, theirs, wide, args):
    print(f"The widest policy is <{wide[0]}>: {wide[1]} policies descend from it.\n")
    print("| asked | requests a second | p99, ms | Oxigraph: requests a second | p99, ms | ratio |")
    print("|---|---|---|---|---|---|")
    for name, own, other, accept in cases(wide[0]):
        runs = {ours: [], theirs: []}
        for _ in range(3):
            runs[ours].append(wrk(f"http://{ours}/{own}", accept, args.seconds, args.clients))
            if other:
                runs[theirs].append(wrk(f"http://{theirs}/{other}", accept, args.seconds, args.clients))
        rate, p99 = (statistics.median(run[i] for run in runs[ours]) for i in (0, 1))
        row = f"| {name} | {rate:,.0f} | {p99:.2f} |"
        if other:
            rate_other, p99_other = (statistics.median(run[i] for run in runs[theirs]) for i in (0, 1))
            row += f" {rate_other:,.0f} | {p99_other:.2f} | {rate / rate_other:.2f} |"
        else:
            row += " – | – | – |"
        print(row, flush=True)


main()
