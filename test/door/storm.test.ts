/**
 * A storm: 500 requests at once of 20 users, each under three limits of its own and one that all share, while every tenth
 * client hangs up, every twentieth answer is cut, and with every twelfth an object that counts is evicted. What the provider
 * gave, by its own log, is what was charged.
 */

import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, it, vi } from 'vitest';
import type { Limit } from '../../src/tenant/policy.ts';
import { milliseconds } from '../../src/unit.ts';
import type { Seen } from '../support/exchange.ts';
import { type Order, outputOf } from '../support/measured-scenario.ts';
import { seededRandom } from '../support/random.ts';
import { givenTenant, seenBy, type TestTenant } from '../support/tenant.ts';

afterEach(() => vi.restoreAllMocks());

const [USERS, REQUESTS, EVERY] = [20, 500, 12];
const ARRIVE_MS = 2000;
const DAY = 24 * 3600 * 1000;
/** USD per million tokens are micro-dollars per token. */
const PRICE = { fast: { input: 3, output: 7 }, mini: { input: 1, output: 2 } };
const MAX = { requests: 24, tokens: 12_000, cost: 30_000, budget: 150_000 };

const read = (id: string, of: Limit['of'], max: number, then: Limit['then']): Limit => ({
  ...{ id, of, effort: null, max, perMs: milliseconds(DAY), then },
});
const LIMITS = [
  read('requests', 'requests', MAX.requests, 'refuse'),
  read('tokens', 'tokens', MAX.tokens, 'refuse'),
  read('usd', 'cost', MAX.cost, 'mini'),
];
const BUDGET_KEY = `budget:month:cost:${30 * DAY}:any:refuse`;

interface Line {
  readonly ending: string;
  readonly settled: boolean;
  readonly usage: { readonly input: number; readonly output: number; readonly estimated: boolean } | null;
  readonly cost: number;
  readonly decision: { readonly id: string; readonly model: string };
}

/** One request, from its client's side. */
interface Asked {
  readonly order: Order;
  readonly hangsUp: boolean;
  status: number;
  decision: string | null;
}

async function givenStorm() {
  const own = crypto.randomUUID();
  const [fast, mini] = [`measured-fast-${own}`, `measured-mini-${own}`];
  const model = (id: string, price: object) => ({ provider: 'mock', id, context: 100_000, price });
  const tenant = await givenTenant({
    ...{ instant: [fast], mini: [mini] },
    limits: [
      { id: 'requests', of: 'requests', max: MAX.requests, per: '1d', then: 'refuse' },
      { id: 'tokens', of: 'tokens', max: MAX.tokens, per: '1d', then: 'refuse' },
      { id: 'usd', of: 'cost', max: MAX.cost / 1e6, per: '1d', then: 'mini' },
    ],
    policy: {
      routes: [{ name: 'general', description: 'anything', models: { instant: [fast], mini: [mini] } }],
      models: { [fast]: model(fast, PRICE.fast), [mini]: model(mini, PRICE.mini) },
      budget: { id: 'month', of: 'cost', max: MAX.budget / 1e6, per: '30d', then: 'refuse' },
      session: { sticky: false },
    },
    timeouts: { firstByteMs: 60_000, idleMs: 60_000, totalMs: 120_000 },
  });
  const models: Readonly<Record<string, { input: number; output: number }>> = {
    [fast]: PRICE.fast,
    [mini]: PRICE.mini,
  };
  return { tenant, models };
}

async function ask({ chat }: TestTenant, asked: Asked, arrived: (nth: number) => void): Promise<void> {
  const { order, hangsUp } = asked;
  // All of them come within these moments: were it one, the runtime would do nothing else before it had begun them all.
  await new Promise((resolve) => setTimeout(resolve, (order.nth * ARRIVE_MS) / REQUESTS));
  arrived(order.nth);
  const leave = new AbortController();
  const messages = [{ role: 'user', content: JSON.stringify(order) }];
  const response = await chat(
    { model: 'route:general', stream: true, max_tokens: 60, messages },
    { user: order.user, signal: leave.signal },
  );
  asked.status = response.status;
  asked.decision = response.headers.get('x-signalbox-decision');
  const reader = response.body?.getReader();
  try {
    await reader?.read();
    if (hangsUp && response.status === 200) {
      leave.abort();
      await reader?.cancel();
      return;
    }
    while ((await reader?.read())?.done === false);
  } catch {
    // Cut, or left.
  }
}

/** Called with each request: with every twelfth one of them loses what it has in memory, amid whatever it does. */
function evicting(stubs: readonly DurableObjectStub[]): (nth: number) => void {
  return (nth) => {
    const stub = nth % EVERY === 0 ? stubs[(nth / EVERY) % stubs.length] : undefined;
    // One that does not run has nothing to lose.
    if (stub !== undefined) void evictDurableObject(stub).catch(() => undefined);
  };
}

/** What the provider did for one request, by its own log. */
function givenBy({ body, writes, finishedAt }: Seen) {
  const messages = body?.['messages'] as readonly { readonly content: string }[];
  const order: Order = JSON.parse(messages.at(-1)?.content ?? '');
  const most = outputOf(order, Number(body?.['max_tokens']));
  // One write begins the answer, and three end it.
  return { order, whole: finishedAt !== null, output: Math.min(most, Math.max(0, writes.length - 1)) };
}

it('what the provider gave is what was charged, to the token, and no limit is ever passed', async () => {
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
  const { tenant, models } = await givenStorm();
  const random = seededRandom(500);
  const all = Array.from(
    { length: REQUESTS },
    (_, nth): Asked => ({
      order: {
        ...{ user: `user-${nth % USERS}`, nth, input: random.whole(5, 40), output: random.whole(3, 40) },
        ...{ cut: nth % 20 === 7, everyMs: random.whole(10, 60) },
      },
      ...{ hangsUp: nth % 10 === 3, status: 0, decision: null },
    }),
  );
  const users = Array.from({ length: USERS }, (_, at) => `user-${at}`);
  const accounts = new Map(users.map((user) => [user, env.ACCOUNT.getByName(`${tenant.id}/user:${user}`)]));
  const evict = evicting([...accounts.values()]);
  const statesOf = async (user: string) => {
    const states = await accounts
      .get(user)
      ?.usage(LIMITS)
      .catch(() => []);
    for (const { id, used, held, max } of states ?? []) expect(used + held, `${user}: ${id}`).toBeLessThanOrEqual(max);
    return states ?? [];
  };
  let isOver = false;
  const watching = (async () => {
    for (let at = 0; !isOver; at++) {
      await statesOf(users[at % USERS] ?? '');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  await Promise.all(all.map((asked) => ask(tenant, asked, evict)));
  isOver = true;
  await watching;
  const lines = () =>
    log.mock.calls.map(([line]) => JSON.parse(String(line)) as Line).filter(({ ending }) => ending !== undefined);
  const worked = () => lines().filter(({ ending }) => ending !== 'refused');
  // Nobody answered where all that a cut left of an answer was lost on the way: 502.
  const called = all.filter(({ status }) => status === 200 || status === 502);
  await vi.waitFor(() => expect(worked()).toHaveLength(called.length), 20_000);
  expect(called.length + all.filter(({ status }) => [429, 503].includes(status)).length).toBe(REQUESTS);

  const byDecision = new Map(worked().map((line) => [line.decision.id, line]));
  const given = new Map(
    (await Promise.all(Object.keys(models).map(seenBy))).flat().map((seen) => [givenBy(seen).order.nth, givenBy(seen)]),
  );
  expect(given.size).toBe(called.length);
  const charged = new Map(users.map((user) => [user, { requests: 0, tokens: 0, usd: 0 }]));
  for (const { order, decision } of called) {
    const line = byDecision.get(decision ?? '');
    const did = given.get(order.nth);
    const sum = charged.get(order.user);
    if (line === undefined || did === undefined || sum === undefined) throw new Error(`Request ${order.nth} is lost.`);
    expect(line.settled).toBe(true);
    const price = models[line.decision.model];
    if (line.usage === null || price === undefined) continue;
    const { input, output, estimated } = line.usage;
    expect(line.cost).toBe(input * price.input + output * price.output);
    if (line.ending === 'complete') {
      expect({ input, output, estimated }).toEqual({ input: order.input, output: did.output, estimated: false });
    } else if (estimated) {
      // An estimate of what came, and no more came than was given: within the fifth that the estimate of a text may be off.
      expect(output).toBeLessThanOrEqual(Math.ceil(did.output * 1.2));
    }
    sum.requests += 1;
    sum.tokens += input + output;
    sum.usd += line.cost;
  }
  let spent = 0;
  for (const [user, sum] of charged) {
    const states = await statesOf(user);
    expect(states.map(({ held }) => held)).toEqual([0, 0, 0]);
    const { requests, tokens, usd } = Object.fromEntries(states.map(({ id, used }) => [id, used]));
    // What the mini model costs is no matter to a limit that ends there.
    expect({ requests, tokens }).toEqual({ requests: sum.requests, tokens: sum.tokens });
    expect(usd).toBeLessThanOrEqual(sum.usd);
    const report = await accounts.get(user)?.giveBack(BUDGET_KEY);
    expect(report).toMatchObject({ granted: 0, spent: sum.usd });
    spent += sum.usd;
  }
  expect(spent).toBeLessThanOrEqual(MAX.budget);
  const endings = (ending: string) => worked().filter((line) => line.ending === ending).length;
  // A storm without any of these would prove little.
  for (const ending of ['complete', 'hung_up', 'broken']) expect(endings(ending), ending).toBeGreaterThan(9);
  for (const status of [200, 429]) expect(all.filter((each) => each.status === status).length).toBeGreaterThan(9);
}, 100_000);
