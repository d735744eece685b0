#!/usr/bin/env python3
"""Runs the W3C's tests of the SPARQL 1.1 Protocol and of service descriptions against a read-only endpoint.

    protocol.py http://127.0.0.1:7878/sparql

Tests of queries must give what the manifest says. An update must be refused with 4xx, whether its test wants it done or not; the tests that
want it done are counted apart. The server must have three graphs of which each says of itself that it is something, as those of the tests do:
their names are taken from the service's description.

Needs: pip install rdflib
"""

import argparse
import http.client
import json
import pathlib
import urllib.parse
import xml.etree.ElementTree

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection

FOLDER = pathlib.Path(__file__).parents[1] / "fixtures/sparql-protocol"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = "http://www.w3.org/ns/formats/"
# The names of the graphs of the tests.
NAMES = [f"http://kasei.us/2009/09/sparql/data/data{number}.rdf" for number in (1, 2, 3)]
BOOLEAN = {"application/sparql-results+json", "application/sparql-results+xml"}
RDF_TYPES = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml", "application/ld+json": "json-ld"}
EXPECTED = {"boolean": BOOLEAN, "tabular": BOOLEAN | {"text/csv", "text/tab-separated-values"}, "RDF": set(RDF_TYPES)}
# Media types of the forms that a description names.
MEDIA_TYPES = {
    "SPARQL_Results_JSON": "application/sparql-results+json", "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv", "SPARQL_Results_TSV": "text/tab-separated-values", "Turtle": "text/turtle",
    "N-Triples": "application/n-triples", "RDF_XML": "application/rdf+xml", "JSON-LD": "application/ld+json",
}


class Endpoint:
    """An address that is asked, one connection a request."""

    def __init__(self, address):
        self.address = address
        parts = urllib.parse.urlsplit(address)
        self.host, self.path = parts.netloc, parts.path

    def ask(self, method, rest="", headers=None, body=None):
        """Status, media type and body of an answer. `rest` is what stands after the path."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.request(method, self.path + rest, body, headers or {})
        reply = connection.getresponse()
        found = reply.status, (reply.getheader("Content-Type") or "").split(";")[0].strip(), reply.read()
        connection.close()
        return found

    def query(self, query, accept):
        return self.ask("GET", "?" + urllib.parse.urlencode({"query": query}), {"Accept": accept})


def truth(media_type, body):
    """The yes or no of an answer."""
    if media_type.endswith("json"):
        return json.loads(body)["boolean"]
    return xml.etree.ElementTree.fromstring(body).findtext("{*}boolean") == "true"


def own_graphs(description, endpoint):
    """Three graphs of the service that say of themselves what they are."""
    names = sorted(str(name) for name in description.objects(None, SD.name))
    own = [name for name in names
           if truth(*endpoint.query(f"ASK {{ GRAPH <{name}> {{ <{name}> a ?type }} }}", "application/sparql-results+json")[1:])]
    assert len(own) >= 3, f"expected three graphs that say what they are, found {own} of {names}"
    return own[:3]


class Requests:
    """The requests of the manifest, with the service's graphs in the place of those of the tests."""

    def __init__(self, graphs):
        self.manifest = Graph().parse(FOLDER / "manifest.ttl")
        self.graphs = graphs
        root = next(self.manifest.subjects(RDF.type, MF.Manifest))
        self.tests = list(Collection(self.manifest, self.manifest.value(root, MF.entries)))

    def put(self, text):
        for name, own in zip(NAMES, self.graphs):
            text = text.replace(name, own).replace(urllib.parse.quote(name, safe=""), urllib.parse.quote(own, safe=""))
        return text

    def of(self, test):
        """Method, rest of the path, heads, body and the node of the wanted answer, of each request of a test."""
        get = self.manifest.value
        for request in Collection(self.manifest, get(get(test, MF.action), HT.requests)):
            path = str(get(request, HT.absolutePath))
            assert path.startswith("/sparql/"), path
            body = get(request, HT.body)
            if body is not None:
                body = self.put(str(get(body, CNT.chars))).encode(str(get(body, CNT.characterEncoding)))
            listed = get(request, HT.headers)
            fields = Collection(self.manifest, listed) if listed is not None else []
            heads = {str(get(field, HT.fieldName)): str(get(field, HT.fieldValue)) for field in fields}
            yield str(get(request, HT.methodName)), self.put(path.removeprefix("/sparql/")), heads, body, get(request, HT.resp)

    def wrong(self, answer, wanted):
        """What is wrong with an answer; nothing where it is as the manifest wants it."""
        status, media_type, body = answer
        classes = {str(status)[-3] for status in self.manifest.objects(wanted, MF.expectedStatus)}
        if str(status)[0] not in classes:
            return f"status {status}, wanted {'/'.join(sorted(classes))}xx: {body[:200]}"
        form = self.manifest.value(wanted, MF.expectedFormat)
        if form is not None and media_type not in EXPECTED[str(form)]:
            return f"{media_type}, wanted {form}"
        if form is not None and str(form) == "RDF":
            Graph().parse(data=body, format=RDF_TYPES[media_type])
        yes = self.manifest.value(wanted, MF.expectedBoolean)
        if yes is not None and truth(media_type, body) != yes.toPython():
            return f"{body!r}, wanted {yes}"
        return None


def protocol(endpoint, graphs):
    """Runs the protocol's tests; gives what is wrong."""
    requests, passed, refused, wrong = Requests(graphs), [], [], []
    for test in requests.tests:
        name = str(test).rsplit("#", 1)[1]
        wants_change = name.startswith("update_")
        for method, rest, heads, body, wanted in requests.of(test):
            answer = endpoint.ask(method, rest, heads, body)
            if wants_change:
                # What follows asks for what the update would have left.
                fault = None if 400 <= answer[0] < 500 else f"an update gives {answer[0]}"
                break
            fault = requests.wrong(answer, wanted)
            if fault:
                break
        if fault:
            wrong.append(f"{name}: {fault}")
        else:
            (refused if wants_change else passed).append(name)
    print(f"protocol: {len(passed)} pass; {len(refused)} are updates and refused: {', '.join(refused)}; {len(wrong)} fail")
    return wrong


def describe(endpoint):
    """The description, which must be the same graph in each syntax."""
    first = None
    for media_type, syntax in RDF_TYPES.items():
        status, told, body = endpoint.ask("GET", headers={"Accept": media_type})
        assert (status, told) == (200, media_type), (media_type, status, told)
        graph = Graph().parse(data=body, format=syntax)
        assert first is None or set(graph) == set(first), f"{media_type} says something else"
        first = first or graph
    status, told, body = endpoint.ask("GET")
    assert status == 200 and set(Graph().parse(data=body, format=RDF_TYPES[told])) == set(first), (status, told)
    return first


def description_faults(graph, endpoint):
    """What is wrong with the description: <https://www.w3.org/TR/sparql11-service-description/>."""
    [service] = graph.subjects(RDF.type, SD.Service)
    if list(graph.objects(service, SD.endpoint)) != [URIRef(endpoint.address)]:
        yield f"sd:endpoint is {list(graph.objects(service, SD.endpoint))}, wanted {endpoint.address}"
    for name in ("supportedLanguage", "feature", "resultFormat", "extensionFunction"):
        values = list(graph.objects(service, SD[name]))
        if not values or not all(isinstance(value, URIRef) for value in values):
            yield f"sd:{name} is {values}"
    datasets = list(graph.objects(service, SD.defaultDataset))
    if len(datasets) != 1:
        yield f"{len(datasets)} datasets"
    for dataset in datasets:
        if (dataset, RDF.type, SD.Dataset) not in graph or len(list(graph.objects(dataset, SD.defaultGraph))) != 1:
            yield "the dataset has no type or not one default graph"
        for named in graph.objects(dataset, SD.namedGraph):
            if (named, RDF.type, SD.NamedGraph) not in graph or len(list(graph.objects(named, SD.name))) != 1:
                yield f"{named} has no type or not one name"
    for form in graph.objects(service, SD.resultFormat):
        media_type = MEDIA_TYPES[str(form).removeprefix(FORMATS)]
        query = "CONSTRUCT { <urn:a> <urn:b> 1 } {}" if media_type in RDF_TYPES else "SELECT (1 AS ?one) {}"
        status, told, body = endpoint.query(query, media_type)
        if (status, told) != (200, media_type):
            yield f"{form} is told and not given: {status} {told} {body[:200]}"
    told = sorted(str(name) for name in graph.objects(None, SD.name))
    asked = endpoint.query("SELECT DISTINCT ?g { GRAPH ?g {} }", "application/sparql-results+json")[2]
    asked = sorted(row["g"]["value"] for row in json.loads(asked)["results"]["bindings"])
    if told != asked:
        yield f"named graphs {told}, asked for {asked}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("endpoint")
    endpoint = Endpoint(parser.parse_args().endpoint)
    description = describe(endpoint)
    wrong = protocol(endpoint, own_graphs(description, endpoint))
    faults = list(description_faults(description, endpoint))
    print(f"service description: {len(description)} triples in four syntaxes; {len(faults)} faults")
    for fault in wrong + faults:
        print("  " + fault)
    raise SystemExit(1 if wrong or faults else 0)


main()
