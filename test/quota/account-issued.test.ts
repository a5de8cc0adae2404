import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it, vi } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import type { Settlement } from '../../src/quota/contract.ts';
import type { Kept } from '../../src/route/issuer.ts';
import { DAY, later, newAccount, START, stands, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, limit, release, request, rung } from './request.ts';

stopClock();

const READERS: Kept['readers'] = [
  { provider: 'a', candidate: candidate('fast'), effort: 'instant' },
  { provider: 'b', candidate: candidate('other'), effort: 'instant' },
];
const RUNG = rung('instant', candidate('other'), candidate('fast'));

/** A request that goes on from `id`, and would by itself go to `other`. */
const goingOn = (name: string, id: string, parts: Parameters<typeof request>[0] = {}) =>
  request({
    ...parts,
    proposal: {
      ...{ id: decisionId(name), rungs: [RUNG], kept: { id, field: 'previous_response_id', readers: READERS } },
      ...parts.proposal,
    },
  });

const issuing = (name: string, ids: readonly string[], used = {}): Settlement => ({
  ...charge(decisionId(name), {
    decision: { model: 'fast', session: { id: 'first', sticky: false, switched: false } },
    ...used,
  }),
  ...{ issued: { ids, provider: 'a' } },
});

async function having(...ids: readonly string[]): Promise<DurableObjectStub<Account>> {
  const account = newAccount();
  await account.admit(request({ proposal: { id: 'dec_before' } }));
  await account.settle('dec_before', issuing('before', ids));
  return account;
}

describe('an answer that a provider keeps', () => {
  it('is gone on from by the model that gave it, in its conversation', async () => {
    const account = await having('resp_1');
    await evictDurableObject(account);
    expect(await account.admitNext(goingOn('next', 'resp_1'))).toMatchObject({
      ...{ kind: 'admitted', carried: 150, rung: { candidates: [{ model: 'fast' }] } },
      session: { id: 'first', route: 'general', sticky: true },
    });
    await account.settle('dec_next', issuing('next', ['resp_2']));
    expect(await account.peek(goingOn('third', 'resp_2'))).toMatchObject({ session: { id: 'first' } });
  });

  it('is of another conversation where the client names that', async () => {
    const account = await having('resp_1');
    const session = { id: 'mine', named: true };
    expect(await account.peek(goingOn('next', 'resp_1', { session }))).toMatchObject({ session: { id: 'mine' } });
  });

  it('that nobody knows goes to who last answered the conversation that the client names, and to no guess', async () => {
    const account = await having('resp_1');
    const session = { named: true };
    expect(await account.peek(goingOn('next', 'resp_x', { session }))).toMatchObject({
      ...{ rung: { candidates: [{ model: 'fast' }] }, session: { id: 'talk', sticky: true } },
    });
    expect(await account.peek(goingOn('next', 'resp_x'))).toMatchObject({ kind: 'lost' });
  });

  it('is refused where nobody knows who gave it, and nothing is held', async () => {
    const account = await having('resp_1');
    const all = limit('all');
    const refused = await account.admitNext(goingOn('next', 'resp_x', { limits: [all] }));
    expect(refused).toMatchObject({ kind: 'lost', field: 'previous_response_id' });
    expect((await account.usage([all])).map(stands)).toEqual(['all: 0 used, 0 held']);
  });

  it('is not issued by a release, nor by a second settlement', async () => {
    const account = newAccount();
    for (const name of ['a', 'b']) await account.admit(request({ proposal: { id: decisionId(name) } }));
    await account.settle('dec_a', release('dec_a'));
    await account.settle('dec_a', issuing('a', ['resp_1']));
    expect(await account.peek(goingOn('next', 'resp_1'))).toMatchObject({ kind: 'lost' });
  });

  it('is known for thirty days', async () => {
    const account = await having('resp_1');
    vi.setSystemTime(START + 30 * DAY - 1);
    expect(await account.peek(goingOn('next', 'resp_1'))).toMatchObject({ kind: 'admitted' });
    later(1);
    expect(await account.peek(goingOn('next', 'resp_1'))).toMatchObject({ kind: 'lost' });
    await runDurableObjectAlarm(account);
    const tables = await runInDurableObject(account, (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'issued'").toArray(),
    );
    expect(tables).toEqual([]);
  });

  it('is forgotten when 2,000 newer ones are known', async () => {
    const account = await having('resp_first');
    const ids = Array.from({ length: 2000 }, (_, at) => `resp_${at}`);
    await account.admit(request({ proposal: { id: 'dec_many' } }));
    await account.settle('dec_many', issuing('many', ids));
    expect(await account.peek(goingOn('next', 'resp_first'))).toMatchObject({ kind: 'lost' });
    expect(await account.peek(goingOn('next', 'resp_0'))).toMatchObject({ kind: 'admitted' });
  });
});

describe('an answer that is about to be settled', () => {
  it('is waited for', async () => {
    // No time passes: what is waited for is the settlement.
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: START });
    const account = newAccount();
    await account.admit(request({ proposal: { id: 'dec_before' } }));
    await account.admit(request({ proposal: { id: 'dec_beside' } }));
    const next = account.admitNext(goingOn('next', 'resp_1'));
    // Another settlement is not the one it waits for.
    await account.settle('dec_beside', issuing('beside', ['resp_2']));
    await account.settle('dec_before', issuing('before', ['resp_1']));
    expect(await next).toMatchObject({ kind: 'admitted', rung: { candidates: [{ model: 'fast' }] } });
  });

  it('is waited for a moment only', async () => {
    const account = newAccount();
    await account.admit(request({ proposal: { id: 'dec_before' } }));
    expect(await account.admitNext(goingOn('next', 'resp_1'))).toMatchObject({ kind: 'lost' });
  });

  it('holds up no request that has been admitted before', async () => {
    const account = await having('resp_1');
    const admitted = await account.admitNext(goingOn('next', 'resp_1'));
    await runInDurableObject(account, (_, { storage }) => storage.sql.exec('DELETE FROM issued').toArray());
    expect(await account.admitNext(goingOn('next', 'resp_1'))).toEqual(admitted);
  });
});

describe('limits', () => {
  const tokensADay = limit('tokens', { of: 'tokens', max: 1_000_000 });

  it('hold what the provider reads beside the request', async () => {
    const account = await having('resp_1');
    await account.admitNext(goingOn('next', 'resp_1', { limits: [tokensADay], output: 1000 }));
    expect((await account.usage([tokensADay])).map(stands)).toEqual(['tokens: 0 used, 1250 held']);
  });

  it('hold a whole context where that is not known', async () => {
    const account = newAccount();
    const small = candidate('fast', undefined, 8000);
    const kept: Kept = {
      id: 'resp_x',
      field: 'previous_response_id',
      readers: [{ provider: 'a', candidate: small, effort: 'instant' }],
    };
    const asked = { limits: [tokensADay], output: 1000, proposal: { kept, rungs: [rung('instant', small)] as const } };
    await account.admitNext(goingOn('next', 'resp_x', asked));
    expect((await account.usage([tokensADay])).map(stands)).toEqual(['tokens: 0 used, 9100 held']);
  });
});
