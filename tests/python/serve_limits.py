#!/usr/bin/env python3
"""What `pedigraph serve` refuses, and that hostile queries do not keep it from answering others.

    serve_limits.py http://127.0.0.1:7878/ --max-rows N --timeout SECONDS

The server was started with these limits and with `--rate 0`. An answer that is longer than it may be must be refused and never look whole; what
is not a query over the graph must be refused; while eight hostile queries run at once, cheap requests must all be answered.
"""

import argparse
import concurrent.futures
import itertools
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from served import CHEAP, HEAVY, HOSTILE, heavy

FORMS = {"rows": ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
         "graphs": ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]}


def get(address, heads=None, body=None):
    """Status, media type and body."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, heads or {}), timeout=120) as reply:
            return reply.status, reply.headers["content-type"], reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["content-type"], error.read()


class Server:
    def __init__(self, home):
        self.home, self.wrong = home, []

    def ask(self, query, accept="*/*"):
        heads = {"Content-Type": "application/sparql-query", "Accept": accept}
        return get(self.home + "sparql", heads, query if isinstance(query, bytes) else query.encode())

    def expect(self, what, answer, *statuses):
        status, media_type, body = answer
        if status not in statuses:
            self.wrong.append(f"{what}: {status}, wanted {statuses}: {body[:200]!r}")
        elif status >= 400 and (media_type != "application/problem+json" or json.loads(body)["status"] != status):
            self.wrong.append(f"{what}: {status} without its problem: {media_type} {body[:200]!r}")


def cut(server, most):
    """An answer of just as many rows as there may be, and one more."""
    count = 0
    for form in FORMS["rows"]:
        server.expect(f"{most} rows as {form}", server.ask(f"SELECT * {{ ?s ?p ?o }} LIMIT {most}", form), 200)
        for limit in (most + 1, 10 * most):
            server.expect(f"{limit} rows as {form}", server.ask(f"SELECT * {{ ?s ?p ?o }} LIMIT {limit}", form), 422)
            count += 1
        server.expect(f"all rows as {form}", server.ask("SELECT * { ?s ?p ?o }", form), 422)
    for form in FORMS["graphs"]:
        server.expect(f"all triples as {form}", server.ask("CONSTRUCT WHERE { ?s ?p ?o }", form), 422)
        count += 1
    server.expect("all policies of the catalogue", get(server.home + "api/v1/queries/relations?format=csv"), 200, 422)
    print(f"answers beyond {most} rows: {count} refused")


def refused(server):
    """Updates, other endpoints, files."""
    text = {
        "update": ["INSERT DATA { <urn:a> <urn:b> <urn:c> }", "DELETE WHERE { ?s ?p ?o }", "CLEAR ALL", "DROP GRAPH <urn:a>",
                   "LOAD <http://127.0.0.1:1/x>", "CREATE GRAPH <urn:a>", "COPY DEFAULT TO <urn:a>"],
        "service": ["SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
                    "SELECT * { ?s ?p ?o . { SERVICE ?s { ?a ?b ?c } } }", "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }"],
    }
    for kind, queries in text.items():
        for query in queries:
            server.expect(f"{kind} {query}", server.ask(query), 400)
    for name in ("FROM <http://127.0.0.1:1/x>", "FROM <file:///etc/passwd>"):
        status, _, body = server.ask(f"SELECT * {name} {{ ?s ?p ?o }}", "application/sparql-results+json")
        if status == 200 and json.loads(body)["results"]["bindings"]:
            server.wrong.append(f"{name} gives rows")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (b"update=CLEAR+ALL", b"query=ASK+%7B%7D&update=CLEAR+ALL", b"query=ASK+%7B%7D&using-graph-uri=urn:a"):
        server.expect(f"form {body}", get(server.home + "sparql", form, body), 400)
    server.expect("update directly", get(server.home + "sparql", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL"), 400)
    print(f"{sum(map(len, text.values())) + 4} updates and other endpoints refused")


def share(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] * 1000


def cheap(server, seconds, addresses):
    """Asks one after the other for so long; how long each took."""
    end, times = time.monotonic() + seconds, []
    for path in itertools.cycle(addresses):
        began = time.monotonic()
        server.expect(f"cheap {path}", get(server.home.rstrip("/") + path), 200)
        times.append(time.monotonic() - began)
        if time.monotonic() > end:
            return times


def hostile(server, timeout):
    """Every hostile query once, then eight at once while cheap requests go on."""
    paths = sorted(HOSTILE.glob("*.rq"))
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda path: server.ask(path.read_bytes()), paths))
    for path, answer in zip(paths, answers):
        server.expect(path.stem, answer, 200, 400, 422, 503)
    told = [answer[0] for answer in answers]
    print(f"{len(paths)} hostile queries: " + ", ".join(f"{told.count(status)} give {status}" for status in sorted(set(told))))
    before = cheap(server, 3, CHEAP)
    stop = threading.Event()

    def again(name):
        asked = 0
        while not stop.is_set():
            server.expect(name, server.ask(heavy(name)), 200, 400, 422, 503)
            asked += 1
        return asked
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        running = [threads.submit(again, name) for name in HEAVY]
        time.sleep(1)
        during = cheap(server, 3 * timeout, CHEAP)
        stop.set()
        asked = sum(thread.result() for thread in running)
    after = cheap(server, 1, CHEAP)
    for name, times in (("alone", before), (f"beside 8 hostile clients with {asked} queries", during), ("afterwards", after)):
        print(f"cheap requests {name}: {len(times)} answered, half within {share(times, 0.5):.1f} ms, 99 of 100 within {share(times, 0.99):.1f} ms")
    if share(during, 0.99) > 2000:
        server.wrong.append("cheap requests wait beside hostile queries")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home")
    parser.add_argument("--max-rows", type=int, required=True)
    parser.add_argument("--timeout", type=int, required=True)
    args = parser.parse_args()
    server = Server(args.home)
    cut(server, args.max_rows)
    refused(server)
    hostile(server, args.timeout)
    for wrong in server.wrong[:40]:
        print("  WRONG " + wrong)
    print(f"{len(server.wrong)} wrong")
    raise SystemExit(1 if server.wrong else 0)


main()
