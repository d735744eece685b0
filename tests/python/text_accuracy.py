#!/usr/bin/env python3
"""Full texts of orders against the Federal Register's notes, with each difference as a careful reader judged it.

    text_accuracy.py NAME NOTES.csv TEXT... --bin PATH --precision F --recall F [--also ACTS.csv --also-recall F]

Runs the scorer, looks up each difference in tests/gold/text-differences.csv and prints precision and recall twice: as the
notes have it, and with the notes' own errors told apart (`open`: two careful readers may differ; not counted). --also is a
table of acts that the texts state and no note lists: they count in the second recall. Exits 1 below the bounds (of the
second), or where a difference has not been judged, or one that was judged is gone.
"""
import argparse, csv, os, re, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("name")
    ap.add_argument("notes")
    ap.add_argument("texts", nargs="+")
    ap.add_argument("--bin", required=True)
    ap.add_argument("--precision", type=float, required=True)
    ap.add_argument("--recall", type=float, required=True)
    ap.add_argument("--also")
    ap.add_argument("--also-recall", type=float, default=0)
    a = ap.parse_intermixed_args()
    also = ["--also", a.also] if a.also else []
    run = subprocess.run([sys.executable, os.path.join(HERE, "score.py"), "text", a.notes, *a.texts, *also, "--bin", a.bin,
                          "--show", "100000"],
                         capture_output=True, text=True)
    print("".join(line + "\n" for line in run.stdout.splitlines() if line.startswith("text,")), end="")
    last = re.search(r"rescinds supersedes: precision \S+ \((\d+)/(\d+)\)\s+recall \S+ \(\d+/(\d+)\)", run.stdout)
    if not last:
        sys.exit(f"the scorer failed: {run.stderr[-500:]}")
    hits, got, want = map(int, last.groups())
    unlisted = re.search(r"acts in no note: (\d+) of (\d+) found", run.stdout)
    if a.also and not unlisted:
        sys.exit("no text states an act of the table of acts that no note lists")
    told, acts = map(int, unlisted.groups()) if unlisted else (0, 0)
    found = set()
    for side, key in re.findall(r"^\s+(missed|wrong): (\(.*\))$", run.stdout, re.M):
        actor, target, relation = re.findall(r"'([^']*)'", key)
        found.add((actor, relation, target, "text" if side == "wrong" else "note"))
    with open(os.path.join(HERE, "..", "gold", "text-differences.csv"), encoding="utf-8") as f:
        judged = {(r["actor"], r["relation"], r["target"], r["found_by"]): r["verdict"]
                  for r in csv.DictReader(f) if r["texts"] == a.name}
    for what, cases in (("not judged", found - judged.keys()), ("judged, and no difference now", judged.keys() - found)):
        for case in sorted(cases):
            print(f"   {what}: {case}")
    count = lambda *verdicts: sum(judged.get(case) in verdicts for case in found)
    right, wrong, missed = count("right"), count("wrong"), count("missed") + acts - told
    precision = (hits + right) / (hits + right + wrong)
    recall = (hits + right) / (hits + right + missed)
    print(f"{a.name}, the notes' own errors told apart: precision {precision:.4f}, recall {recall:.4f} "
          f"({right} stated in a text and in no note, {count('verb')} notes with another verb, "
          f"{count('unstated')} notes that no text states, {wrong} wrong, {missed} missed)")
    # A reader without an error misses what the notes have wrong, and finds what they leave out.
    best = want - count("verb", "unstated")
    print(f"{a.name}, as the notes have it, of a reader without an error: precision {best / (best + right):.4f} "
          f"({best}/{best + right}), recall {best / want:.4f} ({best}/{want})")
    same = found == judged.keys() and got == hits + sum(c[3] == "text" for c in found)
    enough = precision >= a.precision and recall >= a.recall and told >= a.also_recall * acts
    sys.exit(not same or not enough or want == 0)


main()
