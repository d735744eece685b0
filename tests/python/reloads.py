#!/usr/bin/env python3
"""Changes the graph under a server again and again while it is asked: no request fails, and memory does not grow.

    reloads.py --bin pedigraph --reloads 1000

Two graph directories stand beside each other; the server is given a link that leads to the one or the other, and SIGHUP.
"""

import argparse
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).parents[2]
SEED = ROOT / "data/digitalgov-customer-service-policies.json"
QUERY = "/sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fp%20a%20ped%3APolicy%20%7D"
ASKED = ["/api/v1/policies", QUERY, "/us/executive-order/13571.ttl", "/us/executive-order/13571/", "/api/v1/queries/policies?format=csv", "/"]


class Client:
    def __init__(self, address):
        self.address = address
        self.connection = http.client.HTTPConnection(address, timeout=120)

    def get(self, path):
        self.connection.request("GET", path, headers={"Accept": "*/*"})
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def memory(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default="pedigraph")
    parser.add_argument("--reloads", type=int, default=1000)
    args = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp())
    page = work / "page.md"
    page.write_text("---\ntitle: A page\n---\n\nExecutive Order 20001 rescinds Executive Order 13571.\n")
    graphs = [work / "one", work / "two"]
    for graph, inputs in zip(graphs, [[SEED], [SEED, page]]):
        subprocess.run([args.bin, "ingest", *inputs, "--graph", graph, "--quiet"], check=True)
    link = work / "current"
    link.symlink_to(graphs[0])
    command = [args.bin, "serve", "--graph", link, "--listen", "127.0.0.1:0", "--rate", "0", "--log", "none"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    address = server.stdout.readline().strip().removeprefix("serving at http://").rstrip("/")
    failed, asked, done = [], [0], threading.Event()

    def ask(path):
        client = Client(address)
        while not done.is_set():
            status, body = client.get(path)
            asked[0] += 1
            if status != 200:
                failed.append((path, status, body[:200]))

    threads = [threading.Thread(target=ask, args=(path,)) for path in ASKED]
    for thread in threads:
        thread.start()
    client = Client(address)
    first = None
    started = time.monotonic()
    for n in range(1, args.reloads + 1):
        new = work / "new"
        new.symlink_to(graphs[n % 2])
        os.replace(new, link)
        os.kill(server.pid, signal.SIGHUP)
        until = time.monotonic() + 60
        while json.loads(client.get("/healthz")[1])["reloads"] < n:
            if time.monotonic() > until:
                raise SystemExit(f"reload {n} was not done")
            time.sleep(0.005)
        if n == max(args.reloads // 5, 1):
            first = memory(server.pid)
    last = memory(server.pid)
    seconds = time.monotonic() - started
    done.set()
    for thread in threads:
        thread.join()
    server.send_signal(signal.SIGTERM)
    code = server.wait(60)
    print(f"{args.reloads} reloads in {seconds:.0f} s, {asked[0]} requests, {len(failed)} failed; memory after a fifth {first} MB, at the end {last} MB; exit code {code}")
    for path, status, body in failed[:5]:
        print(f"  {path}: {status} {body!r}")
    return 1 if failed or code != 0 or last > first * 1.25 + 20 or asked[0] < args.reloads else 0


if __name__ == "__main__":
    sys.exit(main())
