import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import { microDollars } from '../../src/unit.ts';
import { HOUR, later, newAccount, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, limit, price, release, request, rung } from './request.ts';

stopClock();

describe('a plan that paces itself', () => {
  const cost = limit('1d-cost', { of: 'cost', max: 100_000, then: 'mini' });
  const deep = candidate('deep', price(1, 10));
  const rungs = [rung('thinking', deep), rung('instant', candidate('fast', price(0.5, 2))), rung('mini')] as const;
  const ask = (id: string, gain: number, parts: Parameters<typeof request>[0] = {}) =>
    request({
      limits: [cost],
      pace: { usual: microDollars(21_000) },
      ...parts,
      proposal: { id: decisionId(id), gain, rungs, ...parts.proposal },
    });

  /** An account of whose window so much is used. */
  async function spent(used: number, model = 'deep'): Promise<DurableObjectStub<Account>> {
    const account = newAccount();
    await account.admit(ask('before', 1));
    await account.settle('dec_before', charge('dec_before', { cost: used, decision: { model } }));
    return account;
  }

  it('buys all while the window fills no faster than time passes, at a price of 0', async () => {
    const account = await spent(25_000);
    expect(await account.admit(ask('next', 0))).toMatchObject({
      ...{ kind: 'admitted', rung: { effort: 'thinking' }, degraded: null },
      pace: { limit: '1d-cost', lambda: 0, gain: 0, cost: 0.01905 },
    });
  });

  it('then buys what gains the most, and moves the rest down in the name of the limit', async () => {
    const account = await spent(60_000);
    expect(await account.peek(ask('more', 0.6))).toMatchObject({ rung: { effort: 'thinking' }, degraded: null });
    const answer = await account.admit(ask('less', 0.2));
    expect(answer).toMatchObject({ rung: { effort: 'instant' }, degraded: '1d-cost', byPlan: true });
    expect(answer.why).toContainEqual({
      rule: 'pace',
      detail: expect.stringMatching(
        /^1d-cost fills faster than time passes: .* expected to gain 0.2; thinking -> instant$/,
      ),
    });
    // It waits for nothing but time.
    await account.settle('dec_less', release('dec_less'));
    later(12 * HOUR);
    expect(await account.peek(ask('later', 0.2))).toMatchObject({ rung: { effort: 'thinking' } });
  });

  it('never moves an explicit choice, nor a step of a tool loop that began with it', async () => {
    const account = await spent(60_000);
    const explicit = await account.peek(ask('explicit', 0, { proposal: { automatic: false } }));
    expect(explicit).toMatchObject({ rung: { effort: 'thinking' }, degraded: null });
    expect(explicit.pace).toBeUndefined();
    const step = (heldBy: 'tool_loop' | 'provider_state', parts = {}) =>
      account.peek(ask('step', 0, { session: { heldBy }, proposal: parts }));
    expect(await step('tool_loop')).toMatchObject({ rung: { effort: 'thinking' }, degraded: null });
    // State that only the one model can read goes with that model; where it is also the instant one, less thought will do.
    expect(await step('provider_state')).toMatchObject({ rung: { effort: 'thinking' }, degraded: null });
    const same = [rung('thinking', deep), rung('instant', candidate('fast'), deep)] as const;
    expect(await step('provider_state', { rungs: same })).toMatchObject({ rung: { effort: 'instant' } });
  });

  it('leaves what the share has moved where it is', async () => {
    const account = await spent(60_000);
    const answer = await account.peek(ask('next', 0, { thinkingPer100: 0 }));
    expect(answer).toMatchObject({ rung: { effort: 'instant' }, degraded: 'thinkingShare' });
    expect(answer.why.filter(({ rule }) => rule === 'pace')).toEqual([]);
  });

  it('holds and charges as ever: the price moves requests, and never a limit', async () => {
    const most = await runInDurableObject(newAccount(), (instance: Account) => {
      let most = 0;
      for (let n = 0; n < 200; n++) {
        instance.admit(ask(`${n}`, (n % 10) / 10, { output: 1000 }));
        if (n % 3 === 0) instance.settle(decisionId(n), charge(decisionId(n), { cost: 300 }));
        const [{ used, held } = { used: 0, held: 0 }] = instance.usage([cost]);
        most = Math.max(most, used + held);
      }
      return most;
    });
    expect(most).toBeLessThanOrEqual(cost.max);
    expect(most).toBeGreaterThan(0.9 * cost.max);
  });
});
