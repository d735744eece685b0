#!/usr/bin/env python3
"""An independent reading of what is in force on a day, held against `pedigraph in-force`.

It reads a graph as N-Quads without status periods (`pedigraph convert --format nquads`) and takes from it only policies with
their dates, statements, mentions with their roles, and sources. For each policy and day it goes through choices of days
one by one, so that nothing is shared with the program: neither code nor periods. The rules are those of the page
docs/vocabulary.md, "In force".

    statuses.py GRAPH.nq GRAPH_DIR --bin pedigraph [--policies 300] [--inputs ...]
"""

import argparse
import datetime
import itertools
import json
import re
import subprocess
import sys
from collections import defaultdict

PED = "https://w3id.org/pedigraph/ns#"
DCT = "http://purl.org/dc/terms/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
FROM = "http://www.w3.org/ns/prov#wasQuotedFrom"
LINE = re.compile(r'<([^>]*)> <([^>]*)> (?:<([^>]*)>|"((?:[^"\\]|\\.)*)"\S*)')
WANTED = {PED + n for n in ("actor", "target", "relation", "extent", "effectiveEarliest", "effectiveLatest", "until", "expires",
          "issuedEarliest", "issuedLatest", "of", "role", "doubt", "condition", "inRecordOf", "format", "effective", "retrieved", "coversUntil")}
WANTED |= {TYPE, FROM, DCT + "issued", DCT + "modified"}
REGISTERS = {"register-csv", "register-json", "csv", "disposition-table"}
EVER, NEVER = -10**7, 10**7
STATES = ["notYet", "inForce", "inForceInPart", "suspended", "ended"]


def first_day(text):
    parts = [int(p) for p in text[:10].split("-")]
    return datetime.date(*(parts + [1, 1])[:3]).toordinal()


def last_day(text):
    parts = [int(p) for p in text[:10].split("-")]
    if len(parts) == 3:
        return datetime.date(*parts).toordinal()
    year, month = (parts[0] + 1, 1) if len(parts) == 1 or parts[1] == 12 else (parts[0], parts[1] + 1)
    return datetime.date(year, month, 1).toordinal() - 1


def load(path):
    nodes = defaultdict(lambda: defaultdict(list))
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            found = LINE.match(line)
            if found and found[2] in WANTED:
                nodes[found[1]][found[2]].append(found[3] if found[3] is not None else found[4])
    return nodes


class Graph:
    """What the reading needs of a graph."""

    def __init__(self, nodes):
        one = lambda n, p: next(iter(n.get(p, [])), None)
        self.own, self.basis, self.policies = {}, {}, []
        self.expires = {}
        self.statements, self.mentions, self.sources = [], [], {}
        for iri, n in nodes.items():
            types = n.get(TYPE, [])
            if PED + "Policy" in types:
                self.policies.append(iri)
                early, late = one(n, PED + "issuedEarliest"), one(n, PED + "issuedLatest")
                self.own[iri] = (first_day(early), first_day(late)) if early else (EVER, NEVER)
                if one(n, PED + "expires"):
                    self.expires[iri] = one(n, PED + "expires")
            elif PED + "Statement" in types:
                self.statements.append((iri, {p: one(n, p) for p in n}))
            elif PED + "Mention" in types:
                self.mentions.append({p: one(n, p) for p in n})
            elif PED + "Source" in types:
                self.sources[iri] = {p: one(n, p) for p in n}
        self.statements = [s for _, s in sorted(self.statements, key=lambda s: s[0])]


def name_of(statement):
    relation = statement[PED + "relation"][len(PED):]
    part = relation.endswith("InPart") or statement.get(PED + "extent") == PED + "Part"
    return relation.removesuffix("InPart"), part


ENDS = ("rescinds", "supersedes")


def doubted(statement):
    """More than 31 days between the two dates of a doubt."""
    days = re.findall(r"(?<![\d-])\d{4}(?:-\d\d)?(?:-\d\d)?(?![\d-])", statement.get(PED + "doubt") or "")
    if len(days) < 2:
        return False
    a, b = days[0], days[-1]
    return max(first_day(b) - last_day(a), first_day(a) - last_day(b)) > 31


class Law:
    """Acts and coverage of all policies, from statements."""

    def __init__(self, graph):
        self.g = graph
        self.newest, marks = {}, set()
        described = defaultdict(list)
        for m in graph.mentions:
            if m.get(PED + "role") != PED + "Record":
                continue
            described[m[PED + "of"]].append(m)
            source = m[FROM]
            if self.is_register(source) and m.get(DCT + "issued"):
                day = last_day(m[DCT + "issued"])
                fetched = graph.sources[source].get(PED + "retrieved")
                day = min(day, last_day(fetched)) if fetched else day
                self.newest[source] = max(day, self.newest.get(source, EVER))
        entries = {(m[FROM], policy) for policy, mentions in described.items() for m in mentions}
        for s in graph.statements:
            kind, _ = name_of(s)
            bears = kind in ENDS + ("suspends", "reinstates")
            if not bears or s.get(PED + "condition"):
                continue
            actor, target, record = s.get(PED + "actor"), s.get(PED + "target"), s.get(PED + "inRecordOf")
            if actor is None or record != actor and (s[FROM], target) in entries:
                marks.add(s[FROM])
        self.covered = {}
        for policy, mentions in described.items():
            days = [graph.own[policy][1]] if graph.own[policy][1] != NEVER else []
            for m in mentions:
                source = m[FROM]
                modified = self.day_of(source)
                # What the keeper of a source says; of a register the graph has the later of that and of the newest row.
                if graph.sources[source].get(PED + "coversUntil"):
                    days.append(last_day(graph.sources[source][PED + "coversUntil"]))
                if self.is_register(source):
                    days.append(self.newest.get(source, EVER))
                elif source in marks and modified:
                    days.append(last_day(modified))
                elif m.get(DCT + "issued"):
                    days.append(last_day(m[DCT + "issued"]))
            self.covered[policy] = max(days, default=EVER)
        self.acts = defaultdict(list)
        self.gather()

    def is_register(self, source):
        return self.g.sources[source].get(PED + "format") in REGISTERS

    def day_of(self, source):
        """When a source was changed, else fetched."""
        known = self.g.sources[source]
        return known.get(DCT + "modified") or known.get(PED + "retrieved")

    def told_by(self, source):
        modified = self.day_of(source)
        if modified:
            return last_day(modified)
        return self.newest.get(source, NEVER)

    def days(self, s):
        """The days on which a statement lets its act happen."""
        target, actor = s.get(PED + "target"), s.get(PED + "actor")
        if s.get(PED + "effective"):
            return first_day(s[PED + "effective"]), last_day(s[PED + "effective"])
        if actor is None or self.g.own[actor] == (EVER, NEVER):
            return self.g.own[target][0], self.told_by(s[FROM])
        return self.g.own[actor]

    def gather(self):
        g = self.g
        merged = defaultdict(list)
        changes, weaker, whole = defaultdict(list), defaultdict(set), defaultdict(set)
        moved = defaultdict(list)
        for s in g.statements:
            kind, part = name_of(s)
            target, actor, record = s.get(PED + "target"), s.get(PED + "actor"), s.get(PED + "inRecordOf")
            if s.get(PED + "condition") or target is None:
                continue
            if actor == target and not s.get(PED + "effective"):
                continue
            if kind in ENDS + ("suspends", "reinstates"):
                merged[(target, actor, "ends" if kind in ENDS else kind, part)].append(s)
            if actor is None:
                continue
            presupposes = kind in ("amends", "continues", "supplements", "suspends", "reinstates") or kind in ENDS and part
            if presupposes and target in self.covered and not doubted(s):
                sure = first_day(s[PED + "effective"]) if s.get(PED + "effective") else g.own[actor][0]
                self.covered[target] = max(self.covered[target], sure)
            change = kind in ("amends", "continues", "supplements") or kind in ENDS and part
            if change and record == target and not doubted(s):
                changes[target].append(first_and_last(self, s, actor))
            if record in (actor, target):
                key = (actor, target)
                if kind in ENDS and not part:
                    whole[key].add((s[FROM], record))
                elif kind == "amends" or kind in ENDS:
                    weaker[key].add((s[FROM], record))
            if kind == "continues" and not part:
                moved[target].append(s.get(PED + "until"))
        back = defaultdict(list)
        for (target, actor, kind, part), statements in merged.items():
            low, high = zip(*(self.days(s) for s in statements))
            days = (max(low), min(high)) if max(low) <= min(high) else (min(low), max(high))
            printed = any(s.get(PED + "effective") for s in statements)
            until = [s[PED + "until"] for s in statements if s.get(PED + "until")]
            until = max(((first_day(u), last_day(u)) for u in until), default=None)
            contested = False
            if kind == "ends" and not part:
                contested = all(doubted(s) for s in statements)
                contested |= bool(weaker[(actor, target)] - whole[(actor, target)]) if actor else False
            if kind == "reinstates":
                back[target].append(days)
            share = actor if actor and not printed else None
            self.acts[target].append([kind, part, days, until, share, contested])
        for policy, text in g.expires.items():
            until = moved.get(policy, [])
            if None in until:
                continue
            text = max([text] + until, key=lambda t: (first_day(t), -len(t)))
            self.acts[policy].append(["ends", False, (first_day(text) + 1, last_day(text) + 1), None, None, False])
        for policy, acts in self.acts.items():
            for act in acts:
                if act[0] != "ends" or act[1]:
                    continue
                later = sorted(c for c in changes[policy] if c[0] > act[2][1])
                if later and not any(b[0] <= later[0][1] and b[1] >= act[2][0] for b in back[policy]):
                    act[5] = True

    def status(self, policy, day):
        """The possible statuses and whether it is disputed; `None` where the choices are too many to go through."""
        own = self.g.own[policy]
        acts = [(k, p, (max(d[0], own[0]), max(d[1], own[0])), u, s, c) for k, p, d, u, s, c in self.acts[policy]]
        sure = [a[2][1] for a in acts if not a[5]]
        own = (own[0], max(own[0], min([own[1]] + sure)))
        choices = possible(own, acts, day)
        if choices is None:
            return None
        disputed = any(a[5] and self.in_dispute(policy, a, acts, day) for a in acts) and len(choices) > 1
        if day > self.covered.get(policy, EVER) and choices & {"inForce", "inForceInPart", "suspended"}:
            choices |= {"inForceInPart", "suspended", "ended"}
        return choices, disputed

    def in_dispute(self, policy, act, acts, day):
        start = act[2][0]
        settled = [a[2][1] for a in acts if not a[5] and a[2][1] >= start and (a[0] == "ends" and not a[1] or a[0] == "reinstates")]
        return start <= day < min(settled, default=NEVER) and day <= self.covered.get(policy, EVER)


def first_and_last(law, s, actor):
    if s.get(PED + "effective"):
        return first_day(s[PED + "effective"]), last_day(s[PED + "effective"])
    return law.g.own[actor]


def points(low, high, marks):
    """Days of an interval that stand for all of them: its ends, and those around every mark."""
    near = {m + d for m in marks for d in (-2, -1, 0, 1, 2)}
    return sorted({d for d in near | {low, high} if low <= d <= high})


def possible(own, acts, day):
    marks = {day} | {d for a in acts for d in a[2] if abs(d) != NEVER} | {d for d in own if abs(d) != NEVER}
    marks |= {d for a in acts for d in (a[3] or ())}
    shared, ways = {}, []
    for index, a in enumerate(acts):
        days = list(points(*a[2], marks)) + ([None] if a[5] else [])
        if a[4] is not None and (a[4], a[2], a[5]) in shared:
            ways.append([("same", shared[(a[4], a[2], a[5])])])
            continue
        shared.setdefault((a[4], a[2], a[5]), index) if a[4] is not None else None
        ways.append(days)
    untils = [points(*a[3], marks | {d - 1 for d in marks}) if a[3] else [NEVER] for a in acts]
    issues = points(*own, marks)
    count = len(issues)
    for options in itertools.chain(ways, untils):
        count *= len(options)
    if count > 300_000:
        return None
    found = set()
    for issued in issues:
        for chosen in itertools.product(*ways):
            chosen = [chosen[c[1]] if isinstance(c, tuple) else c for c in chosen]
            if any(c is not None and c < issued for c in chosen):
                continue
            for until in itertools.product(*untils):
                found.add(replay(issued, acts, chosen, until, day))
    return found


def replay(issued, acts, chosen, untils, day):
    """The status on a day of one choice."""
    if day < issued:
        return "notYet"
    rank = {"reinstates": 0, "suspends": 1, "ends": 2}
    happened = sorted(
        (c, rank[a[0]], a[1], u) for a, c, u in zip(acts, chosen, untils) if c is not None and c <= day)
    base, halt, part = "inForce", None, None
    for when, what, in_part, until in happened:
        halt = None if halt is not None and halt < when else halt
        part = None if part is not None and part < when else part
        if what == 0 and not in_part:
            base, halt, part = "inForce", None, None
        elif what == 0 and (base == "ended" or halt is not None):
            base, halt = "inForceInPart", None
        elif what == 1 and base != "ended" and until >= when:
            if in_part:
                part = max(part or until, until)
            else:
                halt = max(halt or until, until)
        elif what == 2 and not in_part:
            base, halt, part = "ended", None, None
        elif what == 2 and base != "ended":
            base = "inForceInPart"
    if base == "ended":
        return "ended"
    if halt is not None and halt >= day:
        return "suspended"
    if base == "inForceInPart" or part is not None and part >= day:
        return "inForceInPart"
    return "inForce"


def told(binary, graph, day):
    """What the program says: the status of each policy that has not surely ended and is issued."""
    date = datetime.date.fromordinal(day).isoformat()
    args = [binary, "in-force", "--unknown", "--as-of", date, "--format", "json", "--graph", graph, "--quiet"]
    document = json.loads(subprocess.run(args, check=True, capture_output=True).stdout)
    return {p["iri"]: p for p in document["policies"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("quads")
    parser.add_argument("graph")
    parser.add_argument("--bin", default="pedigraph")
    parser.add_argument("--policies", type=int, default=300)
    parser.add_argument("--dates", type=int, default=24)
    args = parser.parse_args()
    law = Law(Graph(load(args.quads)))
    policies = sorted(law.g.policies)
    dated = sorted(d for p in policies for d in law.g.own[p] if abs(d) != NEVER)
    newest = max(law.covered.values())
    days = {dated[i * (len(dated) - 1) // (args.dates - 2)] for i in range(args.dates - 1)} | {newest, newest + 1}
    touched = [p for p in policies if law.acts[p]]
    sample = touched[:: max(1, len(touched) // args.policies)][: args.policies]
    bounds = defaultdict(set)
    for p in sample:
        ends = {d for a in law.acts[p] for d in a[2] if abs(d) != NEVER} | {law.covered.get(p, EVER), law.g.own[p][0]}
        for d in ends:
            for near in (d - 1, d, d + 1):
                if 1 < near < datetime.date.max.toordinal():
                    bounds[near].add(p)
    wrong, checked, skipped = [], 0, set()
    for day, some in [(d, policies) for d in sorted(days)] + sorted(bounds.items()):
        said = told(args.bin, args.graph, day)
        for p in some:
            answer = law.status(p, day)
            if answer is None:
                skipped.add(p)
                continue
            choices, disputed = answer
            status = "disputed" if disputed else next(iter(choices)) if len(choices) == 1 else "unknown"
            found = said.get(p, {}).get("status")
            expected = None if status in ("ended", "notYet", "suspended") else status
            covered = law.covered.get(p)
            until = said.get(p, {}).get("coveredUntil")
            if found != expected or p in said and (until and first_day(until)) != (covered if covered != EVER else None):
                wrong.append((datetime.date.fromordinal(day).isoformat(), p, expected, found, sorted(choices), covered, until))
            checked += 1
    print(f"{checked} answers on {len(days)} dates and {len(bounds)} boundary days of {len(sample)} policies;"
          f" {len(wrong)} differ; {len(skipped)} policies have too many choices to go through")
    for row in wrong[:20]:
        print(*row)
    return 1 if wrong or len(skipped) > len(touched) // 100 else 0


if __name__ == "__main__":
    sys.exit(main())
