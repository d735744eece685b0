#!/usr/bin/env python3
"""Validates RDF files against ontology/shapes.ttl with pyshacl.

The data graph is the union of all files and of all their named graphs. Prints the results and one
line with the counts. Exits 0 where there is no violation, 1 where there is one, 2 where an input
cannot be read. Warnings are counted and do not fail.

`--expect-violations N` turns it round, to show that the shapes do find what is wrong: it exits 0
where there are exactly N violations, else 1.

Needs: pip install pyshacl
"""

import argparse
import collections
import logging
import pathlib
import sys

import pyshacl
import rdflib
from rdflib.namespace import RDF, SH

ONTOLOGY = pathlib.Path(__file__).resolve().parents[2] / "ontology"
FORMATS = {
    ".ttl": "turtle", ".nt": "nt", ".nq": "nquads", ".trig": "trig",
    ".jsonld": "json-ld", ".rdf": "xml", ".xml": "xml",
}


def read(paths):
    """The union of the files, as one graph. Raises ValueError with the file's name."""
    union = rdflib.Graph()
    for path in paths:
        kind = FORMATS.get(pathlib.Path(path).suffix)
        if kind is None:
            raise ValueError(f"{path}: expected a name that ends in {', '.join(FORMATS)}")
        dataset = rdflib.Dataset(default_union=True)
        try:
            dataset.parse(path, format=kind)
        except Exception as error:  # each of rdflib's readers has errors of its own
            raise ValueError(f"{path}: {error}") from error
        for quad in dataset.quads((None, None, None, None)):
            union.add(quad[:3])
    return union


def results(report):
    """One (severity, node, path, value, message) per result, sorted."""
    rows = []
    for result in report.objects(None, SH.result):  # not those nested below sh:detail
        def value(name, of=result):
            return str(next(iter(report.objects(of, name)), ""))
        severity = value(SH.resultSeverity).rpartition("#")[2]
        path = next(iter(report.objects(result, SH.resultPath)), None)
        path = path.rpartition("#")[2].rpartition("/")[2] if isinstance(path, rdflib.URIRef) else ""
        rows.append((severity, value(SH.focusNode), path, value(SH.value), value(SH.resultMessage)))
    return sorted(rows)


def main(arguments):
    # rdflib logs a traceback for each literal such as "2011-02-30"^^xsd:date; the shapes report them.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="+", help="Turtle, N-Triples, N-Quads, TriG, JSON-LD or RDF/XML")
    parser.add_argument("--shapes", default=str(ONTOLOGY / "shapes.ttl"))
    parser.add_argument("--expect-violations", type=int, metavar="N")
    parser.add_argument("--show", type=int, default=50, metavar="N", help="results to print (50)")
    options = parser.parse_args(arguments)

    try:
        data = read(options.data)
        shapes = read([options.shapes])
    except (OSError, ValueError) as error:
        print(f"shacl: {error}", file=sys.stderr)
        return 2
    if not len(data):
        print("shacl: the input holds no triple", file=sys.stderr)
        return 2

    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, meta_shacl=True, advanced=False)
    rows = results(report)
    for severity, node, path, value, message in rows[: options.show]:
        print(f"{severity}: {node} {path} {value!r}: {message}")
    if len(rows) > options.show:
        print(f"... and {len(rows) - options.show} more")
    counts = collections.Counter(row[0] for row in rows)
    focus = len({s for s, p, o in data.triples((None, RDF.type, None))})
    print(
        f"shacl: {len(data)} triples, {focus} typed nodes, "
        f"{counts['Violation']} violations, {counts['Warning']} warnings"
    )
    if options.expect_violations is not None:
        if counts["Violation"] != options.expect_violations:
            print(f"shacl: expected {options.expect_violations} violations", file=sys.stderr)
            return 1
        return 0
    return 1 if counts["Violation"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
