#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a zoo of TorchScript models with seeded random weights, each with its metadata beside it.

Needs Debian's python3-torchvision, which nothing else in this project needs. Published multiply-accumulates of the same
models stand in zoo_models.py, and run_zoo reads them from there.
"""
import argparse
import json
import pathlib
import sys
import time
import warnings

import torch
import torchvision  # noqa: F401  registers torchvision's operators

from zoo_models import MODELS


def randomise_norms(module: torch.nn.Module, example: tuple) -> None:
    """Gives batch norms scales, offsets and statistics that folding has to respect, and that keep activations finite.

    The statistics are those of a batch of noise; random scales and offsets alone would make deep nets overflow.
    """
    norms = [m for m in module.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        if norm.weight is not None:
            torch.nn.init.uniform_(norm.weight, 0.7, 1.3)
            torch.nn.init.normal_(norm.bias, 0.0, 0.1)
        norm.momentum = None
        norm.train()
    if norms:
        module(*example)
    for norm in norms:
        norm.momentum = 0.1
        norm.eval()


def noise(shape: tuple, dtype: str, batch: int) -> torch.Tensor:
    shape = (batch,) + tuple(shape[1:])
    return torch.randint(0, 1000, shape) if dtype == "int64" else torch.rand(shape) * 2 - 1


def metadata(model) -> dict:
    inputs = []
    for name, shape, dtype in model.inputs:
        entry = {"name": name, "kind": "tensor", "shape": list(shape), "dtype": dtype}
        if model.picture:
            entry.update(kind="picture", range=[0, 1], color="rgb", mean=[0.485, 0.456, 0.406],
                         std=[0.229, 0.224, 0.225], resize="stretch")
        elif dtype == "int64":
            entry.update(range=[0, 999])
        inputs.append(entry)
    tasks = [{"name": name, "kind": kind, "output": output} for name, kind, output in model.tasks]
    return {"version": 1, "name": model.name, "license": "random weights, none", "inputs": inputs, "tasks": tasks,
            "operating_points": []}


def export(model, folder: pathlib.Path) -> str:
    """Saves one model; returns how it was made: scripted or traced."""
    torch.manual_seed(20)
    module = model.build().eval()
    if model.norms:
        randomise_norms(module, tuple(noise(shape, dtype, model.norm_batch) for _, shape, dtype in model.inputs))
    form = model.form
    if form == "traced":
        example = tuple(noise(shape, dtype, shape[0]) for _, shape, dtype in model.inputs)
        archive = torch.jit.trace(module, example, strict=False, check_trace=False)
    else:
        archive = torch.jit.script(module)
    path = folder / f"{model.name}.pt"
    part = path.with_suffix(".part")
    archive.save(str(part))
    path.with_name(path.name + ".meta.json").write_text(json.dumps(metadata(model), indent=1) + "\n")
    part.rename(path)
    return form


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for NAME.pt and NAME.pt.meta.json")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="write these models only")
    parser.add_argument("--force", action="store_true", help="write again what is there already")
    arguments = parser.parse_args()
    unknown = set(arguments.only) - {model.name for model in MODELS}
    if unknown:
        parser.error(f"no such model: {', '.join(sorted(unknown))}")
    warnings.filterwarnings("ignore")
    arguments.out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for model in MODELS:
        if arguments.only and model.name not in arguments.only:
            continue
        if (arguments.out / f"{model.name}.pt").exists() and not arguments.force:
            continue
        started = time.monotonic()
        try:
            with torch.no_grad():
                form = export(model, arguments.out)
        except Exception as error:  # one model that torchvision cannot export must not stop the others
            failed += 1
            print(f"{model.name}: not exported: {str(error).strip().splitlines()[0]}", file=sys.stderr, flush=True)
            continue
        print(f"{model.name}: {form}, {time.monotonic() - started:.1f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
