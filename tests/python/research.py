#!/usr/bin/env python3
"""Runs docs/research.md as it is written: its blocks in order, in an empty folder with the bundled data.

    research.py --bin pedigraph

`toml` is written to publish.toml, `sh` is run by bash, `python` by this Python, each a process of its own; a `text` block behind one is what it
must print, `…` standing for some characters of a line. With --show what is printed is shown instead.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parents[2]


def blocks(text):
    return re.findall(r"(?ms)^```(\w+)\n(.*?)^```$", text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default="pedigraph")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    page = blocks((ROOT / "docs" / "research.md").read_text(encoding="utf-8"))
    ran = compared = wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bin").mkdir()
        (folder / "bin" / "pedigraph").symlink_to(pathlib.Path(args.bin).resolve())
        work = folder / "work"
        work.mkdir()
        (work / "data").symlink_to(ROOT / "data")
        path = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONIOENCODING": "utf-8"}
        printed = None
        for kind, text in page:
            if kind == "toml":
                (work / "publish.toml").write_text(text, encoding="utf-8")
            elif kind in ("sh", "python"):
                command = ["bash", "-euo", "pipefail", "-c", text] if kind == "sh" else [sys.executable, "-c", text]
                done = subprocess.run(command, cwd=work, env=path, capture_output=True, text=True, encoding="utf-8")
                ran += 1
                printed = done.stdout
                if done.returncode:
                    print(f"failed:\n{text}\n{done.stdout}{done.stderr}")
                    return 1
                if args.show:
                    print(f"--- {text.splitlines()[0]} …\n{printed}", end="")
            elif kind == "text":
                compared += 1
                if not re.fullmatch(re.escape(text).replace("…", ".+"), printed or ""):
                    wrong += 1
                    print(f"expected\n{text}found\n{printed}")
            else:
                print(f"expected toml, sh, python or text, found {kind}")
                return 1
    print(f"research: {ran} blocks ran, {compared} compared, {wrong} print otherwise")
    return 1 if wrong or compared < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
