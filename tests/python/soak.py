#!/usr/bin/env python3
"""Good and hostile clients ask a server together for so long, while its graph changes: what they are told, and what the server holds.

    soak.py --bin pedigraph --seconds 600

Fails where a good client is not answered in full, where any answer of 200 is cut, where a status of 5xx is not 503 or 504, where the server's memory or
descriptors grow, where processes stay behind that nobody waits for, or where it does not end with 0.
"""

import argparse
import collections
import gzip
import http.client
import json
import pathlib
import random
import sys
import tempfile
import threading
import time

from http_fuzz import made
from served import CHEAP, COUNT, HEAVY, Client, Server, Turns, children, connect, descriptors, heavy, memory, rest

TIMEOUT = 4
ROWS = "SELECT ?p ?title { ?p a ped:Policy ; dct:title ?title }"
ALL = "SELECT * { ?s ?p ?o }"
DIRECT = {"Content-Type": "application/sparql-query"}
CLOSED = (ConnectionError, TimeoutError)


class Told:
    """What happened, by kind of client."""

    def __init__(self):
        self.lock, self.done = threading.Lock(), threading.Event()
        self.statuses, self.wrong, self.faults = collections.defaultdict(collections.Counter), collections.Counter(), []


class Of:
    """What happened to clients of one kind."""

    def __init__(self, told, kind):
        self.told, self.kind, self.done = told, kind, told.done

    def status(self, status, allowed=None, what=""):
        """Counts an answer: a number, or in a word how there was none. `allowed` are those that there may be."""
        with self.told.lock:
            self.told.statuses[self.kind][status] += 1
        failed = isinstance(status, int) and status >= 500 and status not in (503, 504)
        if failed or allowed and status not in allowed:
            self.fault(f"{status}: {what}")

    def fault(self, what):
        with self.told.lock:
            self.told.wrong[self.kind] += 1
            if len(self.told.faults) < 20:
                self.told.faults.append(f"{self.kind}: {what}"[:300])


def is_whole(path, body):
    """Whether a body ends as one of its kind does; how long it must be HTTP has told."""
    if path.endswith("/"):
        return body.rstrip().endswith(b"</html>")
    if path.startswith("/api/"):
        return isinstance(json.loads(body), dict)
    return body.endswith(b"\n")


def reads(told, server, dice):
    """Pages, data and the API on one connection, with tags of what it has."""
    client, tags = Client(server.address), {}
    while not told.done.is_set():
        path = dice.choice(CHEAP)
        status, heads, body = client.get(path, {"If-None-Match": tags[path]} if path in tags and dice.random() < 0.5 else {})
        tags[path] = heads["ETag"]
        told.status(status, (200, 304), path)
        if status == 200 and not is_whole(path, body):
            told.fault(f"{path} is cut")


def visits(told, server, dice):
    """The same packed, each time on a connection of its own, as often without the body."""
    while not told.done.is_set():
        path = dice.choice(CHEAP)
        method = dice.choice(["GET", "HEAD"])
        status, heads, body = Client(server.address).ask(method, path, {"Accept-Encoding": "gzip", "Connection": "close"})
        told.status(status, (200,), path)
        if method == "GET" and heads["Content-Encoding"] == "gzip" and not is_whole(path, gzip.decompress(body)):
            told.fault(f"{path} is cut")
        time.sleep(0.002)


def asks(told, server, dice):
    """Queries that are answered soon; there may be no room for them."""
    client = Client(server.address)
    while not told.done.is_set():
        if dice.random() < 0.5:
            status, _, body = client.get(COUNT, {"Accept": "application/json"})
            right = status != 200 or json.loads(body)["results"]["bindings"][0]["n"]["value"] in ("25", "26")
        else:
            status, _, body = client.ask("POST", "/sparql", {**DIRECT, "Accept": "text/csv"}, ROWS)
            right = status != 200 or body.count(b"\r\n") >= 26 and body.endswith(b"\r\n")
        told.status(status, (200, 503), body[:200])
        if not right:
            told.fault(f"another answer: {body[:200]!r}")


def burdens(told, server, dice):
    """Queries that take all that there is."""
    client = Client(server.address)
    while not told.done.is_set():
        name = dice.choice(HEAVY)
        status, _, body = client.ask("POST", "/sparql", DIRECT, heavy(name))
        told.status(status, (200, 400, 422, 503), f"{name} {body[:200]}")


def leaves(told, server, dice):
    """Asks what takes long and goes."""
    while not told.done.is_set():
        body = heavy(dice.choice(HEAVY))
        head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n\r\n"
        with connect(server.address, 60) as stream:
            stream.sendall(head.encode() + body)
            time.sleep(dice.random())
        told.status("left")


def breaks(told, server, dice):
    """Requests with something broken in them; where nothing is, there is an answer, and it is whole."""
    while not told.done.is_set():
        request, whole = made(dice)
        try:
            with connect(server.address, 60 if whole else 0.3) as stream:
                stream.sendall(request)
                answer = rest(stream)
        except CLOSED as error:
            told.status(type(error).__name__)
            if whole:
                told.fault(f"no answer to {request[:200]!r}")
            continue
        status = int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else "none"
        told.status(status, None, request[:200])
        if whole and status == 200 and not request.startswith(b"HEAD") and not is_complete(answer):
            told.fault(f"a cut answer to {request[:200]!r}")


def is_complete(answer):
    """Whether an answer is as long as its head says."""
    head, _, body = answer.partition(b"\r\n\r\n")
    heads = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    if b"content-length" in heads:
        return len(body) >= int(heads[b"content-length"])
    return body.endswith(b"0\r\n\r\n")


def creeps(told, server, dice):
    """A head that comes byte by byte, until the server has had enough."""
    while not told.done.is_set():
        with connect(server.address, 60) as stream:
            try:
                for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 3000:
                    stream.sendall(bytes([byte]))
                    stream.settimeout(0.05)
                    try:
                        answer = stream.recv(4096)
                        break
                    except TimeoutError:
                        stream.settimeout(60)
                    if told.done.is_set():
                        return
                told.status(int(answer[9:12]) if answer else "closed", (408,), answer[:100])
            except ConnectionError as error:
                told.status(type(error).__name__, (408,))


def starves(told, server, dice):
    """Asks for all there is, reads a little of it, and goes."""
    body = ALL.encode()
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n\r\n"
    while not told.done.is_set():
        with connect(server.address, 60) as stream:
            stream.sendall(head.encode() + body)
            for _ in range(dice.randrange(1, 20)):
                if not stream.recv(64) or told.done.wait(0.1):
                    break
        told.status("left")


def stuffs(told, server, dice):
    """Bodies that are too long: some say so, others only are."""
    while not told.done.is_set():
        if dice.random() < 0.5:
            client = Client(server.address)
            try:
                status = client.ask("POST", "/sparql", DIRECT, b"x" * (3 << 20))[0]
            except CLOSED as error:
                status = type(error).__name__
        else:
            head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"
            with connect(server.address, 60) as stream:
                try:
                    stream.sendall(head + (b"10000\r\n" + b"x" * 0x10000 + b"\r\n") * 40)
                    status = int(stream.recv(4096)[9:12])
                except CLOSED as error:
                    status = type(error).__name__
        told.status(status, (413,))
        time.sleep(0.05)


def crowds(told, server, dice):
    """Many connections that say nothing."""
    while not told.done.is_set():
        crowd = [connect(server.address, 60) for _ in range(100)]
        told.done.wait(2)
        for stream in crowd:
            stream.close()
        told.status("left")


def watches(told, server, dice):
    """Who looks after it, whatever its load."""
    client = Client(server.address)
    while not told.done.wait(0.2):
        for path in ("/healthz", "/metrics"):
            told.status(client.get(path)[0], (200,), path)


KINDS = {
    "pages, data, API": (reads, 2), "visitors, packed": (visits, 1), "SPARQL": (asks, 2), "health": (watches, 1),
    "hostile SPARQL": (burdens, 3), "clients that go": (leaves, 1), "broken requests": (breaks, 2), "slow heads": (creeps, 1),
    "slow readers": (starves, 1), "long bodies": (stuffs, 1), "silent connections": (crowds, 1),
}


class Held:
    """What the server holds, as it goes on."""

    def __init__(self, server):
        self.server, self.workers, self.zombies = server, set(), 0

    def look(self):
        now = children(self.server.pid)
        self.workers |= set(now)
        return now

    def tell(self, when):
        now = self.look()
        own, of_workers = memory(self.server.pid), sum(memory(pid) for pid, state in now.items() if state != "Z")
        self.zombies = sum(state == "Z" for state in now.values())
        count = descriptors(self.server.pid)
        print(f"{when}: {own} MB, {count} descriptors; {len(now)} processes of queries with {of_workers} MB", flush=True)
        return own, count


def guarded(told, ask, server, seed):
    """A client; one that is told something that is no HTTP, or nothing, asks no more."""
    try:
        ask(told, server, random.Random(seed))
    except (http.client.HTTPException, OSError, ValueError) as error:
        told.fault(f"{type(error).__name__}: {error}")


def reloads(server):
    return json.loads(Client(server.address).get("/healthz")[2])["reloads"]


def run(server, turns, seconds, seed):
    """The clients for so many seconds; what they were told, what was held at the start, in the middle and at the end, and how often the graph changed."""
    told, held = Told(), Held(server)
    jobs = [(Of(told, kind), ask) for kind, (ask, count) in KINDS.items() for _ in range(count)]
    threads = [threading.Thread(target=guarded, args=(of, ask, server, seed * 1000 + n), daemon=True) for n, (of, ask) in enumerate(jobs)]
    for thread in threads:
        thread.start()
    began, marks = time.monotonic(), []
    # After a tenth all has been asked once.
    for when, part in (("at the start", 0.1), ("in the middle", 0.5), ("at the end", 1.0)):
        while time.monotonic() - began < seconds * part:
            held.look()
            time.sleep(0.2)
            # A directory that changes while it is opened is told as such (503 of /healthz), and is no part of this.
            if time.monotonic() - began > turns.turn * 2 and reloads(server) == turns.turn:
                turns.next(server)
        marks.append(held.tell(when))
    told.done.set()
    for thread in threads:
        thread.join()
    # Those that have gone are let go within the time that they have.
    time.sleep(6)
    marks.append(held.tell("alone again"))
    return told, held, marks


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", default="pedigraph")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    turns = Turns(args.bin, pathlib.Path(tempfile.mkdtemp()))
    server = Server(args.bin, turns.link, "--timeout", str(TIMEOUT), "--max-memory", "128M")
    before = descriptors(server.pid)
    try:
        told, held, marks = run(server, turns, args.seconds, args.seed)
        killed = len(held.workers) - len(held.look())
        code = server.end()
    finally:
        server.process.kill()
    for kind in KINDS:
        statuses = told.statuses[kind]
        shown = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items(), key=str))
        print(f"{kind}: {sum(statuses.values())} ({shown}); {told.wrong[kind]} wrong")
    whole = sum(told.statuses.values(), collections.Counter())
    refused = sum(count for status, count in whole.items() if isinstance(status, int) and status >= 400)
    cut = sum(count for status, count in whole.items() if not isinstance(status, int))
    print(f"{args.seconds} s: {sum(whole.values())} requests, {refused} refused, {cut} cut by who asked or by the server, {sum(told.wrong.values())} failed; "
          f"{turns.turn} changes of the graph, {killed} processes of queries ended, exit code {code}")
    faults = list(told.faults)
    (first, _), (middle, _), _, (last, open_last) = marks
    if last > max(first, middle) * 1.25 + 20:
        faults.append(f"memory grows: {first}, {middle}, {last} MB")
    if open_last > before + 24:
        faults.append(f"descriptors stay open: {before}, then {open_last}")
    if held.zombies:
        faults.append(f"{held.zombies} processes that nobody waited for")
    faults += [f"{kind}: nothing was asked" for kind in KINDS if not told.statuses[kind]]
    if code:
        faults.append(f"exit code {code}")
    for fault in faults:
        print(f"  WRONG {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
