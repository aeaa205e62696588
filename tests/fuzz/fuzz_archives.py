#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens mutated TorchScript archives with splitscope-cli and checks that the program that opens them stays well.

LibTorch itself crashes on some mutants; that happens in a child process. The parent must end by itself with status 0 or
1, within its time, and say one sentence when it refuses. Mutants that break that are kept in --keep.
"""
import argparse
import collections
import io
import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile

SECONDS_FOR_ONE = 150  # the guarded opening gives a model 120 s
CODE_WORDS = ["0", "-1", "9223372036854775807", "1e400", "None", "True", "torch.relu", "torch.conv2d", "torch.ones",
              "self.weight", "self", "x", "annotate(List[Tensor], [])", "while True:\n    pass\n  ", "[]", "ops.prim.raise",
              "torch.__nothing__", "\x00", "def forward(self: __torch__.Script,\n    x: Tensor) -> Tensor:\n  return x\n"]


def read_records(content: bytes) -> list:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def write_records(records: list) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in records:
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def change_bytes(rng: random.Random, content: bytes) -> bytes:
    """A few flipped, odd, inserted, removed or repeated bytes."""
    data = bytearray(content)
    for _ in range(rng.choice([1, 1, 1, 2, 4, 8])):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(6)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1 and at < len(data):
            data[at] = rng.choice([0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)])
        elif kind == 2:
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 9)))
        elif kind == 3:
            del data[at:at + rng.randrange(1, 17)]
        elif kind == 4:
            data[at:at] = data[at:at + rng.randrange(1, 33)]
        else:
            data[at:at + 8] = struct.pack("<q", rng.choice([-1, 0, 2**31, 2**62, -2**63, 2**63 - 1]))
    return bytes(data)


def change_text(rng: random.Random, content: bytes) -> bytes:
    """Code or JSON with a token, a number or a line changed."""
    text = content.decode("utf-8", "replace")
    kind = rng.randrange(5)
    if kind == 0:
        tokens = list(re.finditer(r"[A-Za-z_][A-Za-z0-9_.]*|-?\d+", text))
        if tokens:
            token = rng.choice(tokens)
            other = rng.choice(tokens).group() if rng.randrange(2) else rng.choice(CODE_WORDS)
            text = text[:token.start()] + other + text[token.end():]
    elif kind == 1:
        numbers = list(re.finditer(r"-?\d+", text))
        if numbers:
            number = rng.choice(numbers)
            odd = rng.choice(["0", "-1", "1", "2147483648", "99999999999", "9223372036854775807", "1000000"])
            text = text[:number.start()] + odd + text[number.end():]
    else:
        lines = text.split("\n")
        at = rng.randrange(len(lines))
        if kind == 2:
            del lines[at]
        elif kind == 3:
            lines.insert(at, rng.choice(lines))
        else:
            other = rng.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        text = "\n".join(lines)
    return text.encode()


def change_record(rng: random.Random, records: list) -> None:
    """One record's content; what the loader interprets (pickles, code) more often than weights."""
    weights = [1 if re.search(r"/(data|constants)/\d+$", name) else 6 for name, _ in records]
    at = rng.choices(range(len(records)), weights)[0]
    name, content = records[at]
    is_text = name.endswith((".py", ".json", "version"))
    changed = change_text(rng, content) if is_text and rng.randrange(4) else change_bytes(rng, content)
    records[at] = (name, changed)


def change_list(rng: random.Random, records: list) -> None:
    """Which records there are."""
    at = rng.randrange(len(records))
    other = rng.randrange(len(records))
    kind = rng.randrange(5)
    if kind == 0:
        del records[at]
    elif kind == 1:
        records.append(records[at])
    elif kind == 2:
        records[at], records[other] = (records[at][0], records[other][1]), (records[other][0], records[at][1])
    elif kind == 3:
        records[at] = (change_bytes(rng, records[at][0].encode()).decode("latin-1"), records[at][1])
    else:
        records[at] = (records[at][0], b"" if rng.randrange(2) else records[at][1][:rng.randrange(len(records[at][1]) + 1)])


def mutate(rng: random.Random, seed: bytes) -> tuple:
    kind = rng.choices(["record", "records", "file", "cut"], [12, 3, 2, 1])[0]
    if kind == "file":
        return kind, change_bytes(rng, seed)
    if kind == "cut":
        return kind, seed[:rng.randrange(len(seed))]
    records = read_records(seed)
    for _ in range(rng.choice([1, 1, 2])):
        (change_record if kind == "record" else change_list)(rng, records)
    return kind, write_records(records)


def open_model(program: pathlib.Path, model: pathlib.Path, environment: dict) -> tuple:
    """What happened in a word, and what is wrong with it or None."""
    command = [str(program), "--json", "--threads", "1", "inspect", str(model)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS_FOR_ONE, env=environment)
    except subprocess.TimeoutExpired:
        return "hang", f"did not end within {SECONDS_FOR_ONE} s"
    said = done.stderr.decode("utf-8", "replace").strip()
    own = [line for line in said.split("\n") if line.startswith("splitscope-cli: ")]
    if done.returncode == 0:
        return "opened", None
    if done.returncode != 1:
        return "crash", f"ended with status {done.returncode}: {said[-2000:]}"
    if len(own) != 1 or said.split("\n")[-1] != own[0]:
        return "words", f"said more or less than one sentence: {said[-2000:]}"
    if done.stdout:
        return "words", "wrote to stdout though it failed"
    if "crashed LibTorch" in own[0]:
        return "refused, LibTorch crashed", None
    if "did not finish" in own[0]:
        return "refused, no end", None
    if "needed more than" in own[0]:
        return "refused, memory", None
    return "refused", None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=pathlib.Path, required=True, help="splitscope-cli")
    parser.add_argument("--archives", type=pathlib.Path, required=True, help="folder with sound .pt files (write_seeds)")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path, default=pathlib.Path("fuzz-archives"), help="folder for findings")
    arguments = parser.parse_args()
    seeds = [path.read_bytes() for path in sorted(arguments.archives.glob("*.pt"))]
    if not seeds:
        parser.error(f"there is no .pt file in {arguments.archives}")
    warnings.filterwarnings("ignore", "Duplicate name")
    rng = random.Random(arguments.seed)
    counts = collections.Counter()
    findings = 0
    ends = time.monotonic() + arguments.seconds
    with tempfile.TemporaryDirectory(prefix="splitscope-fuzz-") as folder:
        environment = dict(os.environ, XDG_CACHE_HOME=folder + "/cache", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
        model = pathlib.Path(folder) / "mutant.pt"
        while time.monotonic() < ends:
            kind, content = mutate(rng, rng.choice(seeds))
            model.write_bytes(content)
            outcome, wrong = open_model(arguments.program, model, environment)
            counts[outcome] += 1
            if wrong:
                arguments.keep.mkdir(parents=True, exist_ok=True)
                kept = arguments.keep / f"{arguments.seed}-{sum(counts.values())}.pt"
                shutil.copy(model, kept)
                findings += 1
                print(f"FINDING {kept} ({kind}): {wrong}", flush=True)
    print(f"{sum(counts.values())} mutants: " + ", ".join(f"{count} {word}" for word, count in counts.most_common()))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
