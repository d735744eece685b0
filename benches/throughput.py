#!/usr/bin/env python3
"""Whole-process throughput and memory of `pedigraph`, beside Morph-KGC and beside what the machine can do at all.

    python3 benches/throughput.py

Makes the data, installs Morph-KGC, builds the release binary, runs everything on this machine in one run, and prints
Markdown. What is measured and why is told in docs/benchmarks.md. Needs Python 3, a network for the installation, and
about 30 GB of disk for the largest outputs, which are deleted again.
"""
import argparse
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "data" / "executive-orders-1937-2024.csv.zst"
MAPPING = ROOT / "benches" / "morph-kgc" / "mapping.ttl"
MEGABYTE = 1_000_000


class Run:
    """What one process took: seconds on the wall and on the processors, the peak of memory in bytes."""

    def __init__(self, wall, cpu, peak):
        self.wall, self.cpu, self.peak = wall, cpu, peak


def measure(command, stdin=None, cwd=None):
    """Runs a command to its end. The peak is that of the largest process, its children's included one by one."""
    source = open(stdin, "rb") if stdin else subprocess.DEVNULL
    started = time.perf_counter()
    process = subprocess.Popen(command, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=cwd)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} failed:\n{errors.decode(errors='replace')}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def best(runs):
    """The run that was disturbed least."""
    return min(runs, key=lambda run: run.wall)


def lines(path):
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def copy(source, target):
    """Seconds to read a file and, where there is a target, to write it, in blocks of a mebibyte."""
    started = time.perf_counter()
    with open(source, "rb", buffering=0) as file, open(target or os.devnull, "wb", buffering=0) as out:
        while block := file.read(1 << 20):
            out.write(block)
    return time.perf_counter() - started


def rows_of_corpus(python):
    script = "import sys, zstandard; zstandard.ZstdDecompressor().copy_stream(open(sys.argv[1], 'rb'), sys.stdout.buffer)"
    plain = subprocess.run([python, "-c", script, CORPUS], check=True, stdout=subprocess.PIPE).stdout
    rows = list(csv.reader(io.StringIO(plain.decode("utf-8"), newline="")))
    return rows[0], rows[1:]


def repeat(path, header, rows, count, shifted):
    """The rows over and over; `shifted` gives each round numbers of its own, in the notes too."""
    number, document, notes = (header.index(name) for name in
                               ("executive_order_number", "document_number", "disposition_notes"))
    cited = re.compile(r"\b(E[OP] )(\d{4,5})\b")
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        for at in range(count):
            turn, row = divmod(at, len(rows))
            cells = list(rows[row])
            if shifted and turn:
                by = 20_000 * turn
                cells[number] = re.sub(r"\d+", lambda m: str(int(m[0]) + by), cells[number], count=1)
                cells[document] = cells[document] and f"{cells[document]}-{turn}"
                cells[notes] = cited.sub(lambda m: m[1] + str(int(m[2]) + by), cells[notes])
            out.writerow(cells)


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|---|" + "---:|" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print(flush=True)


def beside_morph(args, python, work):
    header, rows = rows_of_corpus(python)
    print(f"## {args.rows:,} rows, beside Morph-KGC, best of {args.runs}\n")
    for name, shifted in (("repeated", False), ("shifted", True)):
        source = work / f"{name}.csv"
        repeat(source, header, rows, args.rows, shifted)
        mapping = work / "mapping.ttl"
        mapping.write_text(MAPPING.read_text(encoding="utf-8").replace("INPUT", str(source)), encoding="utf-8")
        outputs = {"Morph-KGC": work / "morph.nt", "Pedigraph": work / "pedigraph.nt"}
        config = work / "morph.ini"
        config.write_text(f"[CONFIGURATION]\noutput_file: {outputs['Morph-KGC']}\noutput_format: N-TRIPLES\n"
                          f"[DATA]\nmappings: {mapping}\n", encoding="utf-8")
        commands = {
            "Morph-KGC": [python, "-m", "morph_kgc", str(config)],
            "Pedigraph": [args.bin, "convert", str(source), "--format", "ntriples", "--quiet",
                          "--output", str(outputs["Pedigraph"])],
        }
        runs = {tool: [] for tool in commands}
        for _ in range(args.runs):
            for tool, command in commands.items():
                outputs[tool].unlink(missing_ok=True)
                runs[tool].append(measure(command))
        taken = {tool: best(all_runs) for tool, all_runs in runs.items()}
        triples = {tool: lines(path) for tool, path in outputs.items()}
        size = {tool: path.stat().st_size for tool, path in outputs.items()}
        rate = {tool: triples[tool] / taken[tool].wall for tool in commands}
        read = min(copy(source, None) for _ in range(args.runs))
        written = []
        for _ in range(args.runs):
            written.append(copy(outputs["Pedigraph"], work / "copy"))
            (work / "copy").unlink()
        floor = read + min(written)
        print(f"### {name}: {source.stat().st_size / MEGABYTE:.0f} MB\n")
        table(["", "triples", "output", "wall", "processors", "peak memory", "triples a second"],
              [[tool, f"{triples[tool]:,}", f"{size[tool] / MEGABYTE:,.0f} MB", f"{run.wall:.2f} s",
                f"{run.cpu:.2f} s", f"{run.peak / MEGABYTE:,.0f} MB", f"{rate[tool]:,.0f}"]
               for tool, run in taken.items()])
        ours, theirs = taken["Pedigraph"], taken["Morph-KGC"]
        table(["Pedigraph by Morph-KGC", "ratio", "wanted"], [
            ["triples a second", f"{rate['Pedigraph'] / rate['Morph-KGC']:.1f}", "≥ 8"],
            ["wall-clock time", f"{ours.wall / theirs.wall:.2f}", "≤ 1"],
            ["processor time", f"{ours.cpu / theirs.cpu:.2f}", ""],
            ["bytes written", f"{size['Pedigraph'] / size['Morph-KGC']:.1f}", ""],
        ])
        table(["physical floor", "seconds", "Pedigraph by it"], [
            ["reading the input", f"{read:.3f}", ""],
            ["writing the output", f"{min(written):.3f}", ""],
            ["both", f"{floor:.3f}", f"{ours.wall / floor:.1f}"],
        ])
        for path in [*outputs.values(), source]:
            path.unlink()


def generate(args, work, policies, form):
    path = work / f"generated-{policies}.{form}"
    with open(path, "wb") as out:
        subprocess.run([args.generate, "--policies", str(policies), "--format", form], check=True, stdout=out)
    return path


def scale(args, work):
    print("## From 10,000 to 1,000,000 records\n")
    head = ["records", "input", "output", "wall", "processors", "processors a record", "of the row above", "peak memory"]
    kinds = {
        "convert": "`convert`, N-Quads",
        "discard": "`convert`, N-Quads, output discarded",
        "ingest": "`ingest`, compressed graph directory",
    }
    for kind, title in kinds.items():
        verb = "ingest" if kind == "ingest" else "convert"
        rows, before = [], None
        for policies in args.records:
            source = generate(args, work, policies, "csv")
            output = {"convert": work / "graph.nq", "discard": Path(os.devnull), "ingest": work / "graph"}[kind]
            tail = ["--graph", str(output)] if verb == "ingest" else ["--format", "nquads", "--output", str(output)]
            run = measure([args.bin, verb, str(source), "--quiet", *tail])
            files = [p for p in output.rglob("*") if p.is_file()] if verb == "ingest" else [output]
            size = sum(p.stat().st_size for p in files)
            each = run.cpu / policies * 1e6
            rows.append([f"{policies:,}", f"{source.stat().st_size / MEGABYTE:,.0f} MB", f"{size / MEGABYTE:,.0f} MB",
                         f"{run.wall:.1f} s", f"{run.cpu:.1f} s", f"{each:.1f} µs",
                         f"{each / before:.2f}" if before else "", f"{run.peak / MEGABYTE:,.0f} MB"])
            before = each
            if kind == "convert":
                output.unlink()
            elif kind == "ingest":
                shutil.rmtree(output)
            source.unlink()
        print(f"### {title}\n")
        table(head, rows)


def streams(args, work):
    policies = args.records[-2] if len(args.records) > 1 else args.records[-1]
    print(f"## The same {policies:,} records in each form\n")
    rows = []
    for form, piped in (("csv", False), ("csv", True), ("json", False), ("ndjson", False), ("ndjson", True)):
        source = generate(args, work, policies, form)
        output = work / "graph.nq"
        run = measure([args.bin, "convert", "-" if piped else str(source), "--format", "nquads", "--quiet",
                       "--output", str(output)], stdin=source if piped else None)
        rows.append([form + (", standard input" if piped else ""), f"{source.stat().st_size / MEGABYTE:,.0f} MB",
                     f"{run.peak / MEGABYTE:,.0f} MB", f"{run.cpu:.1f} s"])
        source.unlink()
        output.unlink()
    table(["form", "input", "peak memory", "processors"], rows)


def machine():
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"))
    print(f"{model[1] if model else 'unknown processor'}, {os.cpu_count()} processors, "
          f"{int(memory[1]) / 1e6:.0f} GB of memory; load before the run {os.getloadavg()[0]:.2f}\n", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the repeated table")
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3, help="runs of which the best counts")
    parser.add_argument("--only", choices=["morph", "scale", "streams"], nargs="+",
                        default=["morph", "scale", "streams"])
    parser.add_argument("--work", type=Path, default=ROOT / "target" / "throughput")
    args = parser.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    args.bin, args.generate = str(target / "release" / "pedigraph"), str(target / "release" / "examples" / "generate")
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--bin", "pedigraph", "--example", "generate"],
                   cwd=ROOT, check=True)
    work = args.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    machine()
    if "morph" in args.only:
        subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
        python = str(work / "venv" / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "morph-kgc==2.10.0", "zstandard"], check=True)
        beside_morph(args, python, work)
    if "scale" in args.only:
        scale(args, work)
    if "streams" in args.only:
        streams(args, work)


if __name__ == "__main__":
    main()
