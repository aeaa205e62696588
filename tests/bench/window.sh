#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Three runs of the window without a display: time to the graph, frames a second, longest stall of the window's thread.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
echo "$(nproc) cores; tests/bench/window.sh"
for run in 1 2 3; do
    echo "run $run"
    QT_QPA_PLATFORM=offscreen build/release/bin/splitscope --demo 10 2>/dev/null | grep -E "^(fps|longest|open|frames)"
done
