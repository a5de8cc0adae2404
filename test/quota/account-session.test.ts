import { evictDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import { later, newAccount, SECOND, stopClock } from './account-object.ts';
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

  it('does not lift a limit: a tool loop that began to think is moved down with the rest', async () => {
    const once = limit('1d-thinking', { effort: 'thinking', then: 'instant' });
    const loop = { inToolLoop: true, needs: ['tools'] as const };
    const account = newAccount();
    const began = request({ proposal: { id: 'dec_a', ...loop, inToolLoop: false }, limits: [once] });
    expect((await account.admit(began)).rung.effort).toBe('thinking');
    await account.settle('dec_a', charge('dec_a', { decision: { model: 'deep', effort: 'thinking' } }));
    const wish = { proposal: { id: decisionId('b'), ...loop, route: 'other', rungs: FROM_INSTANT } };
    const unlimited = await account.peek(request(wish));
    expect(unlimited).toMatchObject({ rung: { effort: 'thinking' }, session: { route: 'general', sticky: true } });
    const limited = await account.peek(request({ ...wish, limits: [once] }));
    expect(limited).toMatchObject({
      rung: { effort: 'instant' },
      degraded: '1d-thinking',
      session: { sticky: false, switched: true },
    });
  });
});
