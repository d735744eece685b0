#!/usr/bin/env python3
"""Says whether `demo`, `ingest`, the manifest, the RDF and the site tell the same number of statements of the bundled corpus.

    tests/python/counts.py --bin target/release/pedigraph

Only what a person or a program is shown is read: the documents of the commands, the lines of N-Quads, the answer of a
query, the rows of the published table, the words of the first page.
"""

import argparse
import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

CORPUS = ["data/digitalgov-customer-service-policies.json", "data/executive-orders-1937-2024.csv.zst",
          "data/executive-orders-12891-14363-partial.csv.zst", "data/executive-order-numbers-2025.csv",
          "data/presidential-actions-2025-2026.tar.zst", "--sources", "data/sources.toml"]
STATEMENT = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/pedigraph/ns#Statement>"
COUNT = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a <https://w3id.org/pedigraph/ns#Statement> }"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--config", default="tests/fixtures/publish.toml")
    a = parser.parse_args()

    def run(*args):
        return subprocess.run([a.bin, *map(str, args)], check=True, capture_output=True, text=True).stdout

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        graph, site, query = folder / "graph", folder / "site", folder / "count.rq"
        query.write_text(COUNT)
        told = {"demo": json.loads(run("demo", "--graph", folder / "demo", "--format", "json"))["statements"]}
        told["ingest"] = json.loads(run("ingest", *CORPUS, "--graph", graph, "--format", "json", "--quiet"))["statements"]
        manifest = json.loads((graph / "manifest.json").read_text())
        told["manifest"] = sum(source["statements"] for source in manifest["sources"])
        told["convert"] = sum(STATEMENT in line for line in run("convert", *CORPUS, "--format", "nquads", "--quiet").splitlines())
        told["query"] = int(run("query", query, "--graph", graph, "--format", "csv").splitlines()[1])
        run("publish", "--graph", graph, "--config", a.config, "--output", site, "--quiet")
        with open(site / "data" / "statements.csv", newline="", encoding="utf-8") as table:
            told["table"] = sum(1 for _ in csv.DictReader(table))
        words = re.search(r"([\d,.\u202f\u00a0 ]+) statements? with their words", (site / "index.html").read_text(encoding="utf-8"))
        told["site"] = int(re.sub(r"\D", "", words.group(1))) if words else None
    print(", ".join(f"{face} {n}" for face, n in told.items()))
    sys.exit(len(set(told.values())) > 1)


if __name__ == "__main__":
    main()
