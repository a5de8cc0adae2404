import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it, vi } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import { microDollars, milliseconds } from '../../src/unit.ts';
import { DAY, HOUR, later, newAccount, SECOND, START, stands, stopClock } from './account-object.ts';
import {
  candidate,
  charge,
  decision,
  decisionId,
  FROM_INSTANT,
  limit,
  price,
  release,
  request,
  rung,
} from './request.ts';

stopClock();

const fiftyInstant = limit('5h-instant', {
  effort: 'instant',
  max: 50,
  perMs: milliseconds(5 * HOUR),
  then: 'mini',
});
const oneAtAll = limit('1d-all');

/** How many of these were admitted at each effort. */
async function efforts(answers: readonly Promise<{ kind: string; rung: { effort: string } }>[]) {
  const counts: Record<string, number> = {};
  for (const { kind, rung: admitted } of await Promise.all(answers)) {
    const outcome = kind === 'admitted' ? admitted.effort : kind;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

const ask = (name: string | number) =>
  request({ proposal: { id: decisionId(name), rungs: FROM_INSTANT }, limits: [fiftyInstant] });

describe('a limit of 50 that degrades to mini', () => {
  it('admits exactly 50 of 200 concurrent requests, and moves 150 down', async () => {
    const account = newAccount();
    const answers = Array.from({ length: 200 }, (_, n) => account.admit(ask(n)));
    expect(await efforts(answers)).toEqual({ instant: 50, mini: 150 });
    expect((await account.usage([fiftyInstant])).map(stands)).toEqual(['5h-instant: 0 used, 50 held']);
  });

  it('does so when the object is evicted half way', async () => {
    const account = newAccount();
    const first = await efforts(Array.from({ length: 30 }, (_, n) => account.admit(ask(n))));
    await evictDurableObject(account);
    const second = await efforts(Array.from({ length: 170 }, (_, n) => account.admit(ask(30 + n))));
    expect([first, second]).toEqual([{ instant: 30 }, { instant: 20, mini: 150 }]);
  });

  it('does so when every request is settled as others are admitted', async () => {
    const account = newAccount();
    const answers = Array.from({ length: 200 }, async (_, n) => {
      const answer = await account.admit(ask(n));
      await account.settle(decisionId(n), charge(decisionId(n)));
      return answer;
    });
    expect(await efforts(answers)).toEqual({ instant: 50, mini: 150 });
    expect((await account.usage([fiftyInstant])).map(stands)).toEqual(['5h-instant: 50 used, 0 held']);
  });
});

describe('admit', () => {
  it('asked twice with the same decision answers the same and holds once', async () => {
    const account = newAccount();
    const first = await account.admit(ask('twice'));
    later(SECOND);
    await evictDurableObject(account);
    expect(await account.admit(ask('twice'))).toEqual(first);
    expect((await account.usage([fiftyInstant])).map(stands)).toEqual(['5h-instant: 0 used, 1 held']);
  });

  it('shows what the limits stand at with the request itself', async () => {
    const account = newAccount();
    const answer = await account.admit(ask('one'));
    expect(answer.limits).toEqual(await account.usage([fiftyInstant]));
    expect(answer.limits.map(stands)).toEqual(['5h-instant: 0 used, 1 held']);
  });

  it('refuses with the limit that did, and changes nothing', async () => {
    const account = newAccount();
    await account.admit(request({ proposal: { id: 'dec_a' }, limits: [oneAtAll] }));
    const before = await account.usage([oneAtAll]);
    const answer = await account.admit(request({ proposal: { id: 'dec_b' }, limits: [oneAtAll] }));
    expect(answer).toMatchObject({ kind: 'refused', limit: { id: '1d-all', max: 1, held: 1 } });
    expect(await account.usage([oneAtAll])).toEqual(before);
  });

  it('counts a limit on when its max changes, and anew when what it counts changes', async () => {
    const account = newAccount();
    await account.admit(request({ limits: [oneAtAll] }));
    const raised = { ...oneAtAll, max: 2 };
    const hourly = { ...oneAtAll, perMs: milliseconds(HOUR) };
    const byEffort = { ...oneAtAll, effort: 'mini' as const };
    expect((await account.usage([raised, hourly, byEffort])).map(({ held }) => held)).toEqual([1, 0, 0]);
  });

  it('leaves one account untouched by another', async () => {
    await newAccount().admit(request({ limits: [oneAtAll] }));
    expect(await newAccount().admit(request({ limits: [oneAtAll] }))).toMatchObject({ kind: 'admitted' });
  });

  it('lets a slow answer block no window but that of its admission', async () => {
    const account = newAccount();
    const secondly = limit('1s', { perMs: milliseconds(SECOND) });
    await account.admit(request({ proposal: { id: 'dec_slow' }, limits: [secondly] }));
    expect((await account.admit(request({ proposal: { id: 'dec_b' }, limits: [secondly] }))).kind).toBe('refused');
    later(2 * SECOND);
    expect((await account.admit(request({ proposal: { id: 'dec_c' }, limits: [secondly] }))).kind).toBe('admitted');
    await account.settle('dec_slow', charge('dec_slow'));
    expect((await account.usage([secondly])).map(stands)).toEqual(['1s: 0 used, 1 held']);
  });
});

describe('peek', () => {
  it('answers as admit would, and changes nothing', async () => {
    const account = newAccount();
    const wish = request({ limits: [oneAtAll], thinkingPer100: 1 });
    const peeked = await account.peek(wish);
    expect(await account.peek(wish)).toEqual(peeked);
    expect((await account.usage([oneAtAll])).map(stands)).toEqual(['1d-all: 0 used, 0 held']);
    expect(await account.admit(wish)).toEqual(peeked);
  });
});

describe('settle', () => {
  const perDay = [
    oneAtAll,
    limit('1d-tokens', { of: 'tokens', max: 1_000_000 }),
    limit('1d-cost', { of: 'cost', max: 1_000_000 }),
  ];
  const wish = request({ proposal: { rungs: FROM_INSTANT }, limits: perDay, output: 1000 });

  it('puts what was used in the place of what was held', async () => {
    const account = newAccount();
    await account.admit(wish);
    expect((await account.usage(perDay)).map(stands)).toEqual([
      '1d-all: 0 used, 1 held',
      '1d-tokens: 0 used, 1100 held',
      '1d-cost: 0 used, 2100 held',
    ]);
    const spent = charge('dec_one', { input: 90, output: 60, cost: 210 });
    expect(await account.settle('dec_one', spent)).toEqual({ kind: 'settled' });
    expect((await account.usage(perDay)).map(stands)).toEqual([
      '1d-all: 1 used, 0 held',
      '1d-tokens: 150 used, 0 held',
      '1d-cost: 210 used, 0 held',
    ]);
  });

  it('counts once, whichever call comes first', async () => {
    const account = newAccount();
    await account.admit(wish);
    const results = await Promise.all([
      account.settle('dec_one', charge('dec_one')),
      account.settle('dec_one', charge('dec_one')),
      account.settle('dec_one', release('dec_one')),
    ]);
    await evictDurableObject(account);
    results.push(await account.settle('dec_one', charge('dec_one')));
    expect(results.map(({ kind }) => kind)).toEqual(['settled', 'already', 'already', 'already']);
    expect((await account.usage([oneAtAll])).map(stands)).toEqual(['1d-all: 1 used, 0 held']);
    expect(await account.decisions(9)).toHaveLength(1);
  });

  it('gives the capacity of a released request back', async () => {
    const account = newAccount();
    await account.admit(wish);
    await account.settle('dec_one', release('dec_one'));
    expect((await account.usage(perDay)).map(({ used, held, freesAt }) => [used, held, freesAt])).toEqual([
      [0, 0, null],
      [0, 0, null],
      [0, 0, null],
    ]);
    expect(await account.admit(request({ proposal: { id: 'dec_two' }, limits: perDay }))).toMatchObject({
      kind: 'admitted',
    });
  });

  it('charges at the moment of the admission, not of the settlement', async () => {
    const account = newAccount();
    await account.admit(wish);
    const [held] = await account.usage([oneAtAll]);
    later(5 * HOUR);
    await account.settle('dec_one', charge('dec_one'));
    const [used] = await account.usage([oneAtAll]);
    expect(used?.freesAt).toBe(held?.freesAt);
    vi.setSystemTime(START + DAY + DAY / 60);
    expect((await account.usage([oneAtAll])).map(stands)).toEqual(['1d-all: 0 used, 0 held']);
  });

  it('charges the truth when a provider ignored the cap', async () => {
    const account = newAccount();
    await account.admit(wish);
    await account.settle('dec_one', charge('dec_one', { output: 2_000_000 }));
    expect((await account.usage(perDay)).map(({ used }) => used)).toEqual([1, 2_000_100, 200]);
    const next = request({ proposal: { id: 'dec_two', rungs: FROM_INSTANT }, limits: perDay.slice(1) });
    expect(await account.admit(next)).toMatchObject({ kind: 'refused', limit: { id: '1d-tokens' } });
  });

  it('knows no decision that was never admitted', async () => {
    expect(await newAccount().settle('dec_none', charge('dec_none'))).toEqual({ kind: 'already' });
  });

  it('does nothing at all when it cannot do everything', async () => {
    const account = newAccount();
    await account.admit(wish);
    await runInDurableObject(account, (instance: Account) => {
      const circular: Record<string, unknown> = {};
      circular['self'] = circular;
      const broken = { ...charge('dec_one'), decision: { ...decision('dec_one'), ...circular } };
      expect(() => instance.settle('dec_one', broken)).toThrow(/circular/i);
    });
    expect((await account.usage([oneAtAll])).map(stands)).toEqual(['1d-all: 0 used, 1 held']);
    expect(await account.settle('dec_one', charge('dec_one'))).toEqual({ kind: 'settled' });
  });
});

describe('a clamp', () => {
  it('lets an answer that uses all of its cap reach the limit and not pass it', async () => {
    const account = newAccount();
    const cents = limit('1d-cost', { of: 'cost', max: 5000, then: 'refuse' });
    const wish = request({
      proposal: { rungs: [rung('instant', candidate('fast', price(1, 2)))] },
      limits: [cents],
      choices: 2,
    });
    const answer = await account.admit(wish);
    expect(answer).toMatchObject({ kind: 'admitted', outputCap: 1225 });
    expect((await account.usage([cents])).map(stands)).toEqual(['1d-cost: 0 used, 5000 held']);
    const cost = microDollars(100 + 2 * 2 * 1225);
    await account.settle('dec_one', charge('dec_one', { output: 2 * 1225, cost }));
    expect((await account.usage([cents])).map(stands)).toEqual(['1d-cost: 5000 used, 0 held']);
  });
});

describe('decisions', () => {
  it('are the last 50 that were settled, newest first', async () => {
    const account = newAccount();
    await runInDurableObject(account, (instance: Account) => {
      for (let n = 1; n <= 60; n++) {
        instance.admit(ask(n));
        instance.settle(decisionId(n), n % 2 === 0 ? charge(decisionId(n)) : release(decisionId(n)));
      }
    });
    expect((await account.decisions(2)).map(({ id }) => id)).toEqual(['dec_60', 'dec_59']);
    const all = await account.decisions(100);
    expect([all.length, all.at(-1)?.id]).toEqual([50, 'dec_11']);
    expect(all[0]).toEqual({ ...decision('dec_60'), at: START, key: 'k1' });
  });

  it('are forgotten after a day', async () => {
    const account = newAccount();
    await account.admit(ask('old'));
    await account.settle('dec_old', charge('dec_old'));
    later(DAY - 1);
    expect(await account.decisions(9)).toHaveLength(1);
    later(1);
    expect(await account.decisions(9)).toEqual([]);
  });
});
