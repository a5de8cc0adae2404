/** `npm run bench`: CONTRACT §8. */

import { CASES } from './cases.ts';
import { figure, measure, ratio, type Subject } from './measure.ts';
import { BENCH_KEY } from './policy.ts';
import { compatibility, deployedScript, passThrough, signalbox } from './programs.ts';
import { startProvider } from './provider.ts';
import { startWorker } from './workerd.ts';

const provider = await startProvider();
const script = await deployedScript();
const programs = [
  await signalbox(script, provider.url),
  await passThrough('bare', provider.url),
  await passThrough('hono', provider.url),
];
const running = await Promise.all(programs.map((program) => startWorker(program, compatibility())));
const subjects: Subject[] = running.map(({ name, url, pid }) => ({ name, url, pid, key: BENCH_KEY }));
const only = process.argv[2] ?? '';
const effort = { rounds: 5, seconds: 1.5, warmUp: 2000 };
const FIGURES = ['perSecond', 'p50Ms', 'p99Ms', 'firstByteP50Ms', 'cpuMicros'] as const;

for (const what of CASES.filter(({ name }) => name.includes(only))) {
  const measured = await measure(what, subjects, effort);
  console.log(what.name);
  for (const { name } of subjects) {
    const figures = FIGURES.map((of) => `${of} ${figure(measured, name, (round) => round[of])?.median.toFixed(2)}`);
    const cpu = ratio(measured, [name, 'bare'], (round) => round.cpuMicros);
    const rate = ratio(measured, [name, 'bare'], (round) => round.perSecond);
    console.log(
      `  ${name.padEnd(10)} ${figures.join('  ')}  cpu x${cpu?.median.toFixed(2)} rate x${rate?.median.toFixed(2)}`,
    );
  }
}
for (const each of running) {
  if (each.complaints() !== '') console.log(`${each.name}: ${each.complaints().slice(0, 500)}`);
  await each.stop();
}
provider.stop();
