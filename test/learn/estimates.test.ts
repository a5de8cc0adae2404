import { describe, expect, it } from 'vitest';
import { estimates } from '../../src/learn/estimates.ts';
import { supported } from '../../src/learn/supported.ts';
import { seededRandom } from '../support/random.ts';
import { loggedWorld, type World } from './logged-world.ts';

const GAIN = 0.1;
/** In the world of `loggedWorld`: where the two differ the candidate earns 0.625, else both 0.55. */
const TRUTH = 0.4 * 0.625 + 0.6 * 0.55;
const WORLDS = 60;

const LOGS: readonly (readonly [string, World['logged']])[] = [
  ['drawn, one in ten another', { by: 'draw', share: 0.1 }],
  ['drawn evenly', { by: 'draw', share: 0.5 }],
  ['named by people', { by: 'named' }],
  ['every arm rated', { by: 'both' }],
];

describe('what a policy would have earned', () => {
  it.each(LOGS)('%s: no estimate is biased, and its interval holds the truth', (_, logged) => {
    const chance = seededRandom(3).next;
    const held = { ips: 0, snips: 0, dr: 0 };
    const sums = { ips: 0, snips: 0, dr: 0 };
    let naive = 0;
    for (let world = 0; world < WORLDS; world++) {
      const rows = loggedWorld({ rows: 300, gain: GAIN, logged }, chance).map(({ row }) => row);
      const { candidate } = estimates(rows);
      for (const by of ['ips', 'snips', 'dr'] as const) {
        const { value, low, high } = candidate[by];
        held[by] += Number(low <= TRUTH && TRUTH <= high) / WORLDS;
        sums[by] += value / WORLDS;
      }
      naive += rows.reduce((sum, { reward }) => sum + reward, 0) / rows.length / WORLDS;
    }
    expect(Math.abs(sums.snips - TRUTH)).toBeLessThan(0.02);
    expect(Math.abs(sums.dr - TRUTH)).toBeLessThan(0.02);
    expect(Math.abs(sums.ips - TRUTH)).toBeLessThan(0.04);
    expect(Math.abs(naive - TRUTH)).toBeGreaterThan(0.06);
    for (const share of Object.values(held)) expect(share).toBeGreaterThanOrEqual(0.85);
  });

  it('uses both rewards of a request that both arms answered: the interval is that of full information', () => {
    const chance = seededRandom(1).next;
    const rows = loggedWorld({ rows: 400, gain: GAIN, logged: { by: 'both' } }, chance).map(({ row }) => row);
    const { candidate } = estimates(rows);
    const once = estimates(rows.filter((_, at) => at % 2 === 0)).candidate;
    expect(candidate.effective).toBeCloseTo(400);
    expect(candidate.dr.high - candidate.dr.low).toBeLessThan(0.75 * (once.dr.high - once.dr.low));
  });

  it('leaves out what could not have been chosen, and says how much that is', () => {
    const chance = seededRandom(2).next;
    const rows = loggedWorld({ rows: 200, gain: GAIN, logged: { by: 'draw', share: 0 } }, chance).map(({ row }) => row);
    const { candidate, inForce } = estimates(rows);
    expect(inForce.support).toBe(1);
    expect(candidate.support).toBe(rows.filter(({ picks }) => picks.candidate === picks.inForce).length / 200);
    expect(estimates([]).candidate).toMatchObject({ dr: { value: 0, low: -1, high: 1 }, support: 0 });
  });
});

describe('the propensity of an explicit choice', () => {
  it('is the share of its arm among those before it in the same stratum', () => {
    const [{ row } = { row: null }] = loggedWorld({ rows: 1, gain: 0, logged: { by: 'named' } }, seededRandom(1).next);
    if (row === null) throw new Error('No row.');
    const named = (at: number, chosen: typeof row.chosen, stratum: string) => ({
      ...{ ...row, request: `r${at}`, chosen, stratum, at: (row.at + at) as typeof row.at },
    });
    const [fast, deep] = ['fast@instant', 'deep@thinking'] as const;
    // Of an arm that was named less than five times it may be that nobody can name it.
    const rows = [fast, fast, fast, fast, fast, fast, deep, deep, deep, deep, deep, deep];
    const all = supported([...rows.map((chosen, at) => named(at, chosen, 'a')), named(20, fast, 'b')]);
    expect(all.map(({ arms, chosen }) => arms.get(chosen)?.propensity)).toEqual([
      ...[0, 0, 0, 0, 0, 1],
      ...[0, 0, 0, 0, 0, 5 / 11],
      0,
    ]);
    expect(all.every(({ by }) => by === 'share')).toBe(true);
  });
});
