import { describe, expect, it, vi } from 'vitest';
import type { Limit } from '../../src/tenant/policy.ts';
import { milliseconds } from '../../src/unit.ts';
import { givenTenant } from '../support/tenant.ts';

const times = <T>(count: number, act: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => act(at)));

const readWhole = async (answer: Promise<Response>) => (await answer).text();

const budget = (then: 'mini' | 'refuse', max = 20) => ({ id: 'month', of: 'requests', max, per: '30d', then });

describe('a budget of the whole tenant', () => {
  it('of 20 requests lets exactly 20 of 60 at once through, whosever they are, and the rest go on with the mini model', async () => {
    const timeouts = { firstByteMs: 60_000, idleMs: 60_000, totalMs: 120_000 };
    const { chat } = await givenTenant({ limits: [], policy: { budget: budget('mini') }, timeouts });
    const responses = await times(60, (at) => chat({}, { user: `user-${at % 12}` }));
    expect(responses.map(({ status }) => status)).toEqual(Array(60).fill(200));
    const efforts = responses.map(({ headers }) => headers.get('x-signalbox-effort'));
    const most = efforts.filter((effort) => effort === 'instant').length;
    expect(most).toBeLessThanOrEqual(20);
    // A share that was lent to one is given back when others ask, which takes them another call.
    expect(most).toBeGreaterThanOrEqual(12);
    const degraded = responses.filter(({ headers }) => headers.get('x-signalbox-degraded') === 'month').length;
    expect(degraded).toBe(60 - most);
  }, 60_000);

  it('is used to its last request, and then refuses by its name', async () => {
    const { chat } = await givenTenant({ limits: [], policy: { budget: budget('refuse', 7) } });
    const statuses: number[] = [];
    for (let at = 0; at < 9; at++) statuses.push((await chat({}, { user: `user-${at % 3}` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 429, 429]);
    const refused = await chat({}, { user: 'somebody else' });
    expect(await refused.json()).toMatchObject({ error: { code: 'limit_reached' } });
    expect(refused.headers.get('retry-after')).toMatch(/^[0-9]+$/);
  });

  it('is charged what its users are, to the micro-dollar', async () => {
    const own: Limit = {
      id: 'own',
      of: 'cost',
      effort: null,
      max: 1e6,
      perMs: milliseconds(86_400_000),
      then: 'refuse',
    };
    const { chat, account } = await givenTenant({
      limits: [{ id: 'own', of: 'cost', max: 1, per: '1d', then: 'refuse' }],
      policy: { budget: { id: 'month', of: 'cost', max: 10, per: '30d', then: 'refuse' } },
    });
    const users = Array.from({ length: 6 }, (_, at) => `user-${at}`);
    await Promise.all(users.flatMap((user) => [chat({}, { user }), chat({ stream: true }, { user })].map(readWhole)));
    await vi.waitFor(async () => {
      for (const user of users) {
        const [limit] = await account(user).usage([own]);
        expect(limit).toMatchObject({ held: 0 });
        expect(limit?.used).toBeGreaterThan(0);
        const lent = await account(user).giveBack('budget:month:cost:2592000000:any:refuse');
        expect(lent).toMatchObject({ granted: 0, spent: limit?.used });
      }
    });
  });

  it('is asked of nobody by a question about the route alone', async () => {
    const { fetch } = await givenTenant({ limits: [], policy: { budget: budget('mini', 1) } });
    for (let at = 0; at < 3; at++) {
      const response = await fetch('/v1/route', { method: 'POST', body: JSON.stringify({ input: 'hello there' }) });
      expect(response.headers.get('x-signalbox-effort')).toBe('instant');
    }
  });
});
