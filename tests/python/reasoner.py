#!/usr/bin/env python3
"""Has reasoners judge the ontology: is it consistent with the vocabularies that it is used with, and is what it declares written?

    tests/python/reasoner.py GRAPH.nq [--skip-hermit]

GRAPH.nq is what `pedigraph ingest` or `convert` wrote. Three questions:

1. OWL 2 RL (owlrl) over the ontology, SKOS, PROV, ORG, DCAT, OWL-Time, ELI and the graph: no contradiction.
2. HermiT (through owlready2, needs Java) over the same: consistent, and no class that can have no member.
3. owlrl's closure of the ontology's own three files over the graph has nothing about the graph's subjects that the
   graph does not have itself, but for what LEFT_OUT names.

Prints one line an answer; exits 0 where all are yes, else 1. Needs: pip install rdflib owlrl owlready2
"""

import argparse
import collections
import pathlib
import subprocess
import sys
import tarfile
import tempfile

import owlrl
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = ["pedigraph.ttl", "policy-types.ttl", "alignment.ttl"]
PED = "https://w3id.org/pedigraph/ns#"
ELI = "http://data.europa.eu/eli/ontology#"
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
# What ELI 1.5 puts above the classes of ELI 1.2.
ELI_1_5 = """
@prefix eli: <http://data.europa.eu/eli/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
eli:Work a owl:Class . eli:Expression a owl:Class . eli:Manifestation a owl:Class .
eli:LegalResource rdfs:subClassOf eli:Work . eli:LegalExpression rdfs:subClassOf eli:Expression .
eli:Format rdfs:subClassOf eli:Manifestation .
"""
# What is declared and not written, and why.
LEFT_OUT = {
    "inverses": "each edge would stand twice, also of a symmetric relation; SPARQL reads it backwards with ^",
    PED + "Evidence": "the class above statements and mentions; each is written with its own class",
    "http://www.w3.org/ns/prov#Entity": "of statements and mentions, for the same reason; sources and graphs are written as entities",
    "http://www.w3.org/ns/prov#value": "the words of each quote would stand twice",
    "reasoning": "what every thing is (owl:Thing, owl:sameAs itself) and the classes of values and terms",
}


def read(*paths, graph=None):
    graph = rdflib.Graph() if graph is None else graph
    for path in paths:
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(path, format="nquads" if path.suffix == ".nq" else "turtle")
        for s, p, o, _ in dataset.quads():
            graph.add((s, p, o))
    return graph


def vocabularies():
    graph = rdflib.Graph()
    with tarfile.open(ROOT / "tests/fixtures/vocabularies/vocabularies.tar.xz") as archive:
        for member in archive.getmembers():
            if member.isfile():
                graph.parse(data=archive.extractfile(member).read(), format="turtle")
    graph.parse(data=ELI_1_5, format="turtle")
    return graph


def closure(graph):
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    return graph


def contradictions(graph):
    return sorted(str(o) for o in graph.objects(None, ERROR)) + sorted(
        f"{s} is owl:Nothing" for s in graph.subjects(RDF.type, OWL.Nothing))


def not_written(ontology, data):
    """What owlrl concludes about the subjects of the graph and the graph does not say, by name."""
    whole = rdflib.Graph()
    for triple in [*ontology, *data]:
        whole.add(triple)
    closure(whole)
    subjects = {s for s in data.subjects() if not str(s).startswith(PED)}
    inverses = {p for p, _ in ontology.subject_objects(OWL.inverseOf)} | {p for _, p in ontology.subject_objects(OWL.inverseOf)}
    symmetric = set(ontology.subjects(RDF.type, OWL.SymmetricProperty))
    above_symmetric = {up for p in symmetric for up in ontology.objects(p, RDFS.subPropertyOf)}
    written = set(data.predicates())
    found = collections.Counter()
    for s, p, o in whole:
        if s not in subjects or (s, p, o) in data:
            continue
        if p == OWL.sameAs or p in (RDFS.subClassOf, RDFS.subPropertyOf) or o in (OWL.Thing, RDFS.Resource):
            name = "reasoning"
        elif (p in inverses and p not in written) or ((o, p, s) in data and (p in symmetric or p in above_symmetric)):
            name = "inverses"
        else:
            name = str(o) if p == RDF.type else str(p)
        found[name] += 1
    return found


def for_hermit(graph):
    """The same without imports, and without the datatypes that OWL 2 lacks (dates, years), which HermiT refuses: such values are texts."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    lacking = {rdflib.URIRef(xsd + name) for name in
               ("date", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "duration", "dayTimeDuration", "yearMonthDuration")}
    plain = rdflib.Graph()
    for s, p, o in graph:
        if isinstance(o, rdflib.Literal) and o.datatype in lacking:
            o = rdflib.Literal(str(o))
        elif o in lacking:
            o = RDFS.Literal
        # An annotation property has no super-property in OWL 2 DL that object properties could share.
        if s not in lacking and p != OWL.imports and (p, o) != (RDFS.subPropertyOf, RDFS.seeAlso):
            plain.add((s, p, o))
    return plain


def hermit(graph):
    """The classes that HermiT finds to have no possible member; the ontology is inconsistent where it names owl:Thing."""
    import owlready2

    jars = pathlib.Path(owlready2.__file__).parent / "hermit"
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "all.rdf"
        for_hermit(graph).serialize(path, format="xml", encoding="utf-8")
        command = ["java", "-Xmx2000M", "-cp", f"{jars}:{jars / 'HermiT.jar'}", "org.semanticweb.HermiT.cli.CommandLine", "-U", path.as_uri()]
        run = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if run.returncode != 0:
        return [f"HermiT failed: {run.stderr.strip()[:600]}"]
    if "owl:Nothing" not in run.stdout:
        return [f"HermiT: expected its list below owl:Nothing, found {run.stdout.strip()[:200]!r}"]
    return [line.strip() for line in run.stdout.splitlines() if line.strip() and "owl:Nothing" not in line and ":" in line and not line.startswith("Classes")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=pathlib.Path)
    parser.add_argument("--skip-hermit", action="store_true")
    args = parser.parse_args()
    ontology = read(*(ROOT / "ontology" / name for name in FILES))
    data = read(args.graph)
    faults = 0

    def say(question, problems):
        nonlocal faults
        faults += bool(problems)
        print(f"reasoner: {question}: {'yes' if not problems else 'NO'}")
        for problem in problems:
            print(f"  {problem}")

    found = not_written(ontology, data)
    say("what the ontology declares is written", [f"{n} times not written: {name}" for name, n in sorted(found.items()) if name not in LEFT_OUT])
    for name, n in sorted(found.items()):
        if name in LEFT_OUT:
            print(f"  left out {n} times, {name}: {LEFT_OUT[name]}")
    idle = [name for name in LEFT_OUT if name not in found]
    say("each exception is one that occurs", idle)
    mappings = [f"{s} {p}" for s, p, _ in ontology if str(p).startswith("http://www.w3.org/2004/02/skos/core#") and str(p).endswith("Match")]
    say("no SKOS mapping between things that are no concepts", mappings)
    broken = rdflib.Graph()
    both = rdflib.URIRef("https://example.org/both")
    for triple in [*ontology, (both, RDF.type, rdflib.URIRef(PED + "Policy")), (both, RDF.type, rdflib.URIRef(PED + "Source"))]:
        broken.add(triple)
    if not args.skip_hermit:
        say("HermiT finds what is put in to contradict", [] if hermit(broken) else ["a policy that is a source was not found"])
    say("owlrl finds what is put in to contradict", [] if contradictions(closure(broken)) else ["a policy that is a source was not found"])
    whole = vocabularies()
    for triple in [*ontology, *data]:
        whole.add(triple)
    if not args.skip_hermit:
        say("HermiT: consistent, every class can have members", hermit(whole))
    say(f"OWL 2 RL: no contradiction in {len(whole)} triples", contradictions(closure(whole)))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
