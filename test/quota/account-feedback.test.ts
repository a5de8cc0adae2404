import { evictDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToLearn } from '../../src/quota/lesson.ts';
import { unixMs } from '../../src/unit.ts';
import { DAY, later, MINUTE, newAccount, SECOND, START, stopClock } from './account-object.ts';
import { curriculum, learnable, toLearn } from './lessons.ts';
import { charge, decisionId, release, request } from './request.ts';
import { answered, say, taught } from './taught.ts';

stopClock();
beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('what is said of a decision', () => {
  it('counts once when it is said twice, and as a correction when it is another', async () => {
    const account = newAccount();
    await answered(account, 'one');
    await say(account, { rating: 1 });
    expect(await say(account, { rating: 1 })).toMatchObject({ accepted: [], already: ['rating'], corrected: [] });
    expect((await taught(account)).map(({ seq }) => seq)).toEqual([1]);
    expect(await say(account, { rating: -1, abandoned: true })).toMatchObject({
      ...{ accepted: ['abandoned'], already: [], corrected: ['rating'] },
    });
    expect(await taught(account)).toMatchObject([{ seq: 2, feedback: { rating: -1, abandoned: true } }]);
  });

  it('is counted once also when it is said by all at once', async () => {
    const account = newAccount();
    await answered(account, 'one');
    const all = await Promise.all(Array.from({ length: 50 }, () => say(account, { correct: true })));
    expect(all.filter((heard) => heard.kind === 'heard' && heard.accepted.length > 0)).toHaveLength(1);
    expect(await taught(account)).toMatchObject([{ seq: 1 }]);
  });

  it('is kept with an answer that is still on its way, and told when it has ended', async () => {
    const account = newAccount();
    await account.admit(request({ proposal: { id: decisionId('one') } }));
    expect(await say(account, { abandoned: true })).toMatchObject({ kind: 'heard', accepted: ['abandoned'] });
    expect(await say(account, { abandoned: true })).toMatchObject({ already: ['abandoned'] });
    expect(await taught(account)).toEqual([]);
    await evictDurableObject(account);
    await account.settle(decisionId('one'), learnable('one'));
    expect(await taught(account)).toMatchObject([{ seq: 1, feedback: { abandoned: true } }]);
    expect(await say(account, { abandoned: true })).toMatchObject({ already: ['abandoned'] });
  });

  it('is of nobody once the decision is unknown, withdrawn, one of 50 later or a day old', async () => {
    const account = newAccount();
    expect(await say(account, { rating: 1 })).toEqual({ kind: 'unknown' });
    await account.admit(request({ proposal: { id: decisionId('gone') } }));
    await account.settle(decisionId('gone'), { kind: 'withdraw' });
    expect(await say(account, { rating: 1 }, 'gone')).toEqual({ kind: 'unknown' });
    for (let n = 0; n <= 50; n++) await answered(account, n, { fingerprint: '' });
    expect(await say(account, { rating: 1 }, 0)).toEqual({ kind: 'unknown' });
    expect(await say(account, { rating: 1 }, 1)).toMatchObject({ kind: 'heard' });
    later(DAY);
    expect(await say(account, { rating: 1 }, 2)).toEqual({ kind: 'unknown' });
  });

  it('teaches nothing where nothing was kept, or nothing is to be learned any more', async () => {
    const account = newAccount();
    await account.admit(request({ proposal: { id: decisionId('one') } }));
    await account.settle(decisionId('one'), charge(decisionId('one')));
    expect(await say(account, { rating: 1 })).toEqual({ kind: 'unlearnable' });
    await answered(account, 'two');
    const off = await account.feedback(decisionId('two'), { feedback: { rating: 1 } }, curriculum({ enabled: false }));
    expect(off).toEqual({ kind: 'unlearnable' });
    expect(await taught(account)).toEqual([]);
  });

  it('finds who answers first at an effort on the route of the decision', async () => {
    const account = newAccount();
    await answered(account, 'one');
    const arms = { code: 'other@thinking', general: 'deep@thinking' } as const;
    await account.feedback(
      decisionId('one'),
      { feedback: { switchedTo: 'thinking' }, switched: { arms } },
      curriculum(),
    );
    expect(await taught(account)).toMatchObject([
      { feedback: { switchedTo: 'thinking' }, switched: { arm: 'deep@thinking' } },
    ]);
    await say(account, { rating: 1 });
    expect(await taught(account)).toMatchObject([{ seq: 2, switched: { arm: 'deep@thinking' } }]);
  });

  it('is shown to nobody who reads the decisions', async () => {
    const account = newAccount();
    await answered(account, 'one');
    await say(account, { rating: 1 });
    expect(Object.keys((await account.decisions(1))[0] ?? {})).not.toContain('kept');
    expect(JSON.stringify(await account.decisions(1))).not.toContain('AAAA');
  });
});

describe('who asks the same again', () => {
  const again = async (first: Partial<ToLearn>, second: Partial<ToLearn>, pauseMs = MINUTE) => {
    const account = newAccount();
    await answered(account, 'one', first);
    later(pauseMs);
    await answered(account, 'two', { askedAt: unixMs(Date.now()), ...second });
    return (await taught(account)).map(({ decision, toLearn: { observed } }) => [decision, observed]);
  };
  const DEEP = { arm: 'deep@thinking' } as const;

  it('of another arm has found the first answer wanting', async () => {
    expect(await again({}, DEEP)).toEqual([['dec_one', { askedAgain: 'deep@thinking' }]]);
  });

  it('of the same arm has if they named it', async () => {
    expect(await again({}, { explicit: true })).toEqual([['dec_one', { askedAgain: 'fast@instant' }]]);
    expect(await again({}, {})).toEqual([]);
  });

  it.each([
    ['asks something else', {}, { ...DEEP, fingerprint: 'other' }],
    ['says nothing', { fingerprint: '' }, { ...DEEP, fingerprint: '' }],
    ['named the first as well, and compares them', { explicit: true }, { ...DEEP, explicit: true }],
    ['had no answer', { failed: true }, DEEP],
    ['had not read the first', {}, { ...DEEP, askedAt: unixMs(START - 1) }],
  ])('says nothing of it where he %s', async (_, first, second) => {
    expect(await again(first, second)).toEqual([]);
  });

  it('asks anew ten minutes later', async () => {
    expect(await again({}, DEEP, 10 * MINUTE - SECOND)).toHaveLength(1);
    expect(await again({}, DEEP, 10 * MINUTE + SECOND)).toEqual([]);
  });

  it('is counted once', async () => {
    const account = newAccount();
    await answered(account, 'one');
    await answered(account, 'two', { ...DEEP, explicit: true });
    await answered(account, 'three', { ...DEEP, explicit: true });
    expect(await taught(account)).toMatchObject([{ decision: 'dec_one', seq: 1 }]);
  });
});

it('what the router saw by itself is told at once, of an answer that nobody gave as well', async () => {
  const account = newAccount();
  await answered(account, 'one', { observed: { invalid: true } });
  await account.admit(request({ proposal: { id: decisionId('two') } }));
  const seen = {
    learnable: toLearn({ failed: true, observed: { refused: true } }),
    curriculum: JSON.stringify(curriculum()),
  };
  await account.settle(decisionId('two'), { ...release(decisionId('two')), ...seen });
  expect(
    (await taught(account)).map(({ decision, seq, cost, toLearn: { observed } }) => [decision, seq, cost, observed]),
  ).toEqual([
    ['dec_one', 1, 200, { invalid: true }],
    ['dec_two', 1, 0, { refused: true }],
  ]);
});
