import { describe, expect, it } from 'vitest';
import { Candidates } from '../../src/provider/candidates.ts';
import type { Target } from '../../src/provider/contract.ts';
import { failure, statusFailure } from '../../src/provider/failure.ts';
import { Health } from '../../src/provider/health.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { targetOf } from '../support/order.ts';

const BUSY = (seconds: number | null) => statusFailure('m', 503, '', seconds);
const CUT = failure('m', 'cut', 'broke off');

/** A model at a provider of its own, or at `provider`. */
const target = (name: string, provider = name, timeouts = {}): Target => {
  const made = targetOf('openai-compatible', { name, id: name }, { baseUrl: `https://${provider}.example/v1` });
  return { ...made, timeouts: { ...made.timeouts, totalMs: milliseconds(20_000), ...timeouts } };
};

function request(
  names: readonly (string | Target)[],
  health = new Health(),
  { tenant = 't', now = (): number => 0 } = {},
) {
  const gone = new AbortController();
  const candidates = new Candidates({
    targets: names.map((name) => (typeof name === 'string' ? target(name) : name)),
    ...{ tenant, health, startedAt: unixMs(0), clientGone: gone.signal, clock: () => unixMs(now()), stream: true },
  });
  /** Tries all that are given out, each to the failure that `fails` has for it, until one is sound. */
  const order = async (fails: Readonly<Record<string, typeof CUT | undefined>> = {}) => {
    const tried: string[] = [];
    for (let next = await candidates.take(); next !== null && tried.length < 20; next = await candidates.take()) {
      tried.push(next.model.name);
      const failed = fails[next.model.id] ?? null;
      candidates.heard(next, failed);
      if (failed === null) break;
    }
    return tried;
  };
  return { candidates, order, gone };
}

async function withOpen(...names: string[]): Promise<Health> {
  const health = new Health();
  for (let count = 0; count < 3; count++) {
    for (const name of names) await request([name], health).order({ [name]: CUT });
  }
  return health;
}

describe('the breaker', () => {
  it('lets a dead primary cost three attempts, and not one for each request', async () => {
    const health = new Health();
    const tried: string[] = [];
    for (let count = 0; count < 10; count++) tried.push(...(await request(['a', 'b'], health).order({ a: CUT })));
    expect(tried.filter((name) => name === 'a')).toHaveLength(3);
    expect(tried.filter((name) => name === 'b')).toHaveLength(10);
  });

  it('passes over in the order of the decision, and says who and why', async () => {
    const { candidates, order } = request(['a', 'b', 'c'], await withOpen('a'));
    expect(await order()).toEqual(['b']);
    expect(candidates.passedOver).toEqual([{ model: 'a', why: expect.stringContaining('failed 3 times in a row') }]);
  });

  it('refuses nobody by itself: when all are open the first is tried all the same', async () => {
    const { candidates, order } = request(['a', 'b'], await withOpen('a', 'b'));
    expect(await order()).toEqual(['a']);
    expect(candidates.passedOver.map(({ model }) => model)).toEqual(['b']);
  });

  it('comes back to one that was passed over when the others fail', async () => {
    expect(await request(['a', 'b'], await withOpen('a')).order({ b: CUT })).toEqual(['b', 'a']);
  });

  it('keeps what one tenant met from another, and one model from its neighbour', async () => {
    const health = await withOpen('a');
    expect(await request(['a', 'b'], health, { tenant: 'other' }).order()).toEqual(['a']);
    expect(await request([target('z', 'a'), 'b'], health).order()).toEqual(['z']);
  });

  it('sends one probe when its time has passed, and all when that went well', async () => {
    const health = await withOpen('a');
    const now = () => 30_000;
    expect(await request(['a', 'b'], health, { now }).candidates.take()).toMatchObject({ model: { name: 'a' } });
    expect(await request(['a', 'b'], health, { now }).order()).toEqual(['b']);
    expect(await request(['a', 'b'], health, { now: () => 60_000 }).order()).toEqual(['a']);
    expect(await request(['a', 'b'], health, { now: () => 60_000 }).order()).toEqual(['a']);
  });

  it.each([
    ['a 400', statusFailure('m', 400, '', null)],
    ['a 404', statusFailure('m', 404, '', null)],
    ['an error event that names a 400', failure('m', 'error_event', 'failed', '', 400)],
    ['a call that was not made', failure('m', 'forbidden', 'is not called')],
  ])('does not count %s', async (_, failed) => {
    const health = new Health();
    for (let count = 0; count < 5; count++) await request(['a'], health).order({ a: failed });
    expect(await request(['a', 'b'], health).order()).toEqual(['a']);
  });

  it.each([
    ['a 429', statusFailure('m', 429, '', null)],
    ['a 500', statusFailure('m', 500, '', null)],
    ['a first byte that does not come', failure('m', 'first_byte_timeout', 'sent nothing')],
    ['a refused connection', failure('m', 'connection', 'could not be reached')],
    ['an error event', failure('m', 'error_event', 'failed')],
    ['garbage', failure('m', 'malformed', 'cannot be read')],
  ])('counts %s', async (_, failed) => {
    const health = new Health();
    for (let count = 0; count < 3; count++) await request(['a'], health).order({ a: failed });
    expect(await request(['a', 'b'], health).order()).toEqual(['b']);
  });

  it('leaves one alone that asked for it, for as long as it asked', async () => {
    const health = new Health();
    expect(await request(['a', 'b'], health).order({ a: BUSY(40) })).toEqual(['a', 'b']);
    expect(await request(['a', 'b'], health, { now: () => 39_999 }).order()).toEqual(['b']);
    expect(await request(['a', 'b'], health, { now: () => 40_000 }).order()).toEqual(['a']);
  });
});

describe('a candidate that says when to come back', () => {
  it('is waited for and tried once more when nobody else is left, and no third time', async () => {
    expect(await request(['a']).order({ a: BUSY(0) })).toEqual(['a', 'a']);
    expect(await request(['a', 'b']).order({ a: BUSY(0), b: CUT })).toEqual(['a', 'b', 'a']);
  });

  it.each([
    ['it asks for more than five seconds', BUSY(6), {}],
    ['it does not say when', BUSY(null), {}],
    ['it is no refusal for being busy', statusFailure('m', 500, '', 0), {}],
    ['the total time is over by then', BUSY(1), { totalMs: milliseconds(900) }],
    ['the first byte would be due by then', BUSY(1), { firstByteMs: milliseconds(900) }],
  ])('is not waited for when %s', async (_, failed, timeouts) => {
    expect(await request([target('a', 'a', timeouts)]).order({ a: failed })).toEqual(['a']);
  });

  it('is not waited for when the client leaves', async () => {
    const { candidates, gone } = request([target('a', 'a', { firstByteMs: milliseconds(5000) })]);
    const first = await candidates.take();
    if (first !== null) candidates.heard(first, BUSY(4));
    const second = candidates.take();
    gone.abort();
    expect(await second).toBeNull();
  });
});

describe('the budget of retries', () => {
  it('does not let an outage of one provider be multiplied by its models', async () => {
    const health = new Health();
    const three = [target('x', 'p'), target('y', 'p'), target('z', 'p')];
    const failing = statusFailure('m', 409, '', null);
    let tried = 0;
    for (let count = 0; count < 100; count++) {
      tried += (await request(three, health).order({ x: failing, y: failing, z: failing })).length;
    }
    // A hundred first attempts, the allowance of ten, and a fifth of a hundred.
    expect(tried).toBeGreaterThan(125);
    expect(tried).toBeLessThanOrEqual(130);
  });

  it('says who was left out for it, and never limits a first attempt at another provider', async () => {
    const health = new Health();
    const failing = statusFailure('m', 409, '', null);
    for (let count = 0; count < 50; count++) {
      await request([target('x', 'p'), target('y', 'p')], health).order({ x: failing, y: failing });
    }
    const { candidates, order } = request([target('x', 'p'), target('y', 'p'), 'q'], health);
    // Fifty earned ten and spent twenty: what was left is a fifth of one.
    expect(await order({ x: failing, y: failing, q: failing })).toEqual(['x', 'q']);
    expect(candidates.passedOver).toEqual([{ model: 'y', why: expect.stringContaining('asked again too often') }]);
  });
});
