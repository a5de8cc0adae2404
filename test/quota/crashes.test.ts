import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import type { Pool } from '../../src/quota/lending.ts';
import { type MicroDollars, milliseconds } from '../../src/unit.ts';
import { type Random, seededRandom } from '../support/random.ts';
import { DAY, HOUR, later, MINUTE, newAccount, SECOND, stopClock } from './account-object.ts';
import { type Amounts, type Entry, Notebook } from './notebook.ts';
import { candidate, charge, decisionId, limit, price, release, request, rung } from './request.ts';

stopClock();

const LIMITS = [
  limit('1m-requests', { max: 12, perMs: milliseconds(MINUTE) }),
  limit('5m-tokens', { of: 'tokens', max: 60_000, perMs: milliseconds(5 * MINUTE) }),
  limit('1h-cost', { of: 'cost', max: 400_000, perMs: milliseconds(HOUR) }),
];
const month = limit('month', { of: 'cost', max: 1_500_000, perMs: milliseconds(30 * DAY) });
const HOLD_MS = 40 * SECOND;
const ROUNDS = 6;
const STEPS = 220;

/** One micro-dollar for a token that is read, and two for one that is written. */
const RUNGS = [rung('instant', candidate('fast', price(1, 2)))] as const;
const amounts = (input: number, output: number): Amounts => ({
  ...{ requests: 1, tokens: input + output },
  cost: input + 2 * output,
});

const chargeOf = (id: Entry['id'], { input, output }: { input: number; output: number }) =>
  charge(id, { input, output, cost: amounts(input, output).cost as MicroDollars });

/** Calls as clients make them who lose answers, against an object that loses its memory, under a clock that steps about. */
class Storm {
  readonly #random: Random;
  readonly #notes: Notebook;
  readonly #pool: Pool;
  readonly met: Record<string, number>;
  readonly #newLife: () => Promise<Account>;
  #account: Account;

  constructor(
    { random, notes, pool, met }: { random: Random; notes: Notebook; pool: Pool; met: Record<string, number> },
    account: Account,
    newLife: () => Promise<Account>,
  ) {
    this.#random = random;
    this.#notes = notes;
    this.#pool = pool;
    this.met = met;
    this.#account = account;
    this.#newLife = newLife;
  }

  get account(): Account {
    return this.#account;
  }

  async step(name: string): Promise<void> {
    const random = this.#random;
    const { open, knownToBeOver } = this.#notes;
    const act = random.next();
    if (act < 0.4) return this.#admit(name);
    const ending = open[random.whole(0, open.length - 1)];
    if (act < 0.7) return ending === undefined ? undefined : this.#settle(ending);
    const over = knownToBeOver[random.whole(0, knownToBeOver.length - 1)];
    if (act < 0.8) return over === undefined ? undefined : this.#again(over);
    if (act < 0.92) {
      // Forwards on the whole, and now and then a long way back.
      this.#note('clock');
      later(random.chance(0.3) ? -random.whole(0, 20 * SECOND) : random.whole(0, 25 * SECOND));
    } else if (act < 0.97) {
      this.#note('alarm');
      await this.#account.alarm();
      this.#notes.ring(LIMITS, Date.now());
    } else await this.#crash();
  }

  #note(what: string): void {
    this.met[what] = (this.met[what] ?? 0) + 1;
  }

  async #crash(): Promise<void> {
    this.#note('crash');
    this.#account = await this.#newLife();
    this.#notes.life++;
  }

  async #admit(name: string): Promise<void> {
    const random = this.#random;
    const asked = this.#request(name, random.whole(1, 3000), random.whole(1, 9000));
    const { id } = asked.proposal;
    const answer = await this.#account.admitPooled(asked);
    this.#note(answer.kind);
    if (answer.kind !== 'admitted') return;
    const outputCap = answer.outputCap ?? Number.NaN;
    const input = asked.input.bound;
    const at = Date.now();
    this.#notes.add({ id, at, until: at + HOLD_MS, held: amounts(input, outputCap), outputCap, input });
    for (const { used, held, max } of this.#notes.states(LIMITS, at)) expect(used + held).toBeLessThanOrEqual(max);
    if (!random.chance(0.3)) return;
    // The answer is lost, and the object perhaps with it.
    if (random.chance(0.4)) await this.#crash();
    this.#note('admitted again');
    later(random.whole(0, SECOND));
    expect(await this.#account.admitPooled(asked)).toEqual(answer);
    if (!random.chance(0.3)) return;
    this.#note('withdrawn');
    expect(this.#account.settle(id, { kind: 'withdraw' })).toEqual({ kind: 'settled' });
    const entry = this.#notes.entries.at(-1);
    if (entry !== undefined) this.#notes.close(entry, null, false);
  }

  async #settle(entry: Entry): Promise<void> {
    const random = this.#random;
    const used = { input: random.whole(0, entry.input), output: random.whole(0, entry.outputCap) };
    const isReleased = random.chance(0.2);
    const settlement = isReleased ? release(entry.id) : chargeOf(entry.id, used);
    this.#note(settlement.kind);
    if (random.chance(0.15)) await this.#crash();
    expect(this.#account.settle(entry.id, settlement)).toEqual({ kind: 'settled' });
    this.#notes.close(entry, isReleased ? null : amounts(used.input, used.output), true);
    if (!random.chance(0.3)) return;
    // Its answer is lost.
    if (random.chance(0.5)) await this.#crash();
    expect(this.#account.settle(entry.id, settlement)).toEqual({ kind: 'already' });
  }

  /** A call that was under way for long, or was sent twice. */
  async #again({ id, input, outputCap }: Entry): Promise<void> {
    this.#note('late');
    expect(this.#account.settle(id, chargeOf(id, { input, output: outputCap }))).toEqual({ kind: 'already' });
    await expect(this.#account.admitPooled(this.#request(id, input, outputCap))).rejects.toThrow(/is over/);
  }

  #request(name: string, input: number, output: number) {
    const id = name.startsWith('dec_') ? decisionId(name.slice(4)) : decisionId(name);
    return request({
      proposal: { id, rungs: RUNGS },
      ...{ limits: LIMITS, pooled: [{ limit: month, pool: this.#pool, scope: 'tenant' as const }] },
      ...{ input, output, holdMs: HOLD_MS, session: { sticky: false } },
    });
  }
}

it.each([5, 6, 7])(
  'nothing is charged twice or not at all, and nothing stays held, whatever is lost, late or repeated: seed %i',
  async (seed) => {
    const random = seededRandom(seed);
    const account = newAccount();
    const notes = new Notebook();
    const pool: Pool = { tenant: `stormy-${seed}`, key: 'budget', max: month.max, perMs: month.perMs };
    const met: Record<string, number> = {};
    for (let round = 0; round < ROUNDS; round++) {
      await runInDurableObject(account, async (_, state) => {
        const newLife = async () => {
          const next = new Account(state, Object(env));
          // It reads when its alarm rings before it is asked anything.
          await state.blockConcurrencyWhile(async () => undefined);
          return next;
        };
        const storm = new Storm({ random, notes, pool, met }, await newLife(), newLife);
        for (let step = 0; step < STEPS; step++) {
          await storm.step(`${seed}-${round}-${step}`);
          const where = `round ${round}, step ${step}`;
          expect(storm.account.usage(LIMITS), where).toEqual(notes.states(LIMITS, Date.now()));
          const { spent, held } = notes.total('cost');
          expect(spent + held, where).toBeLessThanOrEqual(month.max);
          const [slice] = storm.account.slices([pool.key]);
          expect([slice?.spent ?? 0, slice?.held ?? 0], where).toEqual([spent, held]);
          // Whatever is lost, somebody will come for what is held.
          const first = Math.min(...notes.open.map(({ until }) => until));
          if (first < Number.POSITIVE_INFINITY) expect(await state.storage.getAlarm()).toBeLessThanOrEqual(first);
        }
      });
      await evictDurableObject(account);
      notes.life++;
    }
    later(HOLD_MS);
    await runInDurableObject(account, (instance: Account) => instance.alarm());
    notes.ring(LIMITS, Date.now());
    expect(notes.open).toEqual([]);
    expect(await account.usage(LIMITS)).toEqual(notes.states(LIMITS, Date.now()));
    expect((await account.usage(LIMITS)).map(({ held }) => held)).toEqual([0, 0, 0]);
    // A run that never met one of these would prove little.
    for (const what of ['admitted', 'refused', 'admitted again', 'withdrawn', 'charge', 'release', 'late', 'crash'])
      expect(met[what], what).toBeGreaterThan(2);
  },
);
