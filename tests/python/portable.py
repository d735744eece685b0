#!/usr/bin/env python3
"""The catalogue's queries give the same rows in other SPARQL stores as in `pedigraph query`.

    portable.py graph.nq --graph DIR --store rdflib --store pyoxigraph --store virtuoso --bin pedigraph

`graph.nq` is the N-Quads of the graph directory. Each query is asked with what it needs, and again with all that it may be given, by the
examples of its header. Rows are compared as sets, term by term: its kind, its text, its language; what CONSTRUCT gives as a set of triples.
A query whose header says `portable: no` is not asked. Virtuoso is started in a folder of its own on loopback, and ended.
"""

import argparse
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

QUERIES = pathlib.Path(__file__).parents[2] / "queries"
XSD = "http://www.w3.org/2001/XMLSchema#"
NAMES = """PREFIX dct: <http://purl.org/dc/terms/> PREFIX ped: <https://w3id.org/pedigraph/ns#>
  PREFIX org: <http://www.w3.org/ns/org#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
  SELECT DISTINCT ?is { VALUES ?property { dct:identifier dct:title skos:prefLabel skos:altLabel } ?is a %s ; ?property ?name . FILTER(STR(?name) = "%s") }"""


def put(text, name, term):
    """A query with a term for a parameter, in a way that any engine understands; None leaves it open."""
    out = []
    for line in text.splitlines():
        if term is None or line.startswith("ORDER BY"):
            new = f"?{name}"
        elif line.startswith("SELECT"):
            new = f"({term} AS ?{name})"
        else:
            line = re.sub(rf"BOUND\(\${name}\)", "true", line)
            new = term
        out.append(re.sub(rf"\${name}\b", lambda _: new, line))
    return "\n".join(out)


def shown(term):
    """A term of SPARQL's JSON results as what is compared."""
    if term is None:
        return None
    # Virtuoso keeps a truth value as a number.
    value = term["value"]
    if term.get("datatype") == XSD + "boolean":
        value = {"1": "true", "0": "false"}.get(value, value)
    return (term["type"].replace("typed-literal", "literal"), value, term.get("xml:lang", "").lower())


def rows_of(answer):
    """JSON results as a set of rows."""
    names = answer["head"]["vars"]
    return {tuple(shown(row.get(name)) for name in names) for row in answer["results"]["bindings"]}


def triples_of(text):
    """Turtle, or N-Triples, as a set of rows."""
    import pyoxigraph
    found = set()
    for quad in pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE):
        o = quad.object
        literal = isinstance(o, pyoxigraph.Literal)
        found.add((quad.subject.value, quad.predicate.value, literal, o.value, ((o.language or "") if literal else "").lower()))
    return found


class Rdflib:
    """A Dataset whose default graph is the union of its graphs."""

    def __init__(self, nquads, folder):
        import rdflib
        self.version = rdflib.__version__
        self.data = rdflib.Dataset(default_union=True)
        self.data.parse(nquads, format="nquads")

    def select(self, query):
        return json.loads(self.data.query(query).serialize(format="json"))

    def construct(self, query):
        return self.data.query(query).graph.serialize(format="nt")

    def close(self):
        pass


class Pyoxigraph:
    """Oxigraph in memory, told at each question that the default graph is the union."""

    def __init__(self, nquads, folder):
        import pyoxigraph
        self.ox = pyoxigraph
        self.version = pyoxigraph.__version__
        self.data = pyoxigraph.Store()
        self.data.bulk_load(path=nquads, format=pyoxigraph.RdfFormat.N_QUADS)

    def select(self, query):
        found = self.data.query(query, use_default_graph_as_union=True)
        return json.loads(found.serialize(format=self.ox.QueryResultsFormat.JSON))

    def construct(self, query):
        found = self.data.query(query, use_default_graph_as_union=True)
        return found.serialize(format=self.ox.RdfFormat.N_TRIPLES).decode()

    def close(self):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Virtuoso:
    """A Virtuoso of its own. Without FROM it asks all graphs."""

    def __init__(self, nquads, folder):
        self.folder = folder
        self.sql, self.http = free_port(), free_port()
        path = pathlib.Path(nquads).resolve()
        database = "DatabaseFile = {0}.db\nTransactionFile = {0}.trx\nMaxCheckpointRemap = 2000\nStriping = 0\n"
        (folder / "virtuoso.ini").write_text(
            "[Database]\nErrorLogFile = virtuoso.log\nLockFile = virtuoso.lck\nxa_persistent_file = virtuoso.pxa\nFileExtend = 200\n"
            "TempStorage = TempDatabase\n" + database.format("virtuoso") + "[TempDatabase]\n" + database.format("temporary") +
            f"[Parameters]\nServerPort = 127.0.0.1:{self.sql}\nDisableUnixSocket = 1\nNumberOfBuffers = 40000\nMaxDirtyBuffers = 30000\n"
            f"ThreadsPerQuery = 2\nDirsAllowed = {path.parent}\n"
            f"[HTTPServer]\nServerPort = 127.0.0.1:{self.http}\nServerRoot = {folder}\nServerThreads = 4\n", encoding="utf-8")
        self.process = subprocess.Popen(["virtuoso-t", "-f", "-c", "virtuoso.ini"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(120):
            time.sleep(0.5)
            if self.process.poll() is not None:
                raise RuntimeError((folder / "virtuoso.log").read_text(errors="replace"))
            try:
                socket.create_connection(("127.0.0.1", self.http), 1).close()
                break
            except OSError:
                continue
        self.isql(f"ld_dir('{path.parent}', '{path.name}', 'urn:none')")
        self.isql("rdf_loader_run()")
        self.isql("checkpoint")
        failed = self.isql("SELECT ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL")
        if "0 Rows" not in failed:
            raise RuntimeError(failed)
        version = self.isql("SELECT sys_stat('st_dbms_ver')")
        self.version = re.search(r"(?m)^\d+\.\S+", version).group(0)

    def isql(self, command):
        done = subprocess.run(["isql-vt", f"127.0.0.1:{self.sql}", "dba", "dba", f"exec={command};"], capture_output=True, text=True)
        return done.stdout + done.stderr

    def ask(self, query, form):
        body = urllib.parse.urlencode({"query": query}).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{self.http}/sparql", body, {"Accept": form})
        try:
            with urllib.request.urlopen(asked, timeout=300) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode(errors="replace")[:400]) from error

    def select(self, query):
        return json.loads(self.ask(query, "application/sparql-results+json"))

    def construct(self, query):
        text = self.ask(query, "text/plain")
        return "" if text.startswith("# Empty") else text

    def close(self):
        self.process.terminate()
        self.process.wait()


STORES = {"rdflib": Rdflib, "pyoxigraph": Pyoxigraph, "virtuoso": Virtuoso}


class Pedigraph:
    """What the other stores are held against."""

    def __init__(self, binary, graph):
        self.binary, self.graph = binary, graph

    def run(self, *more):
        done = subprocess.run([self.binary, *more], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(" ".join(more) + ": " + done.stderr.strip())
        return done.stdout

    def catalogue(self):
        return json.loads(self.run("queries", "--queries", str(QUERIES), "--format", "json"))["queries"]

    def answer(self, name, given, form):
        pairs = [word for key, value in given.items() for word in ("-p", f"{key}={value}")]
        return self.run("query", name, "--queries", str(QUERIES), "--graph", self.graph, *pairs, "--format", form, "--quiet")

    def term(self, param):
        """The example of a parameter as a term; None where the graph does not have what it names."""
        text = param["example"]
        if param["type"] in ("policy", "body"):
            kind = "ped:Policy" if param["type"] == "policy" else "org:Organization"
            found = json.loads(self.run("query", NAMES % (kind, text), "--graph", self.graph, "--format", "json", "--quiet"))["results"]["bindings"]
            return f"<{found[0]['is']['value']}>" if len(found) == 1 else None
        if param["type"] == "relation":
            return "<https://w3id.org/pedigraph/ns#" + re.sub(r"[ -](\w)", lambda m: m[1].upper(), text) + ">"
        if param["type"] == "date":
            return f'"{text}"^^<{XSD}date>'
        return text if param["type"] == "integer" else f'"{text}"'


def cases(pedigraph, query):
    """What the query is asked with: only what it needs (and each day), then all that it may be given. Each as name: (value, term)."""
    terms = {p["name"]: (p["example"], pedigraph.term(p)) for p in query["params"]}
    if any(terms[p["name"]][1] is None for p in query["params"] if p["required"]):
        return []
    few = {p["name"]: terms[p["name"]] for p in query["params"] if p["required"] or p["default"] is not None}
    every = {name: pair for name, pair in terms.items() if pair[1] is not None}
    return [few] if few == every else [few, every]


def compare(here, there):
    """What only one side has, in words."""
    lines = [f"    only here:  {row}" for row in sorted(here - there, key=str)[:3]]
    return lines + [f"    only there: {row}" for row in sorted(there - here, key=str)[:3]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nquads")
    parser.add_argument("--graph", required=True)
    parser.add_argument("--store", action="append", choices=STORES, required=True)
    parser.add_argument("--query", action="append", help="only this query")
    parser.add_argument("--skip", action="append", default=[], metavar="STORE:QUERY", help="a query that a store is not asked")
    parser.add_argument("--bin", default="pedigraph")
    args = parser.parse_args()
    pedigraph = Pedigraph(args.bin, args.graph)
    asked, here = [], {}
    for query in pedigraph.catalogue():
        name = query["name"]
        if (args.query and name not in args.query) or query.get("portable") is False:
            continue
        text = (QUERIES / f"{name}.rq").read_text(encoding="utf-8")
        text = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
        graph = "CONSTRUCT" in text
        for number, given in enumerate(cases(pedigraph, query)):
            sparql = text
            for param in query["params"]:
                sparql = put(sparql, param["name"], given.get(param["name"], (None, None))[1])
            # An IRI, so that both ask for the same policy or body whatever its name.
            values = {key: term[1:-1] if term.startswith("<") else value for key, (value, term) in given.items()}
            told = pedigraph.answer(name, values, "turtle" if graph else "json")
            here[name, number] = triples_of(told) if graph else rows_of(json.loads(told))
            asked.append((name, number, graph, sparql, " ".join(values)))
    wrong = 0
    for store_name in args.store:
        with tempfile.TemporaryDirectory() as folder:
            started = time.time()
            store = STORES[store_name](args.nquads, pathlib.Path(folder))
            print(f"{store_name} {store.version}: loaded in {time.time() - started:.0f} s", flush=True)
            try:
                wrong += ask_all(store_name, store, asked, here, args.skip)
            finally:
                store.close()
    print(f"{wrong} answers differ")
    return 1 if wrong else 0


def ask_all(store_name, store, asked, here, skipped):
    """Asks one store everything; how many answers differ."""
    wrong = same = 0
    names = set()
    for name, number, graph, sparql, given in asked:
        if f"{store_name}:{name}" in skipped:
            continue
        started, mine = time.time(), here[name, number]
        try:
            found = triples_of(store.construct(sparql)) if graph else rows_of(store.select(sparql))
            lines = compare(mine, found)
            told = "same" if not lines else f"differs, {len(found)} rows there"
        except Exception as error:  # a store may refuse a query in ways of its own: the text is what is wanted
            lines, told = [f"    {error}"[:600]], "refused"
        wrong += bool(lines)
        same += not lines
        names.add(name)
        print(f"  {store_name} {name} ({given}): {len(mine)} rows, {told}, {time.time() - started:.1f} s", flush=True)
        print("".join(line + "\n" for line in lines), end="", flush=True)
    print(f"{store_name} {store.version}: {len(names)} queries asked {same + wrong} times, {same} with the same rows", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
