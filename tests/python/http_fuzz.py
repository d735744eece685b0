#!/usr/bin/env python3
"""Sends made and broken requests to a server and looks whether it still answers.

    http_fuzz.py ADDRESS PID --requests 20000 --seed 1

The same requests on every machine. A request may be refused in any way; the server may not fail (500), stop answering, or keep memory.
"""

import argparse
import random
import sys

from served import memory, send

METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "G\0T", "get"]
PATHS = [
    "/", "/sparql", "/api/v1/policies", "/api/v1/policies/EO%2013571/status", "/api/v1/policies/EO 13571/lineage",
    "/api/v1/changes", "/api/v1/changes.atom", "/api/v1/queries/lineage", "/api/v1/queries/policies", "/api/v1/sources",
    "/api/v1/openapi.json", "/us/executive-order/13571", "/us/executive-order/13571.ttl", "/us/executive-order/13571/",
    "/ns", "/ns/ontology.ttl", "/statement/", "/healthz", "/metrics", "/assets/style.css", "/queries/lineage/",
]
NAMES = ["q", "type", "body", "status", "from", "to", "as-of", "limit", "offset", "direction", "relation", "depth",
         "policy", "asOf", "format", "query", "default-graph-uri", "named-graph-uri", "update"]
VALUES = ["", "1", "-1", "99999999999999999999", "2017-06-15", "2017", "today", "EO 13571", "M-11-24", "all", "up", "ended", "csv", "turtle",
          "SELECT * { ?s ?p ?o } LIMIT 3", "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2", "SELECT ((((1", "http://x/", "\u202e", "../..", "%", "\0",
          "(" * 500, "a" * 3000, "<script>", "' OR 1=1"]
HEADS = ["Accept: text/turtle", "Accept: */*;q=0", "Accept: " + "a/b," * 200, "Accept-Encoding: gzip", "Content-Type: application/sparql-query",
         "Content-Type: application/x-www-form-urlencoded", "If-None-Match: *", "If-Modified-Since: yesterday", "Range: bytes=0-1",
         "Content-Length: 5", "Content-Length: -1", "Transfer-Encoding: chunked", "Host: evil.example", "X-Forwarded-For: 1.2.3.4", "Expect: 100-continue",
         "Upgrade: h2c", "\xff: \xff", "A:" + "b" * 9000]
BODIES = [b"", b"ASK {}", b"query=ASK+%7B%7D", b"5\r\nhello\r\n0\r\n\r\n", b"\0" * 50, b"query=" + b"%" * 50, b"{" * 300]


def made(dice):
    path = dice.choice(PATHS)
    pairs = [f"{dice.choice(NAMES)}={quoted(dice, dice.choice(VALUES))}" for _ in range(dice.randrange(4))]
    target = path + ("?" + "&".join(pairs) if pairs else "")
    heads = ["Host: localhost", "Connection: close"] + dice.sample(HEADS, dice.randrange(3))
    body = dice.choice(BODIES) if dice.random() < 0.3 else b""
    if body and dice.random() < 0.7:
        heads.append(f"Content-Length: {len(body)}")
    text = f"{dice.choice(METHODS[:3]) if dice.random() < 0.8 else dice.choice(METHODS)} {target} HTTP/1.1\r\n" + "\r\n".join(heads) + "\r\n\r\n"
    request = bytearray(text.encode("latin-1", "replace") + body)
    odd = ("Content-Length", "Transfer", "Expect", "Upgrade", "A:", "\\xff")
    whole = not any(head.startswith(odd) for head in heads if head != f"Content-Length: {len(body)}")
    if dice.random() < 0.3:
        whole = False
        for _ in range(dice.randrange(1, 6)):
            at = dice.randrange(len(request))
            what = dice.randrange(3)
            if what == 0:
                request[at] = dice.randrange(256)
            elif what == 1:
                del request[at]
            else:
                request.insert(at, dice.randrange(256))
            if not request:
                request = bytearray(b"\r\n")
    return bytes(request), whole


def quoted(dice, value):
    if dice.random() < 0.2:
        return value.replace(" ", "+").replace("#", "")
    return "".join(c if c.isalnum() else "".join(f"%{b:02x}" for b in c.encode()) for c in value)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("pid", type=int)
    parser.add_argument("--requests", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    dice = random.Random(args.seed)
    seen, failed, first = {}, [], None
    for n in range(args.requests):
        request, whole = made(dice)
        try:
            # A server may wait for the rest of a request that lacks its end, and for no other.
            answer = send(args.address, request, 60 if whole else 0.3)
            status = answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/1.") else "none"
        except (ConnectionError, TimeoutError) as error:
            status = type(error).__name__
        seen[status] = seen.get(status, 0) + 1
        if status == "500" or whole and not status.isdigit():
            failed.append((n, status, request[:300]))
        if n == args.requests // 4:
            first = memory(args.pid)
    last = memory(args.pid)
    alive = send(args.address, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 30)
    print(f"{args.requests} requests: " + ", ".join(f"{n} of {status}" for status, n in sorted(seen.items())))
    print(f"memory after a quarter {first} MB, at the end {last} MB")
    for n, status, request in failed[:5]:
        print(f"request {n}: {status}: {request!r}")
    ok = not failed and alive.startswith(b"HTTP/1.1 200") and last < first * 1.5 + 50
    return 0 if ok and seen.get("200", 0) > args.requests // 20 else 1


if __name__ == "__main__":
    sys.exit(main())
