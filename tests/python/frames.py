#!/usr/bin/env python3
"""Has pyld read, frame and compact the JSON-LD that Pedigraph writes.

    tests/python/frames.py GRAPH.jsonld POLICY.jsonld GRAPH.nq

GRAPH.jsonld and GRAPH.nq are one graph, POLICY.jsonld what `pedigraph export 'EO 13571'` wrote. No document is fetched. Checks that

1. the graph gives the quads of the N-Quads, with the context that it holds and with the published one in its place;
2. a frame by type gives every policy, each under the names of the published context;
3. the policy's document begins with the policy and holds its statements inside it, each with its source.

Needs: pip install pyld
"""

import json
import pathlib
import sys

from pyld import jsonld

CONTEXT = json.loads((pathlib.Path(__file__).resolve().parents[2] / "ontology" / "context.jsonld").read_text())["@context"]


def no_network(url, options):
    raise ValueError(f"the document asks for {url}")


def quads(document):
    return set(jsonld.to_rdf(document, {"format": "application/n-quads"}).splitlines())


def nodes(value):
    """Every node inside a value."""
    if isinstance(value, list):
        return [n for v in value for n in nodes(v)]
    if not isinstance(value, dict):
        return []
    return ([value] if "id" in value else []) + [n for k, v in value.items() if k != "@context" for n in nodes(v)]


def check(ok, what):
    print(f"frames: {what}: {'yes' if ok else 'NO'}")
    return 0 if ok else 1


def main(graph, policy, nquads):
    jsonld.set_document_loader(no_network)
    graph, policy = json.loads(pathlib.Path(graph).read_text()), json.loads(pathlib.Path(policy).read_text())
    lines = set(pathlib.Path(nquads).read_text().splitlines())
    canonical = set(jsonld.to_rdf(jsonld.from_rdf("\n".join(lines) + "\n"), {"format": "application/n-quads"}).splitlines())
    faults = check(quads(graph) == canonical, f"pyld reads the {len(canonical)} quads of the N-Quads")
    faults += check(quads({**graph, "@context": CONTEXT}) == canonical, "and the same with the published context")
    faults += check(all(CONTEXT.get(key) == value for key, value in policy["@context"].items()), "the policy's context is part of the published one")
    faults += check(quads(policy) == quads({**policy, "@context": CONTEXT}), "and means the same")
    framed = jsonld.frame(graph, {"@context": CONTEXT, "type": "Policy", "@embed": "@never"})
    policies = framed.get("graph", [])
    wanted = {line.split(" ")[0].strip("<>") for line in lines if line.split(" ")[2] == "<https://w3id.org/pedigraph/ns#Policy>"}
    faults += check({p["id"] for p in policies} == wanted, f"a frame by type gives all {len(wanted)} policies")
    order = next((p for p in policies if p.get("identifier") == "EO 13571"), {})
    named = order.get("policyType") == "ExecutiveOrder" and order.get("title", {}).get("en", "").startswith("Streamlining")
    faults += check(named and "Legislation" in order.get("type", []), "under the names of the context")
    told = [s for key in ("acts", "actedUponIn") for s in (policy.get(key) if isinstance(policy.get(key), list) else [policy.get(key)]) if s]
    sourced = all(isinstance(s, dict) and s["type"] == "Statement" and s["quote"] and s["wasQuotedFrom"] for s in told)
    faults += check(policy.get("identifier") == "EO 13571" and bool(told) and sourced, f"the policy's document holds its {len(told)} statements")
    named = {s["wasQuotedFrom"]["id"] if isinstance(s["wasQuotedFrom"], dict) else s["wasQuotedFrom"] for s in told}
    faults += check(named <= {n["id"] for n in nodes(policy) if "Source" in n.get("type", []) and n.get("format")}, "and their sources, once")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
