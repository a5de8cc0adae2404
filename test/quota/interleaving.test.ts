/**
 * Anything that can happen to an account, in any order, beside a history that forgets nothing: requests under limits of
 * every kind, settled in any order or never, every call again and late, crashes, evictions, alarms, and a clock that steps
 * back by hours.
 */

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { Account } from '../../src/quota/account.ts';
import { costOf } from '../../src/quota/price.ts';
import { tokens } from '../../src/unit.ts';
import { HOUR, newAccount, START, stopClock } from './account-object.ts';
import { type Entry, History, worst } from './history.ts';
import { charge, decisionId, release } from './request.ts';
import { anyScene, requestOf, type Scene, type Step } from './scene.ts';

stopClock();

/** What a run of all scenes met. One that never met some of it would prove little. */
const met: Record<string, number> = {};
const meet = (what: string) => {
  met[what] = (met[what] ?? 0) + 1;
};

/** One scene, between one eviction and the next. */
class Run {
  readonly #scene: Scene;
  readonly #history: History;
  readonly #state: DurableObjectState;
  #account: Account;

  constructor(scene: Scene, history: History, account: Account, state: DurableObjectState) {
    this.#scene = scene;
    this.#history = history;
    this.#account = account;
    this.#state = state;
  }

  async take(step: Step): Promise<void> {
    const history = this.#history;
    switch (step.do) {
      case 'admit':
        this.#admit(step.ask);
        break;
      case 'charge': {
        const entry = pick(history.open, step.which);
        if (entry !== undefined) this.#charge(entry, step);
        break;
      }
      case 'release': {
        const entry = pick(history.open, step.which);
        if (entry === undefined) break;
        expect(this.#account.settle(entry.id, release(entry.id))).toEqual({ kind: 'settled' });
        history.released(entry);
        break;
      }
      case 'settle again': {
        const entry = pick(history.over, step.which);
        if (entry === undefined) break;
        meet(`${entry.state}, settled again`);
        expect(this.#account.settle(entry.id, charge(entry.id))).toEqual({ kind: 'already' });
        break;
      }
      case 'admit again':
        this.#admitAgain(step.which);
        break;
      case 'crash':
        await this.#crash();
        break;
      case 'alarm':
        await this.ring();
        break;
      case 'pass':
        history.pass(step.ms);
        break;
      case 'back':
        if (!this.#scene.steady) history.stepBack(step.ms);
    }
    vi.setSystemTime(history.clock);
    await this.#look();
  }

  #admit(wish: Extract<Step, { do: 'admit' }>['ask']): void {
    const history = this.#history;
    const asked = requestOf(decisionId(history.entries.length + (met['refused'] ?? 0) * 1e6), wish, this.#scene);
    const answer = this.#account.admit(asked);
    if (answer.kind === 'admitted') {
      history.admitted(asked, answer);
      meet(answer.degraded === 'thinkingShare' ? 'moved down by the share' : 'admitted');
      if (answer.degraded !== null) meet('degraded');
      if (answer.why.some(({ rule }) => rule === 'clamp')) meet('clamped');
      return;
    }
    meet('refused');
    if (answer.kind !== 'refused') throw new Error('No request of this test goes on from another.');
    // What has left its window is free a sixtieth later at the latest, and as much later as the clock has stepped back.
    const { rung, limit: state } = answer;
    const limit = this.#scene.limits.find(({ id }) => id === state.id);
    if (limit === undefined) throw new Error(`Nobody knows the limit ${state.id}.`);
    const context = rung.candidates[0].context ?? Number.POSITIVE_INFINITY;
    const wanted = Math.min(asked.output.limit ?? 16_384, Math.max(1, context - asked.input.estimate));
    const least = worst(limit, asked, { rung, outputCap: tokens(Math.min(256, wanted)) });
    const counted = history.within(limit, (limit.perMs * 61) / 60 + history.back);
    expect(counted + least, `refused by ${limit.id}`).toBeGreaterThan(limit.max);
  }

  #admitAgain(which: number): void {
    const { time, entries } = this.#history;
    // A call that was lost turns up again soon or never.
    const recent = entries.filter(({ state, settled }) => state === 'open' || time - settled < HOUR);
    const entry = pick(recent, which);
    if (entry === undefined || entry.state === 'expired') return;
    meet(`${entry.state}, admitted again`);
    if (entry.state === 'open') expect(this.#account.admit(entry.asked)).toEqual(entry.admission);
    // Nobody waits for this answer: whoever asked has had one, and has settled.
    else expect(() => this.#account.admit(entry.asked)).toThrow('settled');
  }

  #charge(entry: Entry, { input, output, who }: Extract<Step, { do: 'charge' }>): void {
    const { asked, admission } = entry;
    const cap = (admission.outputCap ?? 20_000) * asked.output.choices;
    const usage = {
      ...{ input: tokens(Math.floor(input * asked.input.bound)), output: tokens(Math.floor(output * cap)) },
      ...{ cachedInput: tokens(0), estimated: false },
    };
    const price = pick(admission.rung.candidates, who)?.price;
    const used = {
      requests: 1,
      tokens: usage.input + usage.output,
      cost: price == null ? 0 : costOf(usage, price),
    };
    const settlement = { ...charge(entry.id, { ...usage, cost: used.cost }) };
    expect(this.#account.settle(entry.id, settlement)).toEqual({ kind: 'settled' });
    this.#history.charged(entry, used);
  }

  /** What is in memory is gone, what was written is there. */
  async #crash(): Promise<void> {
    this.#account = new Account(this.#state, Object(env));
    await this.#state.blockConcurrencyWhile(async () => undefined);
  }

  async ring(): Promise<void> {
    await this.#state.storage.deleteAlarm();
    await this.#account.alarm();
    this.#history.rang();
  }

  async #look(): Promise<void> {
    const history = this.#history;
    const states = this.#account.usage(this.#scene.limits);
    for (const [at, limit] of this.#scene.limits.entries()) {
      const { id, used, held } = states[at] ?? { id: 'none', used: 0, held: 0 };
      // Nothing is lost and nothing counted twice.
      expect({ id, used, held }).toEqual({ id: limit.id, ...history.standing(limit) });
      if (this.#scene.steady) expect(used + held, limit.id).toBeLessThanOrEqual(limit.max);
      // Whatever the clock says, no interval of the limit's length has had more.
      expect(history.within(limit, limit.perMs), limit.id).toBeLessThanOrEqual(limit.max);
    }
    const alarm = await this.#state.storage.getAlarm();
    for (const { clock, asked } of history.open) expect(alarm).toBeLessThanOrEqual(clock + asked.holdMs);
  }

  /** Nobody does anything any more: by its own alarms alone the account frees and forgets everything. */
  async end(): Promise<void> {
    const history = this.#history;
    for (let rings = 0; ; rings++) {
      const at = await this.#state.storage.getAlarm();
      if (at === null) break;
      expect(rings).toBeLessThan(2000);
      history.pass(Math.max(0, at - history.clock));
      vi.setSystemTime(history.clock);
      await this.ring();
    }
    expect(history.open).toEqual([]);
    const left = this.#state.storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'hold'");
    expect(left.toArray()).toEqual([]);
  }
}

const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % from.length];

/** The steps, cut where the object is evicted. */
function acts(steps: readonly Step[]): readonly (readonly Step[])[] {
  const all: Step[][] = [[]];
  for (const step of steps) {
    if (step.do === 'evict') all.push([]);
    else all.at(-1)?.push(step);
  }
  return all;
}

async function play(scene: Scene): Promise<History> {
  const stub = newAccount();
  const history = new History(START);
  vi.setSystemTime(START);
  const parts = acts(scene.steps);
  for (const [at, steps] of parts.entries()) {
    await runInDurableObject(stub, async (account: Account, state) => {
      const run = new Run(scene, history, account, state);
      for (const step of steps) await run.take(step);
      if (at === parts.length - 1) await run.end();
    });
    if (at < parts.length - 1) await evictDurableObject(stub);
  }
  return history;
}

/** At most so many among any hundred automatic requests, one after the other, that were not released. */
function expectShare({ entries }: History, most: number): void {
  const thought = entries
    .filter(({ asked, state }) => asked.proposal.automatic && state !== 'released')
    .map(({ admission }) => Number(admission.rung.effort === 'thinking'));
  for (let at = 0; at === 0 || at + 100 <= thought.length; at++) {
    expect(thought.slice(at, at + 100).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(most);
  }
}

it('no order of events passes a limit, loses a charge, counts one twice or keeps what was held', async () => {
  await fc.assert(
    fc.asyncProperty(anyScene(60), async (scene) => {
      const history = await play(scene);
      if (scene.thinkingPer100 !== null) expectShare(history, scene.thinkingPer100);
    }),
    { seed: 5, numRuns: 60 },
  );
  const all = [
    ...['admitted', 'refused', 'degraded', 'clamped', 'moved down by the share', 'open, admitted again'],
    ...['charged, admitted again', 'charged, settled again', 'released, settled again', 'expired, settled again'],
  ];
  for (const what of all) expect(met[what], what).toBeGreaterThan(0);
}, 60_000);
