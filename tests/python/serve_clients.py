#!/usr/bin/env python3
"""Python's clients ask `pedigraph serve`: SPARQLWrapper and rdflib at /sparql, rdflib along the IRIs, a crawler along the links of the pages.

    serve_clients.py http://127.0.0.1:7878/ graph.nq [--expect FILE]

`graph.nq` is the N-Quads of the graph directory that is served. What SPARQL answers is compared with rdflib's own evaluation of the same
query over these quads; what an IRI leads to, with what they say of it.

`--expect` writes rdflib's answers for tests/clients/clients.mjs, and asks nothing.

Needs: pip install rdflib SPARQLWrapper
"""

import argparse
import collections
import csv
import html.parser
import io
import itertools
import json
import pathlib
import re
import urllib.error
import urllib.parse
import urllib.request

import SPARQLWrapper
from rdflib import RDF, Dataset, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

BASE = "https://w3id.org/pedigraph/id/"
VOCABULARY = "https://w3id.org/pedigraph/ns"
NAMES = """PREFIX ped: <https://w3id.org/pedigraph/ns#> PREFIX dct: <http://purl.org/dc/terms/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX org: <http://www.w3.org/ns/org#>
"""
SELECT = {
    "titles": "SELECT ?p ?title { ?p a ped:Policy ; dct:title ?title }",
    "rescinded": "SELECT ?a ?b { ?a ped:rescinds ?b }",
    "optional": "SELECT ?p ?d { ?p a ped:Policy OPTIONAL { ?p dct:issued ?d } }",
    "counts": "SELECT ?type (COUNT(?s) AS ?n) { ?s a ?type } GROUP BY ?type",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "path": "SELECT ?a ?b { ?a ped:buildsOn+ ?b }",
    "ordered": "SELECT ?p ?d { ?p a ped:Policy ; dct:issued ?d } ORDER BY STR(?d) ?p LIMIT 20 OFFSET 3",
    "characters": 'SELECT ("a\\"b\\t\\n<&>,ä😀" AS ?x) ("tag"@en AS ?y) (?none AS ?z) { }',
    "nothing": "SELECT ?s { ?s a ped:NoSuchClass }",
    "filter": 'SELECT ?p { ?p dct:title ?t FILTER(CONTAINS(LCASE(STR(?t)), "customer")) }',
}
ASK = {"yes": "ASK { ?a ped:rescinds ?b }", "no": "ASK { ?s a ped:NoSuchClass }"}
GRAPHS = {
    "construct": "CONSTRUCT { ?b ped:isRescindedBy ?a . ?b dct:title ?t } { ?a ped:rescinds ?b OPTIONAL { ?b dct:title ?t } }",
    "construct where": "CONSTRUCT WHERE { ?p dct:issued ?d ; a ped:Policy }",
    "construct nothing": "CONSTRUCT { ?s ?p ?o } { ?s a ped:NoSuchClass ; ?p ?o }",
    "describe": "DESCRIBE ?p { ?p a ped:Policy }",
    "describe one": f"DESCRIBE <{BASE}us/executive-order/13571>",
}
ROW_FORMS = {"json": SPARQLWrapper.JSON, "xml": SPARQLWrapper.XML, "csv": SPARQLWrapper.CSV, "tsv": SPARQLWrapper.TSV}
# By their media types, as SPARQLWrapper's own lists of them hold others beside.
GRAPH_FORMS = {"turtle": "text/turtle", "nt": "application/n-triples", "xml": "application/rdf+xml", "json-ld": "application/ld+json"}
WAYS = {
    "GET": (SPARQLWrapper.GET, SPARQLWrapper.URLENCODED),
    "form": (SPARQLWrapper.POST, SPARQLWrapper.URLENCODED),
    "direct": (SPARQLWrapper.POST, SPARQLWrapper.POSTDIRECTLY),
}


class Checks:
    """Counts what is as it should be, and keeps what is not."""

    def __init__(self):
        self.right, self.wrong = collections.Counter(), []

    def that(self, holds, part, what):
        if holds:
            self.right[part] += 1
        else:
            self.wrong.append(f"{part}: {what}")


class Server:
    """Requests without a library; redirects are not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    def __init__(self, home):
        self.home = home
        self.opener = urllib.request.build_opener(self.Stay)

    def get(self, address, **heads):
        """Status, heads and body."""
        heads = {name.replace("_", "-"): value for name, value in heads.items()}
        try:
            with self.opener.open(urllib.request.Request(address, headers=heads), timeout=60) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def at(self, iri):
        """Where an IRI of the graph is served."""
        if iri.startswith(BASE):
            return self.home + iri.removeprefix(BASE)
        return self.home + iri.removeprefix("https://w3id.org/pedigraph/")


def rows(result):
    """A result of rdflib as a bag of rows, by the names of its columns."""
    names = sorted(str(name) for name in result.vars)
    table = [tuple(row.get(name) for name in names) for row in (r.asdict() for r in result)]
    return names, collections.Counter(table)


def bare_rows(names, table):
    """Rows as CSV has them: without kinds of terms, unbound as empty."""
    return collections.Counter(tuple("" if term is None else str(term) for term in row) for row in table.elements())


def read_rows(body, form):
    if form == "csv":
        head, *table = csv.reader(io.StringIO(body.decode(), newline=""))
        order = sorted(range(len(head)), key=lambda at: head[at])
        return sorted(head), collections.Counter(tuple(row[at] for at in order) for row in table)
    return rows(Result.parse(io.BytesIO(body), format=form))


def asked(endpoint, query, way, default=(), named=()):
    client = SPARQLWrapper.SPARQLWrapper(endpoint)
    client.setQuery(query)
    method, kind = WAYS[way]
    client.setMethod(method)
    client.setRequestMethod(kind)
    for name in default:
        client.addDefaultGraph(name)
    for name in named:
        client.addNamedGraph(name)
    return client


def wrapper(checks, endpoint, data):
    """SPARQLWrapper: each query in each form in each way."""
    for (name, query), (form, wanted), way in itertools.product(SELECT.items(), ROW_FORMS.items(), WAYS):
        names, table = rows(data.query(NAMES + query))
        client = asked(endpoint, NAMES + query, way)
        client.setReturnFormat(wanted)
        reply = client.query()
        body = reply.response.read()
        found = read_rows(body, form)
        table = bare_rows(names, table) if form == "csv" else table
        checks.that(found == (names, table), "SPARQLWrapper SELECT", f"{name} {form} {way}: {body[:300]!r}")
        if name == "ordered" and form == "json":
            order = [row["p"]["value"] for row in json.loads(body)["results"]["bindings"]]
            checks.that(order == [str(row.p) for row in data.query(NAMES + query)], "SPARQLWrapper SELECT", f"order {way}")
    for (name, query), form, way in itertools.product(ASK.items(), ("json", "xml"), WAYS):
        client = asked(endpoint, NAMES + query, way)
        client.setReturnFormat(ROW_FORMS[form])
        answer = Result.parse(io.BytesIO(client.query().response.read()), format=form).askAnswer
        checks.that(answer == (name == "yes"), "SPARQLWrapper ASK", f"{name} {form} {way}")
    for (name, query), (form, media_type), way in itertools.product(GRAPHS.items(), GRAPH_FORMS.items(), WAYS):
        client = asked(endpoint, NAMES + query, way)
        client.addCustomHttpHeader("Accept", media_type)
        reply = client.query()
        body, told = reply.response.read(), reply.info()["content-type"]
        found = set(Graph().parse(data=body, format=form))
        right = told == media_type and found == set(data.query(NAMES + query).graph)
        checks.that(right, "SPARQLWrapper CONSTRUCT and DESCRIBE", f"{name} {form} {way}: {told} {body[:300]!r}")


def datasets(checks, endpoint, data):
    """default-graph-uri and named-graph-uri, in each way."""
    names = sorted(str(g.identifier) for g in data.graphs() if len(g))
    choices = [(default, named) for n in range(3) for m in range(3) if n + m
               for default in itertools.combinations(names, n) for named in itertools.combinations(names, m)]
    choices.append(((BASE + "graph/none",), ()))
    counts = "SELECT ?g (COUNT(*) AS ?n) { { ?s ?p ?o BIND(0 AS ?g) } UNION { GRAPH ?g { ?s ?p ?o } } } GROUP BY ?g"
    for (default, named), way in itertools.product(choices, WAYS):
        client = asked(endpoint, counts, way, default, named)
        client.setReturnFormat(SPARQLWrapper.JSON)
        found = {row["g"]["value"]: int(row["n"]["value"]) for row in client.query().convert()["results"]["bindings"]}
        of = {name: set(data.graph(URIRef(name))) for name in default + named}
        merged = set().union(*(of[name] for name in default))
        wanted = {name: len(of[name]) for name in named} | ({"0": len(merged)} if merged else {})
        checks.that(found == wanted, "datasets", f"{default} {named} {way}: {found}, wanted {wanted}")


def store(checks, endpoint, data):
    """rdflib's SPARQLStore: queries, patterns, one graph."""
    triples = set(data.triples((None, None, None)))
    for method, form in itertools.product(("GET", "POST", "POST_FORM"), ("xml", "json")):
        remote = Graph(SPARQLStore(endpoint, method=method, returnFormat=form))
        for name, query in SELECT.items():
            checks.that(rows(remote.query(NAMES + query)) == rows(data.query(NAMES + query)), "SPARQLStore", f"{name} {method} {form}")
        for name, query in ASK.items():
            checks.that(remote.query(NAMES + query).askAnswer == (name == "yes"), "SPARQLStore", f"{name} {method} {form}")
        checks.that(len(remote) == len(triples), "SPARQLStore", f"{len(remote)} triples, wanted {len(triples)}")
        subject = min(data.subjects(RDF.type, URIRef(VOCABULARY + "#Policy")))
        found = set(remote.triples((subject, None, None)))
        checks.that(found == {t for t in triples if t[0] == subject}, "SPARQLStore", f"pattern {method} {form}")
    for graph in (g for g in data.graphs() if len(g)):
        remote = Graph(SPARQLStore(endpoint), identifier=graph.identifier)
        checks.that(len(remote) == len(graph), "SPARQLStore", f"{graph.identifier}: {len(remote)}, wanted {len(graph)}")
    for name, query in GRAPHS.items():
        found = Graph(SPARQLStore(endpoint, returnFormat="xml")).query(NAMES + query).graph
        checks.that(set(found) == set(data.query(NAMES + query).graph), "SPARQLStore", name)


def linked_data(checks, server, data):
    """Every subject of the graph: its data in rdflib, its page, its entity tag."""
    triples = set(data.triples((None, None, None)))
    of = collections.defaultdict(set)
    for triple in triples:
        of[triple[0]].add(triple)
    for subject in sorted(of):
        if not subject.startswith(BASE):
            continue
        address = server.at(subject)
        try:
            told = set(Graph().parse(address, format="text/turtle"))
        except Exception as error:
            checks.that(False, "data", f"{subject}: {error}")
            continue
        told = without_file(told, server)
        more = told - triples
        checks.that(of[subject] <= told, "data", f"{subject}: {len(of[subject] - told)} triples are missing")
        checks.that(not more, "data", f"{subject}: {len(more)} triples that the graph has not: {sorted(more)[:2]}")
        forms(checks, server, subject, address, told)
        page(checks, server, subject, address)
    status, heads, _ = server.get(server.home + "us/no-such-policy/1", Accept="text/turtle")
    checks.that(status == 404 and heads["content-type"] == "application/problem+json", "data", f"what is not there: {status}")
    for accept, form in (("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")):
        status, heads, _ = server.get(server.at(VOCABULARY), Accept=accept)
        checks.that(status == 303, "vocabulary", f"{accept}: {status}")
        status, heads, body = server.get(urllib.parse.urljoin(server.home, heads["location"]))
        right = status == 200 and heads["content-type"].startswith(accept)
        checks.that(right and len(Graph().parse(data=body, format=form)) > 100, "vocabulary", f"{accept}: {status}")


def without_file(told, server):
    """What a file says, but for what it says of itself: what it is about, its licence, its dataset."""
    return {triple for triple in told if not str(triple[0]).startswith(server.home)}


def forms(checks, server, subject, address, told):
    """The other syntaxes of a thing's data, and that a client that has it is not sent it again."""
    for form, media_type in GRAPH_FORMS.items():
        status, heads, _ = server.get(address, Accept=media_type)
        where = urllib.parse.urljoin(address, heads["location"] or "")
        checks.that(status == 303, "redirects", f"{subject} {media_type}: {status}")
        status, heads, body = server.get(where, Accept=media_type)
        right = status == 200 and heads["content-type"] == media_type and without_file(Graph().parse(data=body, format=form), server) == told
        checks.that(right, "forms of data", f"{subject} {media_type}: {status} {heads['content-type']}")
        known = server.get(where, If_None_Match=heads["etag"] or "")
        other = server.get(where, If_None_Match='"another"')
        checks.that((known[0], known[2], other[0]) == (304, b"", 200), "entity tags", f"{where}: {known[0]} {other[0]}")


def page(checks, server, subject, address):
    status, heads, _ = server.get(address, Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    checks.that(status == 303, "pages", f"{subject}: {status}")
    where = urllib.parse.urljoin(address, heads["location"] or "")
    status, heads, body = server.get(where, Accept="text/html")
    right = status == 200 and heads["content-type"].startswith("text/html") and body.lstrip().lower().startswith(b"<!doctype html>")
    checks.that(right, "pages", f"{subject}: {status} {heads['content-type']}")
    known = server.get(where, If_None_Match=heads["etag"] or "", Accept="text/html")
    checks.that(known[0] == 304, "entity tags", f"{where}: {known[0]}")


class Links(html.parser.HTMLParser):
    """The links of a page, what may be linked to in it, and what its policy of content forbids."""

    def __init__(self, body):
        super().__init__()
        self.links, self.names, self.inline = [], set(), []
        self.feed(body.decode())

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.links += [told[name] for name in ("href", "src") if told.get(name)]
        self.names |= {told[name] for name in ("id", "name") if told.get(name)}
        self.inline += [name for name in told if name.startswith("on") or name == "style"]
        # A block of data is no script.
        if tag == "style" or tag == "script" and "src" not in told and told.get("type") not in ("application/ld+json", "application/json"):
            self.inline.append(tag)


def crawl(checks, server):
    """From `/` on, every link within the server leads to 200, and every fragment to something of that name."""
    waiting, seen, fragments = collections.deque([server.home]), {server.home: None}, []
    names = {}
    while waiting:
        address = waiting.popleft()
        status, heads, body = server.get(address, Accept="text/html,*/*;q=0.8")
        if status in (301, 302, 303, 307, 308):
            target = urllib.parse.urldefrag(urllib.parse.urljoin(address, heads["location"]))[0]
            checks.that(target.startswith(server.home), "links", f"{address} leads to {target}")
            if target not in seen:
                seen[target] = seen[address]
                waiting.append(target)
            continue
        checks.that(status == 200, "links", f"{address}: {status}, from {seen[address]}")
        kind = (heads["content-type"] or "").split(";")[0]
        if status == 200 and kind == "text/css":
            found = Links(b"")
            found.links = re.findall(r"url\(['\"]?([^'\")]+)", body.decode())
        elif status == 200 and kind == "text/html":
            found = Links(body)
            names[address] = found.names
            checks.that(not found.inline, "pages without inline script and style", f"{address}: {found.inline[:3]}")
        else:
            continue
        for link in found.links:
            target, fragment = urllib.parse.urldefrag(urllib.parse.urljoin(address, link))
            if not target.startswith(server.home):
                continue
            if fragment:
                fragments.append((address, target, urllib.parse.unquote(fragment)))
            if target not in seen:
                seen[target] = address
                waiting.append(target)
    for address, target, fragment in fragments:
        if target in names:
            checks.that(fragment in names[target], "fragments", f"{target}#{fragment}, from {address}")
    print(f"crawler: {len(seen)} addresses, {len(names)} pages")


def expected(data):
    """The queries with rdflib's answers, and what the quads say of a policy."""
    def term(found):
        if isinstance(found, URIRef):
            return {"type": "uri", "value": str(found)}
        return {"type": "literal", "value": str(found), "xml:lang": found.language, "datatype": found.datatype}

    def triples(found):
        return [[term(t) for t in triple] for triple in set(found)]
    iri = BASE + "us/executive-order/13571"
    return {
        "select": {name: {"query": NAMES + query, "rows": [
            {str(var): term(value) for var, value in row.asdict().items()} for row in data.query(NAMES + query)]}
            for name, query in SELECT.items()},
        "ask": {name: {"query": NAMES + query, "answer": name == "yes"} for name, query in ASK.items()},
        "graphs": {name: {"query": NAMES + query, "triples": triples(data.query(NAMES + query).graph)} for name, query in GRAPHS.items()},
        "policy": {"path": iri.removeprefix(BASE), "iri": iri, "triples": triples(data.triples((URIRef(iri), None, None)))},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home")
    parser.add_argument("quads")
    parser.add_argument("--expect", type=pathlib.Path)
    parser.add_argument("--only", choices=("sparql", "data", "links"))
    args = parser.parse_args()
    data = Dataset(default_union=True)
    data.parse(args.quads, format="nquads")
    if args.expect:
        args.expect.write_text(json.dumps(expected(data)))
        return
    checks, server, endpoint = Checks(), Server(args.home), args.home + "sparql"
    if args.only in (None, "sparql"):
        wrapper(checks, endpoint, data)
        datasets(checks, endpoint, data)
        store(checks, endpoint, data)
    if args.only in (None, "data"):
        linked_data(checks, server, data)
    if args.only in (None, "links"):
        crawl(checks, server)
    for part, count in checks.right.items():
        print(f"{part}: {count} as they should be")
    for wrong in checks.wrong[:40]:
        print("  WRONG " + wrong)
    print(f"{sum(checks.right.values())} as they should be, {len(checks.wrong)} wrong")
    raise SystemExit(1 if checks.wrong else 0)


main()
