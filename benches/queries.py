#!/usr/bin/env python3
"""Asks Pedigraph and other engines the same queries of the same graph, each answer by a process of its own.

    cargo run --release -- demo
    python3 -m venv target/peers && target/peers/bin/pip install oxigraph
    target/peers/bin/python benches/queries.py --graph target/demo-graph --work /tmp/peers [--only REGEX]

The queries are those of the catalogue that any engine can answer, with the examples of their headers, and those of
`benches/asked`. Each engine first keeps the graph in its own way (Pedigraph its snapshot, Oxigraph its RocksDB
store), which is timed apart; then each query is a process: the best of three of CPU seconds (user and system), and peak memory.
The graph is the union as a set, in N-Triples, so that all see the same. The number of rows must be the same everywhere.
Oxigraph is also asked as a server that runs. An engine that is not there is left out, and one that fails is told.
"""
import argparse
import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT = 30


def run(command, timeout=TIMEOUT):
    """Runs a command: its output, CPU seconds and peak memory in MB, of it and its children."""
    with open(os.devnull) as null:
        child = subprocess.Popen(
            ["/usr/bin/time", "-f", "%U %S %M", *map(str, command)],
            stdin=null, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        out, err = child.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        subprocess.run(["pkill", "-KILL", "-P", str(child.pid)], check=False)
        child.kill()
        child.communicate()
        return None, f"more than {timeout} s", None
    user, system, peak = err.decode().strip().split("\n")[-1].split()
    if child.returncode != 0:
        return None, err.decode().strip().split("\n")[0][:90], None
    return out.decode(), float(user) + float(system), int(peak) / 1000


def best(command):
    """The best of three runs; of one where it is long."""
    found = run(command)
    for _ in range(2):
        if found[0] is None or found[1] > 5:
            return found
        again = run(command)
        if again[0] is not None and again[1] < found[1]:
            found = again
    return found


def rows(text, of):
    """How many rows an answer in CSV or JSON has."""
    if of == "json":
        return len(json.loads(text)["results"]["bindings"])
    return max(0, sum(1 for row in csv.reader(io.StringIO(text))) - 1)


def own_queries(pedigraph, graph):
    """The queries, by name, with their text for others and the arguments for Pedigraph."""
    found = []
    for path in sorted((HERE / "asked").glob("*.rq")):
        found.append((path.stem, path.read_text(), ["query", path, "--graph", graph]))
    listed = json.loads(run([pedigraph, "queries", "--format", "json"])[0])
    for query in listed["queries"]:
        text = (HERE.parent / "queries" / f"{query['name']}.rq").read_text()
        body = "\n".join(line for line in text.split("\n") if not line.startswith("#"))
        # Pedigraph alone binds parameters and knows its functions.
        needed = any(p["required"] or p["default"] is not None for p in query["params"])
        if needed or re.search(r"\bpedf:\w", body) or not re.search(r"\bSELECT\b", body):
            continue
        found.append((query["name"], body, ["query", query["name"], "--graph", graph]))
    return found


class Server:
    """Oxigraph's server on a store that it filled."""

    def __init__(self, program, store):
        self.command = [program, "serve-read-only", "--location", store, "--bind", "127.0.0.1:7899"]
        self.begin()

    def begin(self):
        self.child = subprocess.Popen(self.command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                urllib.request.urlopen("http://127.0.0.1:7899/", timeout=1)
                return
            except OSError:
                time.sleep(0.1)

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, text):
        before = self.cpu()
        request = urllib.request.Request("http://127.0.0.1:7899/query", text.encode(), {
            "Content-Type": "application/sparql-query", "Accept": "text/csv"})
        try:
            answer = urllib.request.urlopen(request, timeout=TIMEOUT).read().decode()
        except TimeoutError:
            # It goes on with a query that nobody waits for.
            self.end()
            self.begin()
            return None, f"more than {TIMEOUT} s", None
        except OSError as error:
            return None, str(error)[:60], None
        return answer, self.cpu() - before, None

    def best(self, text):
        found = self.ask(text)
        for _ in range(2):
            if found[0] is None or found[1] > 5:
                return found
            again = self.ask(text)
            if again[0] is not None and again[1] < found[1]:
                found = again
        return found

    def end(self):
        self.child.kill()
        self.child.wait()


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--graph", required=True)
    options.add_argument("--work", required=True)
    options.add_argument("--only", default="")
    options.add_argument("--pedigraph", default=HERE.parent / "target/release/pedigraph")
    options.add_argument("--oxigraph", default=pathlib.Path(sys.executable).parent / "oxigraph")
    options = options.parse_args()
    work = pathlib.Path(options.work)
    work.mkdir(parents=True, exist_ok=True)

    triples = work / "union.nt"
    if not triples.exists():
        lines = set()
        for file in sorted(pathlib.Path(options.graph).glob("graphs/*.nq.zst")):
            quads = subprocess.run(["zstd", "-dcq", file], stdout=subprocess.PIPE, check=True).stdout.decode()
            # The last term of a quad is its graph, an IRI.
            lines.update(quad.rsplit(" ", 2)[0] + " ." for quad in quads.split("\n") if quad)
        triples.write_text("".join(line + "\n" for line in sorted(lines)))
    print(f"union: {sum(1 for _ in triples.open())} triples\n")
    print("| keeping the graph | CPU | MB |\n|---|---:|---:|")
    snapshot = pathlib.Path(options.graph) / "snapshot.cache"
    snapshot.unlink(missing_ok=True)
    made = run([options.pedigraph, "query", "ASK {}", "--graph", options.graph], 600)
    print(f"| Pedigraph, `snapshot.cache`, {snapshot.stat().st_size / 1e6:.0f} MB | {made[1]:.1f} s | {made[2]:.0f} |")
    engines = {}
    oxigraph = options.oxigraph if pathlib.Path(options.oxigraph).exists() else shutil.which("oxigraph")
    if oxigraph:
        store = work / "oxigraph"
        shutil.rmtree(store, ignore_errors=True)
        made = run([oxigraph, "load", "--location", store, "--file", triples], 600)
        print(f"| Oxigraph, RocksDB | {made[1]} s | {made[2] and round(made[2])} |")
        engines["Oxigraph CLI"] = lambda file, text: best([oxigraph, "query", "--location", store, "--query-file", file, "--results-format", "csv"])
        # A store that is open is not opened twice.
        shutil.rmtree(work / "server", ignore_errors=True)
        shutil.copytree(store, work / "server")
        server = Server(oxigraph, work / "server")
        engines["Oxigraph server"] = lambda file, text: server.best(text)
    print("\n| query | rows | Pedigraph |", " | ".join(engines), "|\n|---|---:|---:|" + "---:|" * len(engines))
    for name, text, arguments in own_queries(options.pedigraph, options.graph):
        if not re.search(options.only, name):
            continue
        out, cpu, peak = best([options.pedigraph, *arguments, "--format", "csv"])
        if out is None:
            print(f"| {name} | | {cpu} |")
            continue
        count = rows(out, "csv")
        cells = [f"{cpu:.2f} s, {peak:.0f} MB"]
        file = work / "query.rq"
        file.write_text(text)
        for engine, ask in engines.items():
            answer, time_of, memory = ask(file, text)
            if answer is None:
                cells.append(str(time_of))
                continue
            other = "" if rows(answer, "csv") == count else f", {rows(answer, 'csv')} rows"
            cells.append(f"{time_of:.2f} s" + (f", {memory:.0f} MB" if memory else "") + other)
        print(f"| `{name}` | {count} |", " | ".join(cells), "|", flush=True)
    if oxigraph:
        server.end()


if __name__ == "__main__":
    main()
