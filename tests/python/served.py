"""What the tests of a running server share: graphs that take turns, the server, its clients, what its process holds."""

import http.client
import os
import pathlib
import signal
import socket
import subprocess

ROOT = pathlib.Path(__file__).parents[2]
SEED = ROOT / "data/digitalgov-customer-service-policies.json"
HOSTILE = ROOT / "tests/fixtures/hostile-queries"
# Eight that take their time: products, paths, texts that grow, long answers.
HEAVY = ["cart3-count", "cart-group", "construct-cart", "regex4", "path5", "order-all", "gc1", "filter-contains"]
# What is answered without a process of its own.
CHEAP = ["/us/executive-order/13571.ttl", "/us/executive-order/13571/", "/api/v1/policies/EO%2013571/status", "/api/v1/policies/M-11-24/lineage",
         "/api/v1/queries/lineage?policy=EO%2013571", "/api/v1/policies?q=customer"]
COUNT = "/sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fp%20a%20ped%3APolicy%20%7D"


def heavy(name):
    return (HOSTILE / f"{name}.rq").read_bytes()


class Turns:
    """Two graph directories beside each other and a link that leads to the one or the other."""

    def __init__(self, binary, work):
        page = work / "page.md"
        page.write_text("---\ntitle: A page\n---\n\nExecutive Order 20001 rescinds Executive Order 13571.\n")
        self.graphs, self.link, self.turn = [work / "one", work / "two"], work / "current", 0
        for graph, inputs in zip(self.graphs, [[SEED], [SEED, page]]):
            subprocess.run([binary, "ingest", *inputs, "--graph", graph, "--quiet"], check=True)
        self.link.symlink_to(self.graphs[0])

    def next(self, server):
        """The other one takes its place, and the server is told."""
        self.turn += 1
        new = self.link.with_name("new")
        new.symlink_to(self.graphs[self.turn % 2])
        os.replace(new, self.link)
        os.kill(server.pid, signal.SIGHUP)


class Server:
    """`pedigraph serve` at a port that is free."""

    def __init__(self, binary, graph, *options):
        rate = [] if "--rate" in options else ["--rate", "0"]
        command = [binary, "serve", "--graph", graph, "--listen", "127.0.0.1:0", "--log", "none", *rate, *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.pid = self.process.pid
        self.address = self.process.stdout.readline().strip().removeprefix("serving at http://").rstrip("/")

    def end(self):
        """Its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


class Client:
    """Asks again and again on one connection. An answer that is cut is an `http.client.HTTPException`."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=120)

    def ask(self, method, path, heads=None, body=None):
        """Status, heads and body."""
        self.connection.request(method, path, body, {"Accept": "*/*", **(heads or {})})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def get(self, path, heads=None):
        return self.ask("GET", path, heads)


def connect(address, patience):
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=patience)


def send(address, request, patience):
    """Sends bytes as they are; all that comes back."""
    with connect(address, patience) as stream:
        stream.sendall(request)
        return rest(stream)


def rest(stream):
    answer = b""
    while piece := stream.recv(1 << 16):
        answer += piece
    return answer


def memory(pid):
    """What a process holds in memory, in MB; 0 of one that has ended."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def children(pid):
    """The processes that a process has started, with their states: `Z` is one that has ended and was not waited for."""
    found = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            for child in (task / "children").read_text().split():
                found[int(child)] = pathlib.Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            # One that has ended meanwhile.
            continue
    return found
