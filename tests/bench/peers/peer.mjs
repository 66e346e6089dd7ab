// What all scripts here share: each line on standard input is answered with a line. `check PEER JOB` gives what
// the peer makes of the input, `time PEER JOB` the nanoseconds that it takes. bench.py asks.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export const input = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const SECONDS = 0.03;
const WAIT_SECONDS = 0.15;

// Processor time of the whole process, as for our own jobs: other tenants of the machine do not count.
const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function compute(once) {
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

// Wall time where a server answers, with so many calls in flight.
async function wait(once, inFlight) {
  const start = performance.now();
  let times = 0;
  const lane = async () => {
    do {
      await once();
      times += 1;
    } while (performance.now() - start < WAIT_SECONDS * 1000);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return ((performance.now() - start) * 1e6) / times;
}

const time = (job) => (job.inFlight ? wait(job.once, job.inFlight) : compute(job.once));

// jobs: {"PEER JOB": {once: function that does it once and gives what it made, check: what a check does in its place,
// inFlight: how many wait for the server at once}}, or the function alone.
export async function serve(jobs) {
  const all = Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, typeof job === 'function' ? { once: job } : job]));
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, ...rest] = line.split(' ');
    const job = all[rest.join(' ')];
    if (word === 'check') for (let i = 0; i < 5; i += 1) await time(job); // so that it is compiled before it is measured
    const answer = word === 'check' ? await (job.check ?? job.once)() : { ns: await time(job) };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  process.exit(0);
}
