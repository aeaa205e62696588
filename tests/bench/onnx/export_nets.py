#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the six nets of the comparison with ONNX Runtime, NAME.pt and NAME.onnx with the same random weights.

Needs Debian's python3-torchvision.
"""
import argparse
import pathlib
import warnings

import torch
import torchvision

NETS = ["mobilenet_v2", "resnet50", "mobilenet_v3_large", "efficientnet_b0", "densenet121", "shufflenet_v2_x1_0"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    warnings.filterwarnings("ignore")
    for name in NETS:
        torch.manual_seed(1)
        net = getattr(torchvision.models, name)(weights=None).eval()
        picture = torch.rand(1, 3, 224, 224)
        with torch.no_grad():
            traced = torch.jit.trace(net, picture)
        traced.save(str(folder / f"{name}.pt"))
        (folder / f"{name}.pt.meta.json").write_text(
            '{"version": 1, "inputs": [{"name": "x", "kind": "tensor", "shape": [1, 3, 224, 224], "dtype": "float32"}]}')
        torch.onnx.export(net, picture, str(folder / f"{name}.onnx"), opset_version=13, input_names=["x"],
                          output_names=["y"])
        print(name, flush=True)


if __name__ == "__main__":
    main()
