/** Scenario `tenants`: requests of a thousand tenants in turn, more than an isolate remembers, beside those of a few. */

import { cpuMicros, type Running } from '../workerd.ts';
import { type Finding, judged, megabytes, milliseconds, told } from './report.ts';
import { heldNow } from './sampling.ts';
import { startSignalbox, tenantKey, type Workplace } from './service.ts';
import { type Fared, fare, wholeAnswers } from './whole-answers.ts';

/** So many policies an isolate certainly remembers. */
const FEW = 50;
const SECONDS = 10;
/** In one and the same isolate, tenants in turn, a policy each: of what the isolate remembers at most. */
const MOST_BYTES = 200 * 1024 * 1024;

interface Turn extends Fared {
  readonly cpuMicros: number;
}

export async function manyTenants(place: Workplace, tenants: number): Promise<Finding> {
  const running = await startSignalbox(place, { tenants });
  try {
    const few = () => inTurn(running, FEW);
    const many = () => inTurn(running, tenants);
    await few();
    const before = await few();
    const level = await heldNow(running.pid);
    await many();
    const thrashed = await many();
    const held = (await heldNow(running.pid)) - level;
    const after = await few();
    const errors = [before, thrashed, after].flatMap((turn) => turn.errors);
    const of = ({ p50Ms, p99Ms, cpuMicros: cpu, perSecond }: Turn) =>
      `p50 ${milliseconds(p50Ms)}, p99 ${milliseconds(p99Ms)}, CPU ${cpu.toFixed(0)} µs, ${perSecond.toFixed(0)} requests/s`;
    return {
      scenario: `${tenants} tenants`,
      lines: [
        judged('errors', [String(errors.length), ...errors.slice(0, 3)].join('; '), 'none', errors.length === 0),
        told(`${FEW} tenants in turn, before`, of(before)),
        told(`${tenants} tenants in turn`, of(thrashed)),
        told(`${FEW} tenants in turn, after`, of(after)),
        told('CPU of a request, all over few', `${(thrashed.cpuMicros / before.cpuMicros).toFixed(2)} x`),
        judged('memory above that of few', megabytes(held), `at most ${megabytes(MOST_BYTES)}`, held <= MOST_BYTES),
      ],
    };
  } finally {
    await running.stop();
  }
}

async function inTurn(running: Running, tenants: number): Promise<Turn> {
  const next = wholeAnswers(
    (at) => `user-${at % 3}`,
    (at) => tenantKey(at % tenants),
  );
  const before = cpuMicros(running.pid) ?? Number.NaN;
  const fared = await fare(running.url, next, { seconds: SECONDS });
  const spent = (cpuMicros(running.pid) ?? Number.NaN) - before;
  return { ...fared, cpuMicros: spent / (fared.perSecond * SECONDS) };
}
