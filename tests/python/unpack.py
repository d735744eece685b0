#!/usr/bin/env python3
"""Writes what packed files hold to standard output, one after the other.

    tests/python/unpack.py PATH...

PATH is a file in Zstandard, or a graph directory, whose graphs come in the order of their names: its N-Quads.

Needs: pip install zstandard
"""

import pathlib
import sys

import zstandard

for path in map(pathlib.Path, sys.argv[1:]):
    for packed in sorted(path.glob("graphs/*.zst")) if path.is_dir() else [path]:
        with packed.open("rb") as file:
            zstandard.ZstdDecompressor().copy_stream(file, sys.stdout.buffer)
