#!/usr/bin/env python3
"""Writes what pyshacl finds, for `tests/shacl.rs` to compare with the checks of `src/shacl`.

    tests/python/shacl_report.py            rewrites all files of results in tests/golden/shacl

A result is one line: severity, focus node, constraint component, path and value, in the syntax of
N-Triples and of SPARQL's paths; `-` where there is none, `_:` for a blank node. The lines of one
report are sorted and each stands once. Results below `sh:detail` are left out.

- `sample.txt`, `broken.txt`: the results of a file against `ontology/shapes.ttl`.
- `constructs.txt`: those of `constructs-data.ttl` against `constructs.ttl`.
- `mutations.txt`: those of the sample graph with one triple taken out, altered, or doubled with an
  altered one. Each case starts with its changes, `- triple` and `+ triple`.

Needs: pip install pyshacl
"""

import logging
import pathlib
import sys

import pyshacl
import rdflib
from rdflib.namespace import SH, XSD
from rdflib.plugins.serializers.nt import _quoteLiteral

import shacl

TESTS = pathlib.Path(__file__).resolve().parents[1]
GOLDEN = TESTS / "golden" / "shacl"
SHAPES = shacl.ONTOLOGY / "shapes.ttl"
ID = "https://w3id.org/pedigraph/id/"
# The subjects of the sample whose triples are mutated: one of each kind.
MUTATED = [
    "us/executive-order/13571", "us/omb-memorandum/m-11-24", "us/omb-memorandum/m-11-24/distribution/pdf",
    "us/omb-memorandum/m-11-24/expression/en", "us/person/barack-obama/office/2009-01-20",
    "us/person/barack-obama/office/2009-01-20/term", "us/omb-memorandum/m-17-26", "us/body/president", "us/person/barack-obama", "source/3b1a5c0f9d2e4a67",
    "source/3b1a5c0f9d2e4a67/checksum",
    "mention/0f6c2b7a91d34e85", "statement/9f2c417de80ab356",
]


def term(node):
    """A term in N-Triples; all blank nodes alike."""
    if node is None:
        return "-"
    if isinstance(node, rdflib.BNode):
        return "_:"
    if isinstance(node, rdflib.Literal):
        return _quoteLiteral(node)
    return f"<{node}>"


def path(graph, node):
    """A path as SPARQL writes it."""
    if node is None or isinstance(node, rdflib.URIRef):
        return term(node)
    inverse = graph.value(node, SH.inversePath)
    if inverse is not None:
        return "^" + path(graph, inverse)
    choice = graph.items(graph.value(node, SH.alternativePath))
    return "(" + "|".join(path(graph, p) for p in choice) + ")"


def read(path):
    """A file with its literals as they are written; pyshacl turns that off after each use."""
    rdflib.NORMALIZE_LITERALS = False
    return shacl.read([path])


def report(data, shapes):
    """The lines of one report."""
    _, graph, _ = pyshacl.validate(data, shacl_graph=shapes, meta_shacl=False, advanced=False)
    lines = set()
    for result in graph.objects(None, SH.result):
        component = graph.value(result, SH.sourceConstraintComponent).removeprefix(str(SH))
        lines.add(" ".join([
            graph.value(result, SH.resultSeverity).removeprefix(str(SH)),
            term(graph.value(result, SH.focusNode)),
            component,
            path(graph, graph.value(result, SH.resultPath)),
            term(graph.value(result, SH.value)),
        ]))
    return sorted(lines)


def altered(node):
    """Another term in the place of a term: of another datatype, or an IRI that nothing is said of."""
    if isinstance(node, rdflib.URIRef):
        return rdflib.URIRef("https://example.org/altered")
    if node.datatype in (None, XSD.string):
        return rdflib.Literal("")
    return rdflib.Literal(str(node))


def mutations(data):
    """Triples to take out and triples to put in, one pair of lists a case."""
    for triple in sorted(data, key=lambda t: [term(x) for x in t]):
        if str(triple[0]).removeprefix(ID) in MUTATED:
            other = (triple[0], triple[1], altered(triple[2]))
            yield [triple], []
            yield [triple], [other]
            yield [], [other]


def mutated(data, shapes):
    """All cases as lines."""
    for out, into in mutations(data):
        for sign, triples in (("-", out), ("+", into)):
            yield from (f"{sign} {' '.join(term(x) for x in t)} ." for t in triples)
        for triple in out:
            data.remove(triple)
        for triple in into:
            data.add(triple)
        yield from report(data, shapes)
        for triple in into:
            data.remove(triple)
        for triple in out:
            data.add(triple)
        yield ""


def write(name, lines):
    (GOLDEN / name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    print(f"shacl_report: wrote {name}", file=sys.stderr)


def main():
    # rdflib logs a traceback for each literal such as "2011-02-30"^^xsd:date; the shapes report them.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    shapes = read(SHAPES)
    sample = read(TESTS / "fixtures" / "sample.trig")
    write("sample.txt", report(sample, shapes))
    write("broken.txt", report(read(TESTS / "python" / "broken.ttl"), shapes))
    constructs = read(GOLDEN / "constructs.ttl")
    write("constructs.txt", report(read(GOLDEN / "constructs-data.ttl"), constructs))
    write("mutations.txt", mutated(sample, shapes))


if __name__ == "__main__":
    main()
