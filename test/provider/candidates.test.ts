import { describe, expect, it } from 'vitest';
import { Candidates } from '../../src/provider/candidates.ts';
import type { Target } from '../../src/provider/contract.ts';
import { failure, statusFailure } from '../../src/provider/failure.ts';
import { Health, modelKey, providerKey } from '../../src/provider/health.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { targetOf } from '../support/order.ts';

const BUSY = (seconds: number | null) => statusFailure('m', 503, '', seconds);
const CONFLICT = statusFailure('m', 409, '', null);
const CUT = failure('m', 'cut', 'broke off');

/** In the middle of its range a wait is neither longer nor shorter. */
const fresh = () => new Health(() => 0.5);

/** A model at a provider of its own, or at `provider`. */
const target = (name: string, provider = name, timeouts = {}): Target => {
  const made = targetOf('openai-compatible', { name, id: name }, { baseUrl: `https://${provider}.example/v1` });
  return { ...made, timeouts: { ...made.timeouts, totalMs: milliseconds(20_000), ...timeouts } };
};

function request(names: readonly (string | Target)[], health = fresh(), { tenant = 't', now = (): number => 0 } = {}) {
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

async function withDown(...names: string[]): Promise<Health> {
  const health = fresh();
  for (const name of names) await request([name], health).order({ [name]: CUT });
  return health;
}

describe('the breaker', () => {
  it('lets a dead primary cost one attempt, and not one for each request', async () => {
    const health = fresh();
    const tried: string[] = [];
    for (let count = 0; count < 10; count++) tried.push(...(await request(['a', 'b'], health).order({ a: CUT })));
    expect(tried.filter((name) => name === 'a')).toHaveLength(1);
    expect(tried.filter((name) => name === 'b')).toHaveLength(10);
  });

  it('leaves one in use that works, but for a stray failure', async () => {
    const health = fresh();
    await request(['a', 'b'], health).order();
    expect(await request(['a', 'b'], health).order({ a: CUT })).toEqual(['a', 'b']);
    expect(await request(['a', 'b'], health).order()).toEqual(['a']);
  });

  it('passes over in the order of the decision, and says who and why', async () => {
    const { candidates, order } = request(['a', 'b', 'c'], await withDown('a'));
    expect(await order()).toEqual(['b']);
    expect(candidates.passedOver).toEqual([{ model: 'a', why: expect.stringContaining('It failed') }]);
  });

  it('refuses nobody by itself: when all are open the first is tried all the same', async () => {
    const { candidates, order } = request(['a', 'b'], await withDown('a', 'b'));
    expect(await order()).toEqual(['a']);
    expect(candidates.passedOver.map(({ model }) => model)).toEqual(['b']);
  });

  it('comes back to one that was passed over when the others fail', async () => {
    expect(await request(['a', 'b'], await withDown('a')).order({ b: CUT })).toEqual(['b', 'a']);
  });

  it('keeps what one tenant met from another, and one model from its neighbour', async () => {
    const health = await withDown('a');
    expect(await request(['a', 'b'], health, { tenant: 'other' }).order()).toEqual(['a']);
    expect(await request([target('z', 'a'), 'b'], health).order()).toEqual(['z']);
  });

  it('sends one probe when its time has passed, and all once that has begun to answer', async () => {
    const health = await withDown('a');
    const now = () => 1000;
    const probe = request(['a', 'b'], health, { now }).candidates;
    const target = await probe.take();
    expect(target).toMatchObject({ model: { name: 'a' } });
    expect(await request(['a', 'b'], health, { now }).order()).toEqual(['b']);
    if (target !== null) probe.answers(target);
    expect(await request(['a', 'b'], health, { now }).order()).toEqual(['a']);
    expect(await request(['a', 'b'], health, { now }).order()).toEqual(['a']);
  });

  it.each([
    ['its request ends without a word of it', null],
    ['it fails for no fault of the provider', statusFailure('m', 400, '', null)],
  ])('sends another probe when %s', async (_, failed) => {
    const health = await withDown('a');
    const now = () => 1000;
    const probe = request(['a', 'b'], health, { now }).candidates;
    const target = await probe.take();
    if (target !== null && failed !== null) probe.heard(target, failed);
    probe.end();
    expect(await request(['a', 'b'], health, { now }).order()).toEqual(['a']);
  });

  it('gives the probe back where the budget of its provider is spent', async () => {
    const health = await withDown('x');
    const spent = { tenant: 't', now: () => 1000 };
    const two = [target('w', 'p'), target('v', 'p')];
    for (let count = 0; count < 60; count++) await request(two, health, spent).order({ w: CONFLICT, v: CONFLICT });
    health.breaker.failed(health.breaker.force(modelKey('t', two[1] ?? target('v'))), unixMs(0));
    expect(await request(two, health, spent).order({ w: CONFLICT })).toEqual(['w']);
    expect(await request([two[1] ?? '', 'b'], health, spent).order()).toEqual(['v']);
  });

  it.each([
    ['a 400', statusFailure('m', 400, '', null)],
    ['a 404', statusFailure('m', 404, '', null)],
    ['an error event that names a 400', failure('m', 'error_event', 'failed', '', 400)],
    ['a call that was not made', failure('m', 'forbidden', 'is not called')],
  ])('does not count %s', async (_, failed) => {
    const health = fresh();
    for (let count = 0; count < 5; count++) await request(['a'], health).order({ a: failed });
    expect(await request(['a', 'b'], health).order()).toEqual(['a']);
  });

  it.each([
    ['a 429', statusFailure('m', 429, '', null)],
    ['a 500', statusFailure('m', 500, '', null)],
    ['a first byte that does not come', failure('m', 'first_byte_timeout', 'sent nothing')],
    ['a 424, of a model that failed by itself', statusFailure('m', 424, '', null)],
    ['a refused connection', failure('m', 'connection', 'could not be reached')],
    ['an error event', failure('m', 'error_event', 'failed')],
    ['garbage', failure('m', 'malformed', 'cannot be read')],
  ])('counts %s', async (_, failed) => {
    const health = fresh();
    await request(['a'], health).order({ a: failed });
    expect(await request(['a', 'b'], health).order()).toEqual(['b']);
  });

  it('leaves one alone that asked for it, for as long as it asked', async () => {
    const health = fresh();
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

describe('a rival of one that is late', () => {
  it('is the next whose breaker is closed, is given out once, and costs a retry of the provider that is late', async () => {
    const health = await withDown('b');
    const { candidates } = request(['a', 'b', 'c'], health);
    const late = await candidates.take();
    if (late === null) throw new Error('Nobody is given out.');
    const left = (): number => {
      let count = 0;
      while (health.retries.spend(providerKey('t', late), unixMs(0))) count++;
      return count;
    };
    expect(candidates.takeRival(late)?.model.name).toBe('c');
    expect(candidates.takeRival(late)).toBeNull();
    expect(left()).toBe(9);
    expect(request(['a', 'c'], health).candidates.takeRival(late)).toBeNull();
  });

  it('is nobody once the client has gone', async () => {
    const { candidates, gone } = request(['a', 'b']);
    const late = await candidates.take();
    gone.abort();
    expect(late === null ? undefined : candidates.takeRival(late)).toBeNull();
  });
});

describe('the budget of retries', () => {
  it('does not let an outage of one provider be multiplied by its models', async () => {
    const health = fresh();
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
    const health = fresh();
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
