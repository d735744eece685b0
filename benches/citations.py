#!/usr/bin/env python3
"""Citations found in the texts of orders: Pedigraph beside eyecite and citeurl, on the same texts, in one run.

    python3 -m venv target/cite && target/cite/bin/pip install eyecite citeurl markdown appdirs
    cargo build --release --example citations --bin pedigraph
    target/cite/bin/python benches/citations.py ORDER...        files as `pedigraph text` reads them

Prints a table of distinct citations a document and class, what each finds of all that any finds, and the speed of one
thread without start-up; `--missed N` prints N of each class that another finds and Pedigraph does not.
"""
import argparse, collections, json, os, re, subprocess, tempfile, time

CLASSES = {
    "U.S.C.": "united-states-code", "CFR": "code-of-federal-regulations", "Federal Register": "federal-register",
    "Stat.": "statutes-at-large", "Public Law": "public-law", "executive order": "executive-order",
    "proclamation": "proclamation",
}


def eyecite_finder():
    from eyecite import get_citations

    def find(text):
        for c in get_citations(text):
            g = c.groups
            reporter = (g.get("reporter") or "").replace(" ", "")
            number = lambda s: re.sub(r"\W+$", "", s or "")
            if reporter in ("U.S.C.", "U.S.C.A.", "U.S.C.S."):
                yield "U.S.C.", f"{g.get('title') or g.get('volume')} {number(g.get('section') or g.get('page'))}"
            elif reporter == "C.F.R." or reporter == "CFR":
                yield "CFR", f"{g.get('title') or g.get('chapter') or g.get('volume')} {number(g.get('section') or g.get('page'))}"
            elif reporter in ("FR", "F.R.", "Fed.Reg."):
                yield "Federal Register", f"{g.get('volume')} {number(g.get('page'))}"
            elif reporter == "Stat.":
                yield "Stat.", f"{g.get('volume')} {number(g.get('page'))}"
            elif reporter.startswith("Pub"):
                yield "Public Law", number(g.get("title") or g.get("page"))
    return find


def citeurl_finder():
    from citeurl import Citator
    citator = Citator()
    names = {"U.S. Code": "U.S.C.", "Code of Federal Regulations": "CFR", "Federal Register": "Federal Register",
             "U.S. Statutes at Large": "Stat.", "U.S. Public Laws": "Public Law"}

    def find(text):
        for c in citator.list_cites(text):
            # "section 4" behind a citation of title 28 is a guess of its short forms, mostly of the order's own sections.
            if c.parent is not None:
                continue
            kind = names.get(c.template.name)
            t = c.tokens
            if kind == "Public Law":
                yield kind, f"{t['congress']}-{t['law']}"
            elif kind in ("Federal Register", "Stat."):
                yield kind, f"{t['volume']} {t['page']}"
            elif kind:
                yield kind, f"{t.get('title')} {t.get('section') or t.get('part')}"
    return find


def own(texts):
    """Pedigraph's citations by document, the labels of numbers without their scheme."""
    found = collections.defaultdict(set)
    by_key = {v: k for k, v in CLASSES.items()}
    lines = subprocess.run(["target/release/examples/citations", *texts], capture_output=True, text=True, check=True)
    for line in lines.stdout.splitlines():
        c = json.loads(line)
        kind = by_key.get(c["class"], "other policies")
        found[c["file"]].add((kind, normal(kind, re.sub(r"^\D*?(?=\d)", "", c["id"]) if kind in CLASSES else c["id"])))
    return found


def normal(kind, number):
    """Title and section, without subsections: finders cut them at different depths."""
    number = number.replace(",", "").replace("§", "").strip().lower()
    number = re.sub(r"^(\d+)\s+(part|section|sec\.?|chapter)\s+", r"\1 ", number)
    if kind in ("U.S.C.", "CFR"):
        number = re.sub(r"\(.*", "", number).rstrip(".")
        return re.sub(r"^(\d+ \d+)-\d{3,}$", r"\1", number)  # a range by its first section
    return number


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("orders", nargs="+")
    ap.add_argument("--missed", type=int, default=0)
    ap.add_argument("--passes", type=int, default=20)
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        texts = []
        for order in a.orders:
            out = subprocess.run(["target/release/pedigraph", "text", order, "--quiet"], capture_output=True, text=True)
            texts.append(os.path.join(folder, os.path.basename(order) + ".txt"))
            open(texts[-1], "w", encoding="utf-8").write(re.sub(r"[ \t]*\n[ \t]*", "\n", out.stdout))
        ours = own(texts)
        read = {t: open(t, encoding="utf-8").read() for t in texts}
        size = sum(len(t.encode()) for t in read.values())
        finds, speed = {"Pedigraph": ours}, {}
        once = subprocess.run(["target/release/examples/citations", "--passes", str(a.passes), *texts], capture_output=True, text=True, check=True)
        speed["Pedigraph"] = json.loads(once.stdout)["seconds"]
        for name, make in (("eyecite", eyecite_finder), ("citeurl", citeurl_finder)):
            find = make()
            list(find("5 U.S.C. 301"))
            start, got = time.perf_counter(), {}
            for path, text in read.items():
                got[path] = {(k, normal(k, n)) for k, n in find(text)}
            speed[name] = time.perf_counter() - start
            finds[name] = got
        print(f"{len(texts)} texts, {size} bytes\n")
        print("| citation | any of the three | " + " | ".join(finds) + " |\n|---|" + "---:|" * (1 + len(finds)))
        for kind in [*CLASSES, "other policies"]:
            every = {(p, n) for got in finds.values() for p, found in got.items() for k, n in found if k == kind}
            each = [sum((p, n) in every for p, found in got.items() for k, n in found if k == kind) for got in finds.values()]
            print(f"| {kind} | {len(every)} | " + " | ".join(map(str, each)) + " |")
            if a.missed:
                mine = {(p, n) for p, found in ours.items() for k, n in found if k == kind}
                for p, n in sorted(every - mine)[: a.missed]:
                    print(f"    missed: {os.path.basename(p)} {n}")
        print("| seconds a megabyte, one thread | | " + " | ".join(f"{s / size * 1e6:.3f}" for s in speed.values()) + " |")
        print("| times Pedigraph's time | | " + " | ".join(f"{s / speed['Pedigraph']:.0f}" for s in speed.values()) + " |")


main()
