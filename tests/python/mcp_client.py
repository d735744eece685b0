#!/usr/bin/env python3
"""The official Python client of the Model Context Protocol asks each tool of `pedigraph mcp` over the seed graph.

    python3 -m venv venv && venv/bin/pip install mcp
    venv/bin/python tests/python/mcp_client.py --bin target/release/pedigraph

With `--show`, each answer is printed, as docs/mcp.md has them."""

import argparse
import asyncio
import subprocess
import sys
import tempfile

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

SEED = "data/digitalgov-customer-service-policies.json"
SOURCE = "https://github.com/GSA/digitalgov.gov/"

# Tool, arguments, what must stand in the answer.
CALLS = [
    ("search_policies", {"q": "customer service", "limit": 3}, ["policies fit", "EO 12862", "cursor"]),
    ("policy_status", {"policy": "M-16-08"}, ["ended: rescinded by M-17-26", "“6/15/2017: Eliminated by M-17-26”", SOURCE]),
    ("policy_status", {"policy": "EO 12862", "as-of": "2050"}, ["unknown", "Coverage:"]),
    ("policy_lineage", {"policy": "EO 13571"}, ["carried on by", "omb-memorandum/m-11-24", SOURCE]),
    ("policy_impact", {"policy": "EO 12862"}, ["would stand on nothing", SOURCE]),
    ("policy_evidence", {"policy": "M-17-26"}, ["M-16-08", "“", SOURCE]),
    ("changes", {"from": "2017-01", "to": "2017-12"}, ["ended", "M-16-08", "Coverage:"]),
    ("list_queries", {}, ["lineage"]),
    ("run_query", {"name": "lineage", "params": {"policy": "EO 13571"}}, ["M-11-24"]),
    ("sparql", {"query": "SELECT ?policy ?other { ?policy ped:rescinds ?other } LIMIT 3"}, ["policy,other", "m-17-26"]),
    ("sources", {}, ["1 source.", SOURCE]),
]
# What is refused, and how.
REFUSED = [
    ("policy_status", {"policy": "no such policy"}, "expected a policy"),
    ("sparql", {"query": "SELECT ?a { ?a"}, "line 1"),
]


def text_of(result):
    return "".join(part.text for part in result.content)


def is_error(result):
    """Versions of the client name the field differently."""
    return getattr(result, "is_error", None) or getattr(result, "isError", False)


async def ask(binary, graph, show):
    parameters = StdioServerParameters(command=binary, args=["mcp", "--graph", graph])
    async with stdio_client(parameters) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        listed = (await session.list_tools()).tools
        untried = {tool.name for tool in listed} - {name for name, _, _ in CALLS}
        assert not untried, f"not tried: {untried}"
        for name, arguments, expected in CALLS:
            result = await session.call_tool(name, arguments)
            text = text_of(result)
            if show:
                print(f"=== {name} {arguments}\n{text}")
            assert not is_error(result), f"{name}: {text}"
            assert len(text.encode()) <= 24 << 10, name
            for part in expected:
                assert part in text, f"{name}: no {part!r} in\n{text}"
        for name, arguments, expected in REFUSED:
            result = await session.call_tool(name, arguments)
            assert is_error(result) and expected in text_of(result), f"{name}: {text_of(result)}"
    return len(listed)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="target/release/pedigraph")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        graph = f"{folder}/graph"
        subprocess.run([options.bin, "ingest", SEED, "--graph", graph, "--quiet"], check=True)
        tools = asyncio.run(asyncio.wait_for(ask(options.bin, graph, options.show), 120))
    print(f"{tools} tools answer the official client; {len(CALLS)} answers, {len(REFUSED)} refusals")


if __name__ == "__main__":
    sys.exit(main())
