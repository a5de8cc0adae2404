import { expect, it } from 'vitest';
import { admit, type Hold } from '../../src/quota/admit.ts';
import type { AdmitRequest } from '../../src/quota/contract.ts';
import { costOf } from '../../src/quota/price.ts';
import { type BucketRow, bucketOf, type Standing, standing } from '../../src/quota/window.ts';
import type { Rung } from '../../src/route/decision.ts';
import type { Limit } from '../../src/tenant/policy.ts';
import { milliseconds, type NonEmpty, tokens, type UnixMs, unixMs } from '../../src/unit.ts';
import { type Random, seededRandom } from '../support/random.ts';
import { candidate, FROM_INSTANT, LADDER, limit, price, request, rung } from './request.ts';

const MINUTE = milliseconds(60_000);
const HOUR = milliseconds(3_600_000);

const LIMITS: readonly Limit[] = [
  limit('minute-tokens', { of: 'tokens', max: 60_000, perMs: MINUTE, then: 'mini' }),
  limit('hour-thinking', { of: 'requests', effort: 'thinking', max: 5, perMs: HOUR, then: 'instant' }),
  limit('hour-cost', { of: 'cost', max: 400_000, perMs: HOUR, then: 'mini' }),
  limit('hour-instant', { of: 'requests', effort: 'instant', max: 40, perMs: HOUR, then: 'mini' }),
  limit('hour-mini-tokens', { of: 'tokens', effort: 'mini', max: 300_000, perMs: HOUR }),
  limit('hour-all-cost', { of: 'cost', max: 600_000, perMs: HOUR }),
  limit('minute-all', { of: 'requests', max: 30, perMs: MINUTE }),
];

const RUNGS: NonEmpty<NonEmpty<Rung>> = [
  LADDER,
  FROM_INSTANT,
  [
    rung('thinking', candidate('deep', price(1, 10)), candidate('deeper', price(3, 15))),
    rung('instant', candidate('fast', price(0.25, 2), 40_000), candidate('backup', price(1, 5))),
    rung('mini', candidate('small', price(0.05, 0.4))),
  ],
  [rung('instant', candidate('local', price(0, 0))), rung('mini', candidate('tiny', price(0.01, 0)))],
  [rung('mini')],
];

interface InFlight {
  readonly at: UnixMs;
  readonly asked: AdmitRequest;
  readonly rung: Rung;
  readonly outputCap: number | null;
  readonly holds: readonly Hold[];
}

/** The account's books in memory: what `ledger.ts` does in SQL. */
class Books {
  readonly #rows = new Map<Limit, Map<number, BucketRow>>();

  standing(of: Limit, now: UnixMs): Standing {
    return standing([...(this.#rows.get(of)?.values() ?? [])], now, of.perMs);
  }

  add(of: Limit, at: UnixMs, used: number, held: number): void {
    const rows = this.#rows.get(of) ?? new Map<number, BucketRow>();
    this.#rows.set(of, rows);
    const bucket = bucketOf(at, of.perMs);
    const before = rows.get(bucket) ?? { used: 0, held: 0 };
    rows.set(bucket, { bucket, used: before.used + used, held: before.held + held });
  }
}

function randomRequest(random: Random): AdmitRequest {
  const input = random.whole(1, 12_000);
  const rungs = random.pick(RUNGS);
  const pinned = random.chance(0.1);
  return request({
    proposal: { rungs: pinned ? [rungs[0]] : rungs, pinned, automatic: !pinned },
    limits: LIMITS,
    input,
    inputBound: input + random.whole(0, 4000),
    output: random.chance(0.4) ? random.whole(1, 6000) : null,
    choices: random.chance(0.1) ? random.whole(2, 4) : 1,
  });
}

/** What a provider that obeys the cap may have used: anything up to it, whichever candidate answered. */
function randomUse(random: Random, { asked, rung: { candidates }, outputCap }: InFlight): Record<Limit['of'], number> {
  const all = (outputCap ?? 100_000) * asked.output.choices;
  const input = random.chance(0.5) ? asked.input.bound : random.whole(0, asked.input.bound);
  const output = random.chance(0.3) ? all : random.whole(0, all);
  const { price: paid } = random.pick(candidates);
  if (paid === null) throw new Error('every candidate of this test has a price');
  const cachedInput = tokens(random.whole(0, input));
  const usage = { input: tokens(input), cachedInput, output: tokens(output), estimated: false };
  return { requests: 1, tokens: input + output, cost: costOf(usage, paid) };
}

it.each([1, 2, 3])(
  'used and held never exceed max, whatever is admitted, settled, released and expired: seed %i',
  (seed) => {
    const random = seededRandom(seed);
    const books = new Books();
    let inFlight: InFlight[] = [];
    let now = unixMs(1_900_000_000_000);
    const outcomes = { admitted: 0, degraded: 0, clamped: 0, refused: 0, settled: 0, released: 0, expired: 0 };

    for (let step = 0; step < 4000; step++) {
      now = unixMs(now + (random.chance(0.01) ? random.whole(0, HOUR) : random.whole(0, 2000)));
      const settling = inFlight[random.whole(0, inFlight.length * 2)];
      if (settling === undefined) {
        const asked = randomRequest(random);
        const balances = LIMITS.map((each) => ({ limit: each, standing: books.standing(each, now) }));
        const verdict = admit(asked, balances, 0);
        outcomes[verdict.kind]++;
        if (verdict.kind === 'admitted') {
          for (const { limit: of, amount } of verdict.holds) books.add(of, now, 0, amount);
          inFlight.push({ ...verdict, at: now, asked });
          if (verdict.degraded !== null) outcomes.degraded++;
          if (verdict.why.some(({ rule }) => rule === 'clamp')) outcomes.clamped++;
        }
      } else {
        const end = random.pick(['settled', 'settled', 'settled', 'released', 'expired']);
        const used = randomUse(random, settling);
        for (const { limit: of, amount } of settling.holds) {
          const charged = { settled: used[of.of], released: 0, expired: amount }[end];
          books.add(of, settling.at, charged, -amount);
        }
        inFlight = inFlight.filter((other) => other !== settling);
        outcomes[end]++;
      }
      for (const each of LIMITS) {
        const { used, held } = books.standing(each, now);
        expect(used, `${each.id} at step ${step}`).toBeGreaterThanOrEqual(0);
        expect(held, `${each.id} at step ${step}`).toBeGreaterThanOrEqual(0);
        expect(used + held, `${each.id} at step ${step}`).toBeLessThanOrEqual(each.max);
      }
    }
    // A run that never met one of these would prove little.
    for (const [outcome, count] of Object.entries(outcomes)) expect(count, outcome).toBeGreaterThan(50);
  },
);
