import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import { seededRandom } from '../support/random.ts';
import { DAY, HOUR, later, newAccount, stopClock } from './account-object.ts';
import { charge, decisionId, FROM_INSTANT, release, request } from './request.ts';

stopClock();

describe('the thinking share', () => {
  const share = (n: string | number, thinkingPer100 = 7) =>
    request({ proposal: { id: decisionId(n) }, thinkingPer100 });

  it('lets at most 7 of the last 100 automatic requests think, from the first one on', async () => {
    const efforts = await runInDurableObject(newAccount(), (instance: Account) =>
      Array.from({ length: 300 }, (_, n) => {
        const { rung: admitted } = instance.admit(share(n));
        instance.settle(decisionId(n), charge(decisionId(n)));
        return admitted.effort === 'thinking' ? n : null;
      }).filter((n) => n !== null),
    );
    expect(efforts).toEqual([
      0, 1, 2, 3, 4, 5, 6, 100, 101, 102, 103, 104, 105, 106, 200, 201, 202, 203, 204, 205, 206,
    ]);
  });

  it('is remembered to the hundredth request, whatever the alarm deletes', async () => {
    const account = newAccount();
    const ask = (from: number, to: number) =>
      runInDurableObject(account, (instance: Account) => {
        for (let n = from; n < to; n++) {
          instance.admit(share(n));
          instance.settle(decisionId(n), charge(decisionId(n)));
        }
      });
    await ask(0, 99);
    await runDurableObjectAlarm(account);
    expect((await account.peek(share('hundredth'))).rung.effort).toBe('instant');
    await ask(99, 100);
    await runDurableObjectAlarm(account);
    expect((await account.peek(share('next'))).rung.effort).toBe('thinking');
  });

  it('is remembered behind any number of requests that come to nothing', async () => {
    const account = newAccount();
    await runInDurableObject(account, (instance: Account) => {
      for (let n = 0; n < 150; n++) instance.admit(share(n));
      for (let n = 0; n < 7; n++) instance.settle(decisionId(n), charge(decisionId(n)));
    });
    await runDurableObjectAlarm(account);
    expect((await account.peek(share('now'))).rung.effort).toBe('instant');
    await runInDurableObject(account, (instance: Account) => {
      for (let n = 7; n < 150; n++) instance.settle(decisionId(n), release(decisionId(n)));
    });
    expect((await account.peek(share('then'))).rung.effort).toBe('instant');
  });

  it('counts a hundred requests also of a user who makes one a day', async () => {
    const account = newAccount();
    const thought: number[] = [];
    for (let day = 0; day < 110; day++) {
      const answer = await account.admit(share(day, 1));
      await account.settle(decisionId(day), charge(decisionId(day)));
      if (answer.rung.effort === 'thinking') thought.push(day);
      later(DAY);
      if (day % 10 === 9) await runDurableObjectAlarm(account);
    }
    expect(thought).toEqual([0, 100]);
    later(31 * DAY);
    await runDurableObjectAlarm(account);
    const alarm = await runInDurableObject(account, (_: Account, state) => state.storage.getAlarm());
    expect(alarm).toBeNull();
    expect((await account.peek(share('long after', 1))).rung.effort).toBe('thinking');
  });

  it('says what moved the request', async () => {
    const answer = await newAccount().admit(share('one', 0));
    expect(answer).toMatchObject({ kind: 'admitted', degraded: 'thinkingShare', rung: { effort: 'instant' } });
  });

  it('gives the place of a released request back', async () => {
    const account = newAccount();
    await account.admit(share('a', 1));
    expect((await account.admit(share('b', 1))).rung.effort).toBe('instant');
    await account.settle('dec_a', release('dec_a'));
    expect((await account.admit(share('c', 1))).rung.effort).toBe('thinking');
  });

  it('is not spent by a peek, nor by an effort the caller fixed', async () => {
    const account = newAccount();
    await account.peek(share('a', 1));
    await account.admit(request({ proposal: { id: 'dec_b', automatic: false } }));
    expect((await account.admit(share('c', 1))).rung.effort).toBe('thinking');
  });

  /** Of the last 99 that were not released, by a list of all that ever came. */
  const thinkingBefore = (kept: readonly { thinking: boolean }[]) =>
    kept.slice(-99).filter(({ thinking }) => thinking).length;

  it.each([42, 43])(
    'holds whatever is released out of turn or never settled, at whatever time: seed %i',
    async (seed) => {
      const account = newAccount();
      const random = seededRandom(seed);
      let compared = 0;
      const kept: { id: string; thinking: boolean }[] = [];
      let open: string[] = [];
      for (let round = 0; round < 12; round++) {
        await runInDurableObject(account, (instance: Account) => {
          for (let step = 0; step < 100; step++) {
            const id = `${round}-${step}`;
            if (random.chance(0.55)) {
              const rungs = random.chance(0.5) ? undefined : FROM_INSTANT;
              const { rung: admitted } = instance.admit(
                request({
                  proposal: { id: decisionId(id), ...(rungs === undefined ? {} : { rungs }) },
                  thinkingPer100: 7,
                }),
              );
              kept.push({ id, thinking: admitted.effort === 'thinking' });
              open.push(id);
              continue;
            }
            const settled = open[random.whole(0, open.length - 1)];
            if (settled === undefined) continue;
            open = open.filter((other) => other !== settled);
            if (random.chance(0.5)) {
              instance.settle(decisionId(settled), charge(decisionId(settled)));
              continue;
            }
            instance.settle(decisionId(settled), release(decisionId(settled)));
            kept.splice(
              kept.findIndex((entry) => entry.id === settled),
              1,
            );
          }
        });
        // Some are forgotten: their holds expire, and the alarm charges them. Then it is known what each came to.
        later(random.whole(HOUR, 20 * DAY));
        await runDurableObjectAlarm(account);
        open = [];
        const next = await account.peek(share('next', 7));
        expect(next.rung.effort).toBe(thinkingBefore(kept) < 7 ? 'thinking' : 'instant');
        if (next.rung.effort === 'instant') compared++;
      }
      expect(compared).toBeGreaterThan(3);
      expect(kept.filter(({ thinking }) => thinking).length).toBeGreaterThan(14);
      for (let from = 0; from < kept.length; from++) {
        const thinking = kept.slice(from, from + 100).filter((entry) => entry.thinking);
        expect(thinking.length, `from ${from}`).toBeLessThanOrEqual(7);
      }
    },
  );
});
