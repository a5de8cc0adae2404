/** Scenario `soak`: mixed traffic at 70 % of the peak, for minutes: no error, no growth, and a ledger that is exact at the end. */

import { seededRandom } from '../../support/random.ts';
import { quantile } from '../statistics.ts';
import type { Running } from '../workerd.ts';
import { Books } from './books.ts';
import { type Client, clientOf } from './client.ts';
import { growthOf, isGrowing, secondHalf } from './growth.ts';
import { audit } from './ledger.ts';
import { closedLoop, type Heard, openLoop } from './loads.ts';
import { type Finding, judged, type Line, megabytes, milliseconds, told } from './report.ts';
import { sampled } from './sampling.ts';
import { arrivals } from './schedule.ts';
import { startSignalbox, type Workplace } from './service.ts';
import { traffic } from './traffic.ts';

const SEED = 20_261;
const USERS = 2000;
const SHARE_OF_PEAK = 0.7;
const CONNECTIONS = 512;
const RAMP = [8, 16, 32, 64];
const RAMP_SECONDS = 4;

export async function soak(place: Workplace, minutes: number): Promise<Finding> {
  const running = await startSignalbox(place);
  try {
    return { scenario: `soak, ${minutes} min`, lines: await soaked(running, minutes * 60) };
  } finally {
    await running.stop();
  }
}

/** What came of all requests: errors in words, the books of those who asked, latencies. */
export class Tally {
  readonly books = new Books();
  readonly errors: string[] = [];
  readonly firstByteMs: number[] = [];
  readonly wholeMs: number[] = [];
  count = 0;
  left = 0;

  readonly hear = ({ kind, request, answered, firstByteMs, totalMs }: Heard): void => {
    this.count += 1;
    this.books.add(kind, request.asked, answered);
    if (answered.ending === 'left') this.left += 1;
    else if (answered.ending !== 'whole') {
      const { status, text, fault } = answered;
      this.errors.push(`${kind}: ${status} ${fault ?? text.slice(0, 200)}`);
    } else {
      this.firstByteMs.push(firstByteMs);
      if (kind === 'whole') this.wholeMs.push(totalMs);
    }
  };
}

async function soaked(running: Running, seconds: number): Promise<Line[]> {
  const client = clientOf(running.url, CONNECTIONS);
  const random = seededRandom(SEED).next;
  const tally = new Tally();
  const next = traffic(USERS, random);
  try {
    const peak = await peakOf(client, next, tally);
    const perSecond = peak * SHARE_OF_PEAK;
    // The ramp is in the books, but its latencies are not of this rate.
    tally.firstByteMs.length = 0;
    tally.wholeMs.length = 0;
    const sampling = sampled(running.pid);
    await openLoop(client, arrivals(perSecond, seconds, random), next, tally.hear);
    sampling.stop();
    const { users, differences, used } = await audit(running.url, tally.books.users);
    const { errors } = tally;
    const complaints = running.complaints();
    return [
      told('peak of a ramp, requests/s', peak.toFixed(0)),
      told('rate, requests/s', perSecond.toFixed(0)),
      told('requests', `${tally.count}, ${tally.left} of them left by their clients`),
      judged('errors', [String(errors.length), ...errors.slice(0, 3)].join('; '), 'none', errors.length === 0),
      judged('workerd says', complaints === '' ? 'nothing' : complaints.slice(0, 300), 'nothing', complaints === ''),
      ...latencies('first byte', tally.firstByteMs),
      ...latencies('whole answer', tally.wholeMs),
      ...memory(secondHalf(sampling.samples)),
      told('charged', `${used.requests} requests, ${used.tokens} tokens, $${(used.cost / 1e6).toFixed(6)}`),
      judged(
        `ledger of ${users} users and the tenant`,
        differences.length === 0 ? 'exact' : `${differences.length} differ: ${differences.slice(0, 3).join('; ')}`,
        'exact',
        differences.length === 0,
      ),
    ];
  } finally {
    await client.close();
  }
}

/** The best rate of closed loops over more and more connections. The first of them warms up. */
async function peakOf(client: Client, next: ReturnType<typeof traffic>, { hear }: Tally): Promise<number> {
  let peak = 0;
  for (const connections of RAMP) {
    const perSecond = await closedLoop(client, { connections, seconds: RAMP_SECONDS }, next, hear);
    peak = Math.max(peak, perSecond);
  }
  return peak;
}

function latencies(name: string, ms: readonly number[]): Line[] {
  if (ms.length === 0) return [];
  const at = (share: number) => milliseconds(quantile(ms, share));
  return [told(`${name}, from when it was due: p50, p99, worst`, `${at(0.5)}, ${at(0.99)}, ${at(1)}`)];
}

function memory(samples: Parameters<typeof growthOf>[0]): Line[] {
  if (samples.length < 10) return [told('memory', `${samples.length} samples are too few for a line`)];
  const growth = growthOf(samples);
  const { bytes, noise, level, bytesPerSecond } = growth;
  return [
    judged(
      'memory in the second half',
      `${megabytes(level)}, grown by ${megabytes(bytes)} (${(bytesPerSecond / 1024).toFixed(1)} KB/s), noise ${megabytes(noise)}`,
      'grows by no more than 3 x noise, or 2 %',
      !isGrowing(growth),
    ),
  ];
}
