// What all scripts here share: each line on standard input is answered with a line. `check PEER JOB` gives what
// the peer makes of the input, `time PEER JOB` the nanoseconds that it takes. bench.py asks.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export const input = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const SECONDS = 0.03;

// Processor time of the whole process, as for our own jobs: other tenants of the machine do not count.
const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function time(once) {
  let times = 0;
  let batch = 16;
  const start = seconds();
  let passed = 0;
  while (passed < SECONDS) {
    for (let i = 0; i < batch; i += 1) {
      const made = once();
      if (made instanceof Promise) await made;
    }
    times += batch;
    passed = seconds() - start;
    if (passed < SECONDS / 8) batch *= 2;
  }
  return (passed * 1e9) / times;
}

// jobs: {"PEER JOB": function that does it once and gives what it made}; checks: what a check gives in its place
export async function serve(jobs, checks = {}) {
  for (const once of Object.values(jobs)) for (let i = 0; i < 5; i += 1) await time(once);
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, ...rest] = line.split(' ');
    const name = rest.join(' ');
    const answer = word === 'check' ? await (checks[name] ?? jobs[name])() : { ns: await time(jobs[name]) };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  process.exit(0);
}
