#!/usr/bin/env python3
"""Runs the proxies of docs/deploy.md in front of a server, as they are printed there but for ports and certificate.

    proxies.py --bin pedigraph

Through each, over TLS: links begin with the public address, `/metrics` is kept back, whoever writes `X-Forwarded-For` himself is still one client, a query in
a long address is answered; nginx keeps answers and asks whether they are still the same.

Needs nginx, caddy and openssl.
"""

import argparse
import http.client
import json
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

from served import ROOT, SEED, Server

NAME = "policies.example.gov"
PUBLIC = f"https://{NAME}/"
BACKEND = "127.0.0.1:7878"


def printed(language, first):
    """A block of the page, by its language and its first word."""
    page = (ROOT / "docs/deploy.md").read_text()
    return next(block for block in re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL) if block.startswith(first))


def free():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def replaced(text, pairs):
    for old, new in pairs:
        assert old in text, f"docs/deploy.md has no {old!r}"
        text = text.replace(old, new)
    return text


def nginx(work, server, port):
    """The command that runs nginx with the block of the page."""
    block = replaced(printed("nginx", "proxy_cache_path"), [
        (BACKEND, server.address), ("443 ssl", f"127.0.0.1:{port} ssl"), ("/var/cache/nginx/pedigraph", f"{work}/cache"),
        ("/etc/ssl/certs/policies.pem", f"{work}/cert.pem"), ("/etc/ssl/private/policies.key", f"{work}/key.pem")])
    # Tells of each answer whether it was kept.
    block = block.replace("listen", "add_header X-Cache $upstream_cache_status;\n    listen")
    folders = "".join(f"{kind}_temp_path {work}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config = work / "nginx.conf"
    config.write_text(f"daemon off;\npid {work}/nginx.pid;\nerror_log {work}/nginx.log;\nuser root;\n"
                      f"events {{}}\nhttp {{\naccess_log off;\n{folders}{block}}}\n")
    return ["nginx", "-e", f"{work}/nginx.log", "-c", config]


def caddy(work, server, port):
    """The command that runs Caddy with the block of the page."""
    block = replaced(printed("text", f"{NAME} {{"), [
        (BACKEND, server.address), (f"{NAME} {{", f"https://{NAME}:{port} {{\n    tls {work}/cert.pem {work}/key.pem")])
    config = work / "Caddyfile"
    config.write_text(f"{{\n    admin off\n    auto_https disable_redirects\n}}\n{block}")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", config]


class Client:
    """Asks over TLS by the name of the site, whoever answers at the port."""

    def __init__(self, port):
        self.port = port

    def get(self, path, **heads):
        """Status, heads and body."""
        plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        plain.check_hostname, plain.verify_mode = False, ssl.CERT_NONE
        stream = plain.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 30), server_hostname=NAME)
        connection = http.client.HTTPConnection(NAME, timeout=30)
        connection.sock = stream
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in heads.items()})
        reply = connection.getresponse()
        found = reply.status, reply.headers, reply.read()
        connection.close()
        return found

    def wait(self):
        """Until it answers."""
        for _ in range(100):
            try:
                return self.get("/healthz")
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the proxy does not answer")


def ask(client, keeps):
    """What is wrong with what comes through a proxy."""
    status, _, body = client.wait()
    yield status == 200 and json.loads(body)["status"] == "ok", f"health: {status} {body[:200]}"
    described = json.loads(client.get("/api/v1/openapi.json")[2])
    yield described["servers"][0]["url"] == f"{PUBLIC}api/v1", f"servers: {described['servers']}"
    status, heads, _ = client.get("/us/executive-order/13571", Accept="text/turtle")
    leads = urllib.parse.urljoin(PUBLIC, heads["Location"] or "")
    yield (status, leads) == (303, f"{PUBLIC}us/executive-order/13571.ttl"), f"an IRI: {status} {leads}"
    status, _, body = client.get("/us/executive-order/13571.ttl")
    yield status == 200 and f"<{PUBLIC}us/executive-order/13571.ttl>".encode() in body, f"data: {status} {body[:200]}"
    yield client.get("/metrics")[0] == 403, "/metrics is answered"
    query = "ASK {} #" + "x" * 20000
    status, _, body = client.get("/sparql?query=" + urllib.parse.quote(query), Accept="application/json")
    yield status == 200 and json.loads(body)["boolean"], f"a long query: {status} {body[:200]}"
    if keeps:
        said = []
        for pause in (0, 0, 2.5):  # nginx counts whole seconds
            time.sleep(pause)
            said.append(client.get("/api/v1/policies?limit=3")[1]["X-Cache"])
        yield said == ["MISS", "HIT", "REVALIDATED"], f"kept: {said}"
        yield client.get("/api/v1/policies?limit=3", Accept="text/csv")[1]["Content-Type"].startswith("text/csv"), "another form is given"
    # One client, whatever he says of himself; each address is another, so that nothing is kept.
    told = [client.get(f"/api/v1/policies?limit={n + 1}", X_Forwarded_For=f"192.0.2.{n}")[0] for n in range(80)]
    yield 429 in told and 200 in told, f"forged addresses: {sorted(set(told))}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", default="pedigraph")
    args = parser.parse_args()
    wrong = []
    for kind in (nginx, caddy):
        work = pathlib.Path(tempfile.mkdtemp())
        make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        subprocess.run([*make, "-keyout", work / "key.pem", "-out", work / "cert.pem"], check=True, stderr=subprocess.DEVNULL)
        subprocess.run([args.bin, "ingest", SEED, "--graph", work / "graph", "--quiet"], check=True)
        server = Server(args.bin, work / "graph", "--url", PUBLIC, "--behind-proxy", "--rate", "5")
        port = free()
        with open(work / "log", "w") as log:
            proxy = subprocess.Popen(kind(work, server, port), stdout=log, stderr=log)
        try:
            found = list(ask(Client(port), kind is nginx))
        finally:
            proxy.terminate()
            proxy.wait(30)
            server.end()
        wrong += [f"{kind.__name__}: {what}" for right, what in found if not right]
        print(f"{kind.__name__}: {sum(right for right, _ in found)} of {len(found)} as they should be")
    for what in wrong:
        print(f"  WRONG {what}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
