/**
 * Two hundred accounts, fifty to each seed, that report to their tenant's object over a line that loses, doubles, delays and reorders what is said,
 * while both sides die: the real objects and their SQL, a stopped clock, and a seeded chance.
 */

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import { type Batch, COUNTS, dayOf, NOTHING_USED, type UsageRow } from '../../src/quota/reporting.ts';
import { microDollars, milliseconds, tokens, unixMs } from '../../src/unit.ts';
import { type Random, seededRandom } from '../support/random.ts';
import { DAY, later, MINUTE, newAccount, SECOND, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, limit, price, release, request, rung } from './request.ts';

stopClock();

const ACCOUNTS = 50;
const ROUNDS = 90;
/** Holds of what nobody settles are charged in full: 100 tokens read and 900 written. */
const LIMITS = [
  limit('tokens', { of: 'tokens', max: 1e12, perMs: milliseconds(DAY) }),
  limit('usd', { of: 'cost', max: 1e12, perMs: milliseconds(DAY) }),
];
const HELD = { input: 100, output: 900, cost: 100 + 2 * 900 };

/** What was charged, by day, key and model, as someone would note it down who saw every charge. */
class Charges {
  readonly rows = new Map<string, Record<string, string | number>>();

  add(key: string, model: string, used: Partial<UsageRow>): void {
    const day = dayOf(unixMs(Date.now()));
    const name = `${day} ${key} ${model}`;
    const row = this.rows.get(name) ?? { ...NOTHING_USED, day, key, model };
    this.rows.set(name, row);
    for (const count of COUNTS) row[count] = Number(row[count]) + (used[count] ?? 0);
  }

  sorted(): readonly object[] {
    return [...this.rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}

interface Seen {
  faults: number;
  batches: number;
  acknowledged: number;
  ended: number;
}

class World {
  readonly charges = new Charges();
  readonly seen: Seen = { faults: 0, batches: 0, acknowledged: 0, ended: 0 };
  readonly stub;
  readonly #accounts = Array.from({ length: ACCOUNTS }, newAccount);
  readonly #random: Random;
  readonly #origin;
  /** Batches that are still on their way: again, or for the first time. */
  readonly #late: Batch[] = [];
  #pending: Promise<unknown>[] = [];
  #made = 0;

  constructor(tenant: string, random: Random) {
    this.stub = env.TENANT.getByName(tenant);
    this.#random = random;
    this.#origin = { tenant, user: 'user:ann' };
  }

  /** Some accounts' requests and alarms; an account has died since it last did anything. */
  async round(number: number): Promise<void> {
    const random = this.#random;
    // It may not be running.
    if (random.chance(0.02)) await evictDurableObject(this.stub).catch(() => undefined);
    if (random.chance(0.2)) await this.#deliverLate();
    later(random.whole(0, 4 * MINUTE));
    const account = this.#accounts[number < ACCOUNTS ? number : random.whole(0, 9)];
    if (account === undefined) throw new Error('There is no such account.');
    await this.#act(account, async (instance) => {
      // Few have much to tell, and at once.
      for (let count = random.chance(0.1) ? random.whole(50, 70) : random.whole(1, 4); count > 0; count--) {
        this.#request(instance);
      }
      if (random.chance(0.5)) later(10 * MINUTE);
      if (random.chance(0.7)) await instance.alarm();
    });
  }

  /** The line is sound: everybody's alarms ring until nothing is left to be said. */
  async comeToRest(): Promise<void> {
    later(11 * MINUTE);
    for (const account of this.#accounts) {
      await runInDurableObject(account, (_, state) => new Account(state, Object(env)).alarm());
    }
    await this.#deliverLate();
    // The last of them are over by then, and end.
    later(40 * DAY);
    for (const account of this.#accounts) {
      await runInDurableObject(account, async (_, state) => {
        await new Account(state, Object(env)).alarm();
        if ((await state.storage.getAlarm()) === null) this.seen.ended++;
      });
    }
    await this.#deliverLate();
  }

  #request(instance: Account): void {
    const random = this.#random;
    const id = decisionId(`${this.#origin.tenant}-${this.#made++}`);
    const origin = { ...this.#origin, key: random.pick(['k1', 'k2']) };
    const model = random.pick(['fast', 'deep']);
    const rungs = [rung('instant', candidate(model, price(1, 2)))] as const;
    const holdMs = 30 * SECOND;
    instance.admit(request({ origin, proposal: { id, rungs }, limits: LIMITS, output: 900, holdMs }));
    if (random.chance(0.02)) {
      // Nobody settles it: the alarm does, whenever it is that it rings, on what is then today.
      this.#forgotten.set(instance, [...(this.#forgotten.get(instance) ?? []), { key: origin.key, model }]);
      return;
    }
    if (random.chance(0.05)) {
      instance.settle(id, { ...release(id), origin });
      this.charges.add(origin.key, 'fast', { failed: 1 });
      return;
    }
    const [input, output, cost] = [random.whole(1, 100), random.whole(1, 900), random.whole(0, 1900)];
    const settlement = { ...charge(id, { input, output, cost, decision: { model } }), origin };
    const isJoint = random.chance(0.05);
    const other = { model: 'other', usage: { ...settlement.usage, input: tokens(1) }, cost: microDollars(1) };
    instance.settle(id, isJoint ? { ...settlement, bills: [other, ...settlement.bills] } : settlement);
    // What comes twice is charged once.
    if (random.chance(0.1)) instance.settle(id, settlement);
    this.charges.add(origin.key, model, { requests: 1, input, output, cost });
    if (isJoint) this.charges.add(origin.key, 'other', { input: 1, output, cost: 1 });
  }

  readonly #forgotten = new Map<Account, { key: string; model: string }[]>();

  async #act(account: DurableObjectStub<Account>, act: (instance: Account) => Promise<void> | void): Promise<void> {
    await runInDurableObject(account, async (_, state) => {
      const line = {
        lend: () => Promise.reject(new Error('Nobody lends.')),
        report: (batch: Batch) => this.#carry(batch),
      };
      const instance = new Account(state, Object({ ...env, TENANT: { getByName: () => line } }));
      await act(instance);
      const forgotten = this.#forgotten.get(instance) ?? [];
      if (forgotten.length > 0) {
        later(31 * SECOND);
        for (const { key, model } of forgotten) {
          this.charges.add(key, model, { ...HELD, requests: 1, unsettled: 1, estimated: 1 });
        }
        await instance.alarm();
      }
      // What was sent behind a settlement comes to its end before the account dies.
      for (let pending = this.#pending; pending.length > 0; pending = this.#pending) {
        this.#pending = [];
        await Promise.allSettled(pending);
        await scheduler.wait(0);
      }
    });
  }

  /** Brings a batch to the tenant's object, its acknowledgement back, or not. */
  #carry(batch: Batch): Promise<unknown> {
    const call = this.#brought(batch);
    this.#pending.push(call);
    return call;
  }

  async #brought(batch: Batch): Promise<unknown> {
    const random = this.#random;
    this.seen.batches++;
    const lost = new Error('The line is dead.');
    const fault = random.chance(0.6) ? null : random.pick(['lost', 'unanswered', 'late', 'doubled']);
    if (fault !== null) this.seen.faults++;
    if (fault === 'late' || fault === 'doubled') this.#late.push(structuredClone(batch));
    if (fault === 'lost' || fault === 'late') throw lost;
    // A stub from outside is of no use within the object.
    const acknowledged = await env.TENANT.getByName(this.#origin.tenant).report(batch);
    this.seen.acknowledged++;
    if (fault === 'unanswered') throw lost;
    return acknowledged;
  }

  async #deliverLate(): Promise<void> {
    while (this.#late.length > 0) {
      const [batch] = this.#late.splice(this.#random.whole(0, this.#late.length - 1), 1);
      if (batch !== undefined) await this.stub.report(batch);
    }
  }
}

it.each([1, 2, 3, 4])(
  'what the tenant counts is what was charged, to the token, whatever is lost, doubled, late or dies: seed %i',
  async (seed) => {
    const log = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const world = new World(`reports-${seed}`, seededRandom(seed));
    for (let round = 0; round < ROUNDS; round++) await world.round(round);
    await world.comeToRest();
    const rows = await runInDurableObject(world.stub, (_, { storage }) =>
      storage.sql.exec<Record<string, number>>('SELECT * FROM usage ORDER BY day, key, model').toArray(),
    );
    expect(rows).toEqual(world.charges.sorted());
    // A run that met few of these would prove little.
    expect(world.seen.faults).toBeGreaterThan(15);
    expect(world.seen.batches).toBeGreaterThan(40);
    expect(world.seen.acknowledged).toBeGreaterThan(20);
    expect(world.seen.ended).toBe(ACCOUNTS);
    expect(rows.reduce((sum, { unsettled = 0 }) => sum + unsettled, 0)).toBeGreaterThan(2);
    log.mockRestore();
  },
  60_000,
);
