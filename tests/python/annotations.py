#!/usr/bin/env python3
"""Follows Web Annotations into the real files, with nothing of Pedigraph: do they select the words that they quote?

    tests/python/annotations.py ANNOTATIONS.nt FILE...

ANNOTATIONS.nt is what `pedigraph export annotations --format ntriples` wrote of a graph that was made of FILEs. A source is found among
them by its SHA-256, which the graph itself gives: `--quads GRAPH.nq`.

For a JSON Pointer the value is taken by RFC 6901, for a row of a table the record of that number with its header as the first (RFC 7111) and the column
by its name. Where the value is HTML or Markdown its markup is reduced to text by Python's html.parser, and the quote is looked for with blanks folded; in a
cell of a table and in a plain text the position must give the quote, to the character. Prints counts; exits 1 where a passage is not found.

Needs: pip install rdflib zstandard
"""

import argparse
import collections
import csv
import hashlib
import html.parser
import io
import json
import pathlib
import re
import sys
import tarfile

import rdflib
import zstandard

OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
RDF = rdflib.RDF
CHECKSUM = rdflib.URIRef("http://spdx.org/rdf/terms#checksumValue")


class Text(html.parser.HTMLParser):
    """The text of a document without its markup; a block ends a word."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []

    def handle_starttag(self, tag, attrs):
        self.parts.append("" if tag in ("a", "b", "i", "em", "strong", "span", "u", "s", "del", "sup", "sub", "code") else " ")

    def handle_endtag(self, tag):
        self.handle_starttag(tag, None)

    def handle_data(self, data):
        self.parts.append(data)


def fold(text):
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


def plain(text):
    """Text with markup reduced: tags, character references, links and emphasis of Markdown."""
    reader = Text()
    reader.feed(text)
    reader.close()
    text = "".join(reader.parts)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(?m)^\s*(?:>|#+|[-*+]|\d+\.)\s+", "", text)
    return fold(re.sub(r"[*_`~\\]+", "", text))


def pointer(value, path):
    for part in path.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def front_matter(text):
    """The plain keys of YAML front matter, as far as a title needs it."""
    head = re.match(r"---\r?\n(.*?)\r?\n---", text, re.S)
    found = {}
    for line in (head.group(1) if head else "").splitlines():
        key = re.match(r"([\w-]+):\s*(.*)", line)
        if key:
            value = key.group(2).strip()
            found[key.group(1)] = json.loads(value) if value.startswith('"') else value.strip("'")
    return found


class File:
    def __init__(self, data):
        self.text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        self.rows = None
        self.reduced = {}

    def plain(self, text):
        if text not in self.reduced:
            self.reduced[text] = plain(text)
        return self.reduced[text]

    def row(self, number):
        if self.rows is None:
            self.rows = list(csv.reader(io.StringIO(self.text, newline="")))
        return self.rows[number - 1]

    def select(self, fragments):
        """The text that a chain of fragment selectors leads to, and whether positions are those of the file's own characters."""
        if not fragments:
            return self.text, False
        standard, value = fragments[0]
        if standard.endswith("rfc7111"):
            row = self.row(int(value.removeprefix("row=")))
            column = self.row(1).index(fragments[1][1].removeprefix("col="))
            return row[column], True
        document = json.loads(self.text) if self.text.lstrip().startswith(("{", "[")) else front_matter(self.text)
        return pointer(document, value), False


def files(paths):
    """Every file by the SHA-256 of its decompressed bytes, the members of archives too."""
    found = {}
    for path in map(pathlib.Path, paths):
        data = path.read_bytes()
        if path.suffix == ".zst":
            data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
        members = [data]
        if ".tar" in path.name:
            with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                members = [archive.extractfile(m).read() for m in archive.getmembers() if m.isfile()]
        for member in members:
            found[hashlib.sha256(member).hexdigest()] = member
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("annotations")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--quads", required=True)
    parser.add_argument("--at-most", type=float, default=0.0, help="the share of passages that may not be found")
    args = parser.parse_args()
    checksum = {}
    for line in pathlib.Path(args.quads).read_text().splitlines():
        hit = re.match(r'<([^>]*)/checksum> <http://spdx.org/rdf/terms#checksumValue> "([0-9a-f]+)"', line)
        if hit:
            checksum[hit.group(1)] = hit.group(2)
    known = files(args.files)
    graph = rdflib.Graph().parse(args.annotations, format="nt")
    opened, counts, lost = {}, collections.Counter(), []
    for passage, source in graph.subject_objects(OA.hasSource):
        data = known.get(checksum.get(str(source)))
        if data is None:
            lost.append(f"{passage}: the file of {source} was not given")
            continue
        if source not in opened:
            opened[source] = File(data)
        file = opened[source]
        selectors, fragments = list(graph.objects(passage, OA.hasSelector)), []
        while len(selectors) == 1 and (selectors[0], RDF.type, OA.FragmentSelector) in graph:
            standard = graph.value(selectors[0], rdflib.DCTERMS.conformsTo)
            fragments.append((str(standard), str(graph.value(selectors[0], RDF.value))))
            selectors = list(graph.objects(selectors[0], OA.refinedBy))
        words = [str(w) for s in selectors for w in graph.objects(s, OA.exact)]
        place = [(int(graph.value(s, OA.start)), int(graph.value(s, OA.end))) for s in selectors if (s, OA.start, None) in graph]
        if len(words) != 1 or len(place) != 1:
            lost.append(f"{passage}: expected one quote and one position, found {words} {place}")
            continue
        text, exact = file.select(fragments)
        if exact:
            ok, how = text[place[0][0] : place[0][1]] == words[0], "cells of tables, to the character"
        else:
            # Marks of emphasis that stand alone are no markup, and stay in the quote.
            bare = fold(re.sub(r"[*_`~\\]+", "", words[0]))
            ok, how = bare in file.plain(text) or fold(words[0]) in fold(text), "texts with markup, by the quote"
        counts[how] += ok
        if not ok:
            lost.append(f"{passage}: {words[0]!r} is not there")
    for how, count in sorted(counts.items()):
        print(f"annotations: {count} found in {how}")
    print(f"annotations: {len(lost)} not found")
    for line in lost[:10]:
        print("  " + line)
    return 1 if not counts or len(lost) > args.at_most * (len(lost) + sum(counts.values())) else 0


if __name__ == "__main__":
    sys.exit(main())
