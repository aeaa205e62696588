// SPDX-License-Identifier: GPL-3.0-or-later
// Head and tail at a middle cut, in fast mode, against ONNX Runtime on the whole net, both with one thread. For developers:
//   tests/bench/onnx/export_nets.py --out /tmp/onnx-nets
//   cp tests/bench/onnx/* /tmp/onnx-bench && cd /tmp/onnx-bench && npm install --ignore-scripts
//   OPENBLAS_NUM_THREADS=1 node compare.mjs /tmp/onnx-nets BUILD/bench/bench_fast_mode
// The two take turns, a few runs each, and the shortest run of each counts, so that other programs disturb little.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as ort from 'onnxruntime-node';

const turns = 12;
const runsPerTurn = 4; // the first of a turn finds cold caches and counts like the others: the minimum drops it

/** Our program, which runs once for each line it gets and answers with its times. */
class Splitscope {
  constructor(program, model) {
    this.child = spawn(program, ['--serve', '1', model], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async ready() {
    return JSON.parse((await this.lines.next()).value);
  }

  async run() {
    this.child.stdin.write('\n');
    return JSON.parse((await this.lines.next()).value);
  }

  end() {
    this.child.stdin.end();
  }
}

async function compare(folder, name, program) {
  const session = await ort.InferenceSession.create(join(folder, `${name}.onnx`), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
  const input = new ort.Tensor('float32', Float32Array.from({ length: 3 * 224 * 224 }, Math.random), [1, 3, 224, 224]);
  const ours = new Splitscope(program, join(folder, `${name}.pt`));
  const facts = await ours.ready();
  const best = { ort: Infinity, whole: Infinity, head: Infinity, tail: Infinity };
  for (let turn = 0; turn < turns; ++turn) {
    for (let i = 0; i < runsPerTurn; ++i) {
      const start = process.hrtime.bigint();
      await session.run({ x: input });
      best.ort = Math.min(best.ort, Number(process.hrtime.bigint() - start) / 1e6);
    }
    for (let i = 0; i < runsPerTurn; ++i) {
      const times = await ours.run();
      for (const part of ['whole', 'head', 'tail']) best[part] = Math.min(best[part], times[part]);
    }
  }
  ours.end();
  return { name, facts, best, ratio: (best.head + best.tail) / best.ort };
}

const [folder, program] = process.argv.slice(2);
if (!program) {
  console.error('Usage: node compare.mjs FOLDER_OF_NETS BENCH_FAST_MODE');
  process.exit(2);
}
const names = readdirSync(folder).filter((file) => file.endsWith('.onnx')).map((file) => file.slice(0, -5));
console.log(`net                    ORT ms  whole ms  head + tail ms  to ORT  executions`);
const ratios = [];
for (const name of names) {
  const { facts, best, ratio } = await compare(folder, name, program);
  ratios.push(ratio);
  console.log(
    `${name.padEnd(20)} ${best.ort.toFixed(2).padStart(8)} ${best.whole.toFixed(2).padStart(9)} ` +
      `${(best.head + best.tail).toFixed(2).padStart(15)} ${ratio.toFixed(3).padStart(7)}  ${facts.head}, ${facts.tail}`,
  );
}
const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
console.log(`geometric mean ${mean.toFixed(3)}`);
