#!/usr/bin/env python3
"""The catalogue's queries for a day give the same rows in rdflib as in `pedigraph query`.

    as_of.py INPUT... --bin pedigraph
"""

import argparse
import csv
import io
import pathlib
import subprocess
import sys

import rdflib

QUERIES = pathlib.Path(__file__).parents[2] / "queries"
DAYS = ["1993-09-10", "1993-09-11", "2011-06-15", "2017-06-14", "2017-06-15", "2019-08-01", "2024-12-31"]


def rows(text):
    table = list(csv.reader(io.StringIO(text)))
    return table[0], sorted(table[1:])


def triples(text):
    """The triples of a graph that a query makes, as rows under one head."""
    graph = rdflib.Graph().parse(data=text, format="turtle")
    return ["subject", "predicate", "object"], sorted([term.n3() for term in triple] for triple in graph)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--bin", default="pedigraph")
    args = parser.parse_args()
    run = lambda *more: subprocess.run([args.bin, *more], check=True, capture_output=True, text=True).stdout
    graph = rdflib.Graph()
    graph.parse(data=run("convert", *args.inputs, "--format", "ntriples", "--with", "periods", "--quiet"), format="nt")
    wrong = 0
    for path in sorted(QUERIES.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        if "$asOf" not in text:
            continue
        for day in DAYS:
            asked = text.replace("$asOf", f'"{day}"^^<http://www.w3.org/2001/XMLSchema#date>').replace("$body", "?body_")
            answer = graph.query(asked)
            form, read = ("turtle", triples) if answer.type == "CONSTRUCT" else ("csv", rows)
            found = read(answer.serialize(format=form).decode())
            told = read(run("query", path.stem, *args.inputs, "-p", f"asOf={day}", "--format", form, "--quiet"))
            if found != told:
                wrong += 1
                mine, other = told[1], found[1]
                print(f"{path.stem} {day}: {len(mine)} rows here, {len(other)} in rdflib")
                for row in [r for r in mine if r not in other][:3] + [r for r in other if r not in mine][:3]:
                    print("   ", row)
    print(f"{wrong} answers differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
