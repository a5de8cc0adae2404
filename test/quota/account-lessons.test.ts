/** What an account has heard said of its decisions, it tells the learner. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lesson } from '../../src/quota/lesson.ts';
import { DAY, later, MINUTE, newAccount, START, stopClock } from './account-object.ts';
import { curriculum } from './lessons.ts';
import { decisionId } from './request.ts';
import { answered, learned, over, untold } from './taught.ts';

stopClock();
beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('the learner', () => {
  it('is told all that is known of a decision', async () => {
    const account = newAccount();
    await answered(account, 'one');
    const told: Lesson[] = [];
    await over(
      account,
      async (lessons) => {
        told.push(...lessons);
        return learned(lessons);
      },
      (instance) => {
        instance.feedback(decisionId('one'), { feedback: { rating: -0.5, correct: false } }, curriculum());
        return instance.alarm();
      },
    );
    expect(told).toEqual([
      {
        ...{ decision: 'dec_one', seq: 1, at: START, user: 'user:ann', route: 'general', effort: 'instant' },
        ...{ policyVersion: 1, cost: 200, explicit: false, arm: 'fast@instant', fingerprint: 'abc' },
        ...{ firstContentMs: 120, failed: false, observed: {}, feedback: { rating: -0.5, correct: false } },
        features: expect.objectContaining({ text: 'AAAA' }),
      },
    ]);
  });

  it('is told a moment behind the answer, together, and what it knows is kept no more', async () => {
    const account = newAccount();
    await answered(account, 'one');
    await answered(account, 'two', { fingerprint: '' });
    const told: [string, readonly Lesson[]][] = [];
    const teach = async (lessons: readonly Lesson[], tenant: string) => {
      told.push([tenant, lessons]);
      return learned(lessons);
    };
    await over(account, teach, async (instance) => {
      instance.feedback(decisionId('one'), { feedback: { rating: 1 } }, curriculum());
      instance.feedback(decisionId('two'), { feedback: { rating: 0 } }, curriculum());
      await vi.waitFor(() => expect(told).toHaveLength(1), 5000);
    });
    expect(told).toMatchObject([['shop', [{ decision: 'dec_one' }, { decision: 'dec_two' }]]]);
    expect(await untold(account)).toBe(0);
  });

  it('is told again by the alarm until it has heard, in whatever life of the account', async () => {
    const account = newAccount();
    await answered(account, 'one');
    await over(
      account,
      () => Promise.reject(new Error('The line is dead.')),
      async (instance) => {
        instance.feedback(decisionId('one'), { feedback: { rating: 1 } }, curriculum());
        await instance.alarm();
      },
    );
    expect(await untold(account)).toBe(1);
    later(MINUTE);
    const told: Lesson[] = [];
    // The answer to the first is lost: it was learned, and is told again.
    let lost = true;
    const teach = async (lessons: readonly Lesson[]) => {
      told.push(...lessons);
      if (lost) throw new Error('The answer is lost.');
      return learned(lessons);
    };
    await over(account, teach, (instance) => instance.alarm());
    lost = false;
    later(10 * MINUTE);
    await over(account, teach, (instance) => instance.alarm());
    expect(told.map(({ decision, seq }) => [decision, seq])).toEqual([
      ['dec_one', 1],
      ['dec_one', 1],
    ]);
    expect(await untold(account)).toBe(0);
  });

  it('is told what is said while it hears what was said before', async () => {
    const account = newAccount();
    await answered(account, 'one');
    const seqs: number[] = [];
    let more: () => unknown = () => undefined;
    const teach = async (lessons: readonly Lesson[]) => {
      seqs.push(...lessons.map(({ seq }) => seq));
      if (seqs.length === 1) more();
      return learned(lessons);
    };
    await over(account, teach, async (instance) => {
      const rate = (rating: number) => instance.feedback(decisionId('one'), { feedback: { rating } }, curriculum());
      more = () => rate(-1);
      rate(1);
      await instance.alarm();
    });
    expect(seqs).toEqual([1, 2]);
    expect(await untold(account)).toBe(0);
  });

  it.each([6, 8])('keeps an account alive until it has heard, for a week: %i days', async (days) => {
    const account = newAccount();
    await answered(account, 'one');
    const dead = () => Promise.reject(new Error('The line is dead.'));
    await over(account, dead, (instance) => {
      instance.feedback(decisionId('one'), { feedback: { rating: 1 } }, curriculum());
    });
    later(days * DAY);
    await over(account, dead, (instance) => instance.alarm());
    expect(await untold(account)).toBe(days < 7 ? 1 : 0);
    later(40 * DAY);
    const told: Lesson[] = [];
    const hears = async (lessons: readonly Lesson[]) => {
      told.push(...lessons);
      return learned(lessons);
    };
    const left = await over(account, hears, async (instance, storage) => {
      await instance.alarm();
      return [await storage.getAlarm(), storage.sql.exec('SELECT * FROM sqlite_master').toArray()];
    });
    expect(told).toHaveLength(days < 7 ? 1 : 0);
    expect(left[0]).toBeNull();
    expect(JSON.stringify(left[1])).not.toContain('lesson');
  });
});
