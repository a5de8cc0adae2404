import { describe, expect, it } from 'vitest';
import type { AdmitRequest } from '../../src/quota/contract.ts';
import { priceThinking, shadowPrice, usualCost } from '../../src/quota/pace.ts';
import { type BucketRow, bucketOf, oldestCounted } from '../../src/quota/window.ts';
import { type Milliseconds, milliseconds, unixMs } from '../../src/unit.ts';
import { seededRandom } from '../support/random.ts';
import { DAY, HOUR } from './account-object.ts';
import { candidate, limit, price, request, rung } from './request.ts';

const OUTPUT = { thinking: 2000, instant: 500, mini: 500 };
/** A usual thinking answer costs 20,000 micro-dollars, and one gain per USD is 0.02 gain for each. */
const USUAL = 20_000;
const MAX = 1_000_000;
const NOW = unixMs(20_000 * DAY);

const costLimit = (parts: Parameters<typeof limit>[1] = {}) =>
  limit('1d-cost', { of: 'cost', max: MAX, then: 'mini', ...parts });

/** So much was used so long ago. */
const ago = (ms: number, used: number, perMs: Milliseconds = milliseconds(DAY)): BucketRow => ({
  bucket: bucketOf(unixMs(NOW - ms), perMs),
  used,
  held: 0,
});

const lambda = (rows: readonly BucketRow[], now = NOW) => shadowPrice(costLimit(), rows, USUAL, now);
/** What a usual thinking answer must gain. */
const due = (rows: readonly BucketRow[], now = NOW) => (lambda(rows, now) * USUAL) / 1e6;

describe('the shadow price', () => {
  it.each<[string, BucketRow[]]>([
    ['in an empty window', []],
    ['for one request a day, however dear', [ago(23.9 * HOUR, 850_000)]],
    ['for a few at once', [ago(0, 300_000)]],
    ['long after a burst, when little time is left', [ago(22 * HOUR, 850_000)]],
    ['for what has left the window', [ago(25 * HOUR, MAX)]],
  ])('is 0 %s', (_, rows) => {
    expect(lambda(rows)).toBe(0);
  });

  it('is 0 for whoever spends evenly at nine tenths of what the limit admits, on the way there and ever after', () => {
    // A window is 61 buckets of 24 minutes.
    const each = (0.9 * MAX) / 61;
    const first = bucketOf(NOW, milliseconds(DAY));
    const rows: BucketRow[] = [];
    for (let bucket = first; bucket < first + 183; bucket++) {
      for (const within of [0, 0.25, 0.5, 0.999]) {
        const now = unixMs(((bucket + within) * DAY) / 60);
        expect(lambda([...rows, { bucket, used: Math.floor(each * within), held: 0 }], now), `${bucket}`).toBe(0);
      }
      rows.push({ bucket, used: Math.floor(each), held: 0 });
    }
    const faster = rows.map((row) => ({ ...row, used: Math.floor(1.1 * row.used) }));
    expect(lambda(faster, unixMs(((first + 182.9) * DAY) / 60))).toBeGreaterThan(0);
  });

  it('is a quarter of the excess over what is left, for a usual answer', () => {
    // New: it would come again before it leaves, at twice the rate: 3 times 0.5, less 0.9, over 0.5.
    expect(due([ago(0, 500_000)])).toBeCloseTo((0.25 * (1.5 - 0.9)) / 0.5, 2);
    expect(due([{ ...ago(0, 0), held: 500_000 }])).toBe(due([ago(0, 500_000)]));
    // Half of its time is over: it would stay as long again, at half the rate.
    expect(due([ago(12.2 * HOUR, 900_000)])).toBeCloseTo((0.25 * (0.9 + 0.9 * 0.5 - 0.9)) / 0.1, 1);
  });

  it('rises beyond every gain before the window is full, and stays finite when it is', () => {
    expect(due([ago(0, 750_000)])).toBeGreaterThan(1);
    expect(due([ago(HOUR, 400_000), ago(0, 590_000)])).toBeGreaterThan(10);
    for (const used of [MAX, 2 * MAX]) expect(Number.isFinite(lambda([ago(0, used)]))).toBe(true);
  });

  it.each([1, 2, 3])('rises with each amount, by no leap, and falls with time alone: seed %i', (seed) => {
    const random = seededRandom(seed);
    let rising = 0;
    for (let run = 0; run < 200; run++) {
      const perMs = milliseconds(random.pick([1000, 5 * HOUR, DAY, 30 * DAY]));
      const of = costLimit({ perMs, max: random.pick([MAX, 1000, 10 ** 12]) });
      const rows: BucketRow[] = [];
      // A clock that stepped back leaves buckets in the future.
      for (let back = -2; back <= 62; back++) {
        if (random.chance(0.3)) continue;
        const used = Math.floor((random.next() * of.max) / 40);
        rows.push({ bucket: oldestCounted(NOW, perMs) + 60 - back, used, held: random.chance(0.2) ? used : 0 });
      }
      const priceOf = (these: readonly BucketRow[], now = NOW) => shadowPrice(of, these, USUAL, now);
      const before = priceOf(rows);
      expect(Number.isFinite(before) && before >= 0).toBe(true);
      const which = random.whole(0, rows.length - 1);
      const more = (amount: number) =>
        rows.map((row, at) => (at === which ? { ...row, used: row.used + amount } : row));
      let last = before;
      for (const amount of [1, of.max / 1000, of.max / 10]) {
        const after = priceOf(more(Math.ceil(amount)));
        expect(after).toBeGreaterThanOrEqual(last);
        last = after;
      }
      if (last > before) rising++;
      // A thousandth more is no cliff: the numerator grows by three thousandths at most, and what is left shrinks by one.
      const left = of.max - rows.reduce((sum, { used, held }) => sum + used + held, 0);
      if (left > of.max / 10 && of.max >= MAX) {
        const step = (priceOf(more(of.max / 1000)) - before) * (USUAL / 1e6);
        expect(step).toBeLessThanOrEqual(0.25 * ((3 * 0.001) / 0.099 + (3 * 0.001) / 0.099 ** 2) + 1e-6);
      }
      let then = before;
      for (let at = 0; at < 130; at++) {
        const later = priceOf(rows, unixMs(NOW + Math.floor((at * perMs) / 120)));
        expect(later).toBeLessThanOrEqual(then);
        then = later;
      }
      expect(then).toBeLessThanOrEqual(before);
    }
    expect(rising).toBeGreaterThan(50);
  });
});

describe('a purchase', () => {
  const deep = price(1, 10);
  const wish = (parts: Parameters<typeof request>[0] = {}): AdmitRequest =>
    request({
      input: 1000,
      pace: { usual: usualCost(deep, OUTPUT) },
      ...parts,
      proposal: {
        gain: 0.5,
        rungs: [rung('thinking', candidate('deep', deep)), rung('instant', candidate('fast', price(0.5, 2)))],
        ...parts?.proposal,
      },
    });
  const windows = [{ limit: costLimit(), rows: [ago(0, 600_000)] }];
  const pricing = (asked: AdmitRequest, of = windows) => priceThinking(asked, of, OUTPUT, NOW);

  it('costs what thinking costs beyond the answer that would take its place', () => {
    expect(pricing(wish())?.pace).toMatchObject({ limit: '1d-cost', gain: 0.5, cost: (21_000 - 1500) / 1e6 });
    expect(pricing(wish({ output: 100 }))?.pace.cost).toBe((2000 - 700) / 1e6);
    expect(pricing(wish({ output: 100, choices: 3 }))?.pace.cost).toBe((4000 - 1100) / 1e6);
    // Instant answers cost this limit nothing.
    const own = [{ limit: costLimit({ then: 'instant' }), rows: [ago(0, 600_000)] }];
    expect(pricing(wish(), own)?.pace.cost).toBe(21_000 / 1e6);
  });

  it('is made while the gain is above the price times the cost, and says why it is not', () => {
    const at = pricing(wish());
    const threshold = (at?.pace.lambda ?? 0) * (at?.pace.cost ?? 0);
    expect(threshold).toBeGreaterThan(0.1);
    expect(threshold).toBeLessThan(0.9);
    expect(pricing(wish({ proposal: { gain: threshold + 0.001 } }))?.declined).toBeNull();
    expect(pricing(wish({ proposal: { gain: threshold } }))?.declined).toMatch(
      /^1d-cost fills faster than time passes: a dollar of it must gain \d/,
    );
  });

  it('is less where the request is longer, and where the route is dearer than the tenant is used to', () => {
    const threshold = (asked: AdmitRequest) => {
      const pace = pricing(asked)?.pace;
      return (pace?.lambda ?? 0) * (pace?.cost ?? 0);
    };
    expect(threshold(wish({ input: 10_000 }))).toBeGreaterThan(1.2 * threshold(wish()));
    const dear = [rung('thinking', candidate('dear', price(2, 20))), rung('instant')] as const;
    expect(threshold(wish({ proposal: { rungs: dear } }))).toBeGreaterThan(1.8 * threshold(wish()));
    // Where the default route costs nothing, each is measured by itself.
    expect(
      threshold({ ...wish({ proposal: { rungs: dear } }), pace: { usual: usualCost(price(0, 0), OUTPUT) } }),
    ).toBeCloseTo((threshold(wish({ proposal: { rungs: dear } })) * (USUAL + 1000)) / (2 * (USUAL + 1000)), 4);
  });

  it('is priced by the dearest of several windows', () => {
    const week = { limit: costLimit({ id: '7d-cost', perMs: milliseconds(7 * DAY) }), rows: [] };
    const full = { ...week, rows: [ago(0, 900_000, milliseconds(7 * DAY))] };
    expect(pricing(wish(), [...windows, week])?.pace.limit).toBe('1d-cost');
    expect(pricing(wish(), [...windows, full])?.pace.limit).toBe('7d-cost');
  });

  it.each<[string, AdmitRequest]>([
    ['an explicit choice', wish({ proposal: { automatic: false, gain: 0 } })],
    ['a plan that does not pace itself', request({ proposal: wish().proposal })],
    ['an instant answer', wish({ proposal: { rungs: [rung('instant'), rung('mini')] } })],
    ['thinking with nothing beneath it', wish({ proposal: { rungs: [rung('thinking')] } })],
    [
      'a model whose price nobody knows',
      wish({ proposal: { rungs: [rung('thinking', candidate('deep', null)), rung('instant')] } }),
    ],
  ])('is not in question for %s', (_, asked) => {
    expect(pricing(asked)).toBeNull();
  });

  it('is made whatever it gains where it costs nothing, and by no limit that does not count it', () => {
    const free = [rung('thinking', candidate('local', price(0, 0))), rung('instant')] as const;
    expect(pricing(wish({ proposal: { rungs: free, gain: 0 } }))?.declined).toBeNull();
    const others = [costLimit({ effort: 'instant' }), costLimit({ of: 'tokens' }), costLimit({ then: 'thinking' })];
    expect(
      pricing(
        wish(),
        others.map((each) => ({ limit: each, rows: [ago(0, MAX)] })),
      ),
    ).toBeNull();
  });
});
