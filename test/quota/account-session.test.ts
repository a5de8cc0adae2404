import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import { MAX_SESSIONS, Memory } from '../../src/quota/memory.ts';
import { milliseconds, tokens, unixMs } from '../../src/unit.ts';
import { HOUR, later, MINUTE, newAccount, SECOND, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, FROM_INSTANT, limit, release, request, rung } from './request.ts';

stopClock();

describe('a session', () => {
  const instant = rung('instant', candidate('fast'), candidate('backup'));
  const talk = (name: string, parts: Parameters<typeof request>[0] = {}) =>
    request({ ...parts, proposal: { id: decisionId(name), rungs: [instant, rung('mini')], ...parts.proposal } });
  const first = (answer: { rung: { candidates: readonly { model: string }[] } }) => answer.rung.candidates[0]?.model;

  async function answered(by: string, parts?: Parameters<typeof request>[0]): Promise<DurableObjectStub<Account>> {
    const account = newAccount();
    await account.admit(talk('before', parts));
    await account.settle('dec_before', charge('dec_before', { decision: { model: by } }));
    return account;
  }

  it('goes on with the model that answered', async () => {
    const account = await answered('backup');
    await evictDurableObject(account);
    const answer = await account.admit(talk('next'));
    expect(first(answer)).toBe('backup');
    expect(answer).toMatchObject({ session: { route: 'general', sticky: true, switched: false } });
  });

  it.each<[string, Parameters<typeof request>[0], Parameters<typeof request>[0], number]>([
    ['another session', {}, { session: { id: 'other' } }, 0],
    ['a policy without sessions', { session: { sticky: false } }, {}, 0],
    ['one that has been idle', {}, {}, 600 * SECOND],
  ])('is not taken for %s', async (_, before, next, idleMs) => {
    const account = await answered('backup', before);
    later(idleMs);
    expect(first(await account.admit(talk('next', next)))).toBe('fast');
  });

  it('is kept until it has been idle since its last answer', async () => {
    const account = await answered('backup');
    later(599 * SECOND);
    await account.admit(talk('next'));
    await account.settle('dec_next', charge('dec_next', { decision: { model: 'backup' } }));
    later(599 * SECOND);
    expect(first(await account.peek(talk('third')))).toBe('backup');
  });

  it('is not bound by a release', async () => {
    const account = newAccount();
    await account.admit(talk('before'));
    await account.settle('dec_before', release('dec_before'));
    expect(await account.admit(talk('next'))).toMatchObject({ session: { sticky: false, switched: false } });
  });

  it('remembers who answered before, so that an escalation comes back down to them', async () => {
    const account = await answered('backup');
    const hard = rung('thinking', candidate('deep'));
    await account.admit(talk('hard', { proposal: { rungs: [hard, instant] } }));
    await account.settle('dec_hard', charge('dec_hard', { decision: { model: 'deep', effort: 'thinking' } }));
    await evictDurableObject(account);
    expect(await account.admit(talk('easy'))).toMatchObject({
      rung: { effort: 'instant', candidates: [{ model: 'backup' }, { model: 'fast' }] },
      session: { sticky: false, switched: true },
      why: [{ rule: 'session', detail: expect.stringContaining('leaves deep for backup (thinking -> instant)') }],
    });
  });

  it.each([
    [20_000, MINUTE, 'backup'],
    [20_000, 5 * MINUTE, 'other'],
    [1000, MINUTE, 'other'],
  ])('weighs a new intent against the %i tokens that were read, %i ms ago: %s', async (read, ago, by) => {
    const account = newAccount();
    await account.admit(talk('before'));
    await account.settle('dec_before', charge('dec_before', { input: read, decision: { model: 'backup' } }));
    later(ago);
    const alternatives = [{ route: 'general', confidence: 0.2 }];
    const other = {
      route: 'other',
      confidence: 0.6,
      alternatives,
      rungs: [rung('instant', candidate('other'))] as const,
    };
    const answer = await account.peek(talk('next', { proposal: other, input: 20_000 }));
    expect(first(answer)).toBe(by);
    expect(answer).toMatchObject({ why: [{ rule: by === 'backup' ? 'session' : 'switch' }] });
  });

  it('is found again by a tool loop that outlasts it, for an hour', async () => {
    const account = await answered('backup');
    const loop = talk('next', { session: { heldBy: 'tool_loop' } });
    later(HOUR - 1);
    await runDurableObjectAlarm(account);
    expect(first(await account.peek(talk('next')))).toBe('fast');
    expect(await account.peek(loop)).toMatchObject({ session: { sticky: true } });
    expect(first(await account.peek(loop))).toBe('backup');
    later(1);
    expect(first(await account.peek(loop))).toBe('fast');
  });

  it('is bound by each of several requests at once, the last to be settled being the last that answered', async () => {
    const account = newAccount();
    for (const name of ['a', 'b']) await account.admit(talk(name));
    await account.settle('dec_b', charge('dec_b', { decision: { model: 'backup' } }));
    later(SECOND);
    await account.settle('dec_a', charge('dec_a', { decision: { model: 'fast' } }));
    await runDurableObjectAlarm(account);
    const binding = await runInDurableObject(account, (_, { storage }) =>
      storage.sql.exec<{ binding: string }>('SELECT binding FROM session').one(),
    );
    expect(JSON.parse(binding.binding)).toMatchObject({ model: 'fast', tokens: 100, earlier: [{ model: 'backup' }] });
  });

  it('does not lift a limit: a tool loop that began to think is moved down with the rest', async () => {
    const once = limit('1d-thinking', { effort: 'thinking', then: 'instant' });
    const account = newAccount();
    const needs = ['tools'] as const;
    const began = request({ proposal: { id: 'dec_a', needs }, limits: [once] });
    expect((await account.admit(began)).rung.effort).toBe('thinking');
    await account.settle('dec_a', charge('dec_a', { decision: { model: 'deep', effort: 'thinking' } }));
    const wish = {
      proposal: { id: decisionId('b'), needs, route: 'other', rungs: FROM_INSTANT },
      session: { heldBy: 'tool_loop' as const },
    };
    const unlimited = await account.peek(request(wish));
    expect(unlimited).toMatchObject({ rung: { effort: 'thinking' }, session: { route: 'general', sticky: true } });
    const limited = await account.peek(request({ ...wish, limits: [once] }));
    expect(limited).toMatchObject({
      rung: { effort: 'instant' },
      degraded: '1d-thinking',
      session: { sticky: false, switched: true },
    });
  });

  it('is one of a thousand at most: those that were silent longest are forgotten', async () => {
    const account = newAccount();
    await runInDurableObject(account, async (_, { storage }) => {
      const memory = new Memory(storage.sql);
      const answer = { route: 'general', rung: instant, model: 'fast', tokens: tokens(1), needs: [], earlier: [] };
      for (let index = 0; index <= MAX_SESSIONS; index++) {
        const session = { id: `s${index}`, keptMs: milliseconds(HOUR), needs: [], revision: 'r1' };
        memory.bind(session, { ...answer, at: unixMs(index) });
        memory.fold();
        memory.bind(session, { ...answer, at: unixMs(index) });
        memory.fold();
      }
      const kept = storage.sql.exec<{ id: string }>('SELECT id FROM session ORDER BY until').toArray();
      expect(kept).toHaveLength(MAX_SESSIONS / 2 + 1);
      expect(kept[0]?.id).toBe(`s${MAX_SESSIONS / 2}`);
    });
  });
});
