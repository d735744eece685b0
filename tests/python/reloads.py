#!/usr/bin/env python3
"""Changes the graph under a server again and again while it is asked: no request fails, and memory does not grow.

    reloads.py --bin pedigraph --reloads 1000

Two graph directories stand beside each other; the server is given a link that leads to the one or the other, and SIGHUP.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import threading
import time

from served import COUNT, Client, Server, Turns, memory

ASKED = ["/api/v1/policies", COUNT, "/us/executive-order/13571.ttl", "/us/executive-order/13571/", "/api/v1/queries/policies?format=csv", "/"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default="pedigraph")
    parser.add_argument("--reloads", type=int, default=1000)
    args = parser.parse_args()
    turns = Turns(args.bin, pathlib.Path(tempfile.mkdtemp()))
    server = Server(args.bin, turns.link)
    failed, asked, done = [], [0], threading.Event()

    def ask(path):
        client = Client(server.address)
        while not done.is_set():
            status, _, body = client.get(path)
            asked[0] += 1
            if status != 200:
                failed.append((path, status, body[:200]))

    threads = [threading.Thread(target=ask, args=(path,)) for path in ASKED]
    for thread in threads:
        thread.start()
    client = Client(server.address)
    first = None
    started = time.monotonic()
    for n in range(1, args.reloads + 1):
        turns.next(server)
        until = time.monotonic() + 60
        while json.loads(client.get("/healthz")[2])["reloads"] < n:
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
    code = server.end()
    print(f"{args.reloads} reloads in {seconds:.0f} s, {asked[0]} requests, {len(failed)} failed; memory after a fifth {first} MB, at the end {last} MB; exit code {code}")
    for path, status, body in failed[:5]:
        print(f"  {path}: {status} {body!r}")
    return 1 if failed or code != 0 or last > first * 1.25 + 20 or asked[0] < args.reloads else 0


if __name__ == "__main__":
    sys.exit(main())
