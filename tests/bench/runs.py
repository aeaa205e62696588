# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks of whole runs share: calling splitscope-cli, percentiles, Markdown tables."""
import json
import math
import os
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLI = ROOT / "build/release/bin/splitscope-cli"
BUNDLED = ROOT / "sample_models/scenes/scenes.pt"


class Refused(Exception):
    """splitscope-cli ended with status 1; the sentence that it said."""


def preset_names(file, key):
    return [entry["name"] for entry in json.loads((ROOT / "resources/presets" / file).read_text())[key]]


def write_picture(file, shade, width=256, height=192):
    """A PNG of a gradient."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x + shade) % 256 if c == 0 else (y + c * shade) % 256 for x in range(width)
                                  for c in range(3)) for y in range(height))
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Cli:
    """Runs splitscope-cli with profiles and calibrations of its own, measured now, unless told to use the user's. Its
    pictures are files: the synthetic camera draws for 8 ms a picture on the core that the other half should have."""

    MOST_FRAMES = 30

    def __init__(self, threads, own_cache=True):
        self.threads = threads
        self.environment = dict(os.environ)
        self._folder = tempfile.TemporaryDirectory(prefix="splitscope-bench-")
        if own_cache:
            self.environment["XDG_CACHE_HOME"] = str(Path(self._folder.name) / "cache")
        self._pictures = Path(self._folder.name) / "pictures"
        self._pictures.mkdir()
        for i in range(self.MOST_FRAMES):
            write_picture(self._pictures / f"{i:02}.png", 7 * i)

    @property
    def threads_of_a_half(self):
        """With a local edge, `run` divides its threads between the halves."""
        return max(1, self.threads // 2)

    def json(self, *arguments, threads=None, timeout=300):
        command = [str(CLI), "--threads", str(threads or self.threads), *map(str, arguments), "--json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=timeout)
        if done.returncode == 1:
            raise Refused(done.stderr.strip().splitlines()[-1])
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}\n{done.stderr}")
        return json.loads(done.stdout)

    def run(self, model, cut, link, device="this", edge="this", results="device", frames=20, options=()):
        """One run, predicted by a plan before it: one frame in flight, as the plan's latency is meant."""
        return self.json("run", model, "--source", self._pictures, "--frames", min(frames, self.MOST_FRAMES),
                         "--cut", cut, "--link", link, "--device", device, "--edge-device", edge, "--results", results,
                         "--in-flight", 1, "--predict", "plan", *options)


def percentile(values, part):
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def geometric_mean(values):
    return math.exp(sum(math.log(value) for value in values) / len(values))


def three_digits(value):
    if value == 0:
        return "0"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def markdown(rows):
    """The first row is the heading."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]) + "\n"


class Progress:
    """A line on stderr for each run."""

    def __init__(self, minutes):
        self.start = time.monotonic()
        self.end = self.start + 60 * minutes

    def over(self):
        return time.monotonic() > self.end

    def say(self, text):
        print(f"{time.monotonic() - self.start:5.0f} s  {text}", file=sys.stderr, flush=True)
