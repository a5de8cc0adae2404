import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { expect, it } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import { bucketOf, standing } from '../../src/quota/window.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { seededRandom } from '../support/random.ts';
import { later, MINUTE, newAccount, SECOND, stopClock } from './account-object.ts';
import { charge, decisionId, FROM_INSTANT, limit, release, request } from './request.ts';

stopClock();

const REQUESTS = limit('1m-requests', { max: 12, perMs: milliseconds(MINUTE) });
const TOKENS = limit('5m-tokens', { of: 'tokens', max: 60_000, perMs: milliseconds(5 * MINUTE) });
const LIMITS = [REQUESTS, TOKENS];
const HOLD_MS = 20 * SECOND;

/** One admitted request, as someone would note it down who kept every one of them. */
interface Entry {
  readonly name: string;
  readonly at: number;
  open: boolean;
  requests: number;
  tokens: number;
}

it('the books in SQL say what a list of every request says, through evictions and alarms', async () => {
  const random = seededRandom(99);
  const account = newAccount();
  const entries: Entry[] = [];

  const expected = () => {
    const now = unixMs(Date.now());
    return LIMITS.map(({ id, of, effort, perMs, max }) => {
      const rows = entries.map((entry) => {
        const amount = of === 'requests' ? entry.requests : entry.tokens;
        const bucket = bucketOf(unixMs(entry.at), perMs);
        return { bucket, used: entry.open ? 0 : amount, held: entry.open ? amount : 0 };
      });
      return { id, of, effort, perMs, max, ...standing(rows, now, perMs) };
    });
  };

  for (let round = 0; round < 12; round++) {
    await runInDurableObject(account, (instance: Account) => {
      for (let step = 0; step < 40; step++) {
        later(random.whole(0, 4 * SECOND));
        const open = entries.filter((entry) => entry.open);
        const ending = open[random.whole(0, open.length * 2)];
        if (ending === undefined) {
          const name = `${round}-${step}`;
          const input = random.whole(1, 3000);
          const answer = instance.admit(
            request({
              proposal: { id: decisionId(name), rungs: FROM_INSTANT },
              limits: LIMITS,
              input,
              output: random.whole(1, 9000),
              holdMs: HOLD_MS,
            }),
          );
          if (answer.kind === 'admitted') {
            entries.push({ name, at: Date.now(), open: true, requests: 1, tokens: input + (answer.outputCap ?? 0) });
          }
        } else {
          const id = decisionId(ending.name);
          const output = random.whole(0, ending.tokens - 1);
          const released = random.chance(0.3);
          instance.settle(id, released ? release(id) : charge(id, { input: 1, output }));
          Object.assign(ending, { open: false, requests: released ? 0 : 1, tokens: released ? 0 : output + 1 });
        }
        const states = instance.usage(LIMITS);
        expect(states, `round ${round}, step ${step}`).toEqual(expected());
        for (const { used, held, max } of states) expect(used + held).toBeLessThanOrEqual(max);
      }
    });
    if (random.chance(0.5)) await evictDurableObject(account);
    await runDurableObjectAlarm(account);
    for (const entry of entries) if (entry.at + HOLD_MS <= Date.now()) entry.open = false;
    expect(await account.usage(LIMITS), `after round ${round}`).toEqual(expected());
  }
  expect(entries.length).toBeGreaterThan(100);
});
