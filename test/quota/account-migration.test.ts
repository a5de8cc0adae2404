import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import type { AdmitRequest } from '../../src/quota/contract.ts';
import { MINUTE, newAccount, START, stands, stopClock } from './account-object.ts';
import { candidate, charge, decisionId, limit, request, rung } from './request.ts';

stopClock();

const INSTANT = rung('instant', candidate('fast'), candidate('backup'));
const ALL = limit('1d-all', { max: 5 });
const talk = (name: string, session: Partial<AdmitRequest['session']> = {}) =>
  request({ proposal: { id: decisionId(name), rungs: [INSTANT, rung('mini')] }, limits: [ALL], session });

/** An account as the first version of the tables left it: `write` puts its rows in, and the object is evicted. */
async function anOldAccount(write: (sql: SqlStorage) => void): Promise<DurableObjectStub<Account>> {
  const account = newAccount();
  await account.admit(talk('open'));
  await runInDurableObject(account, (_, { storage }) => {
    storage.sql.exec(`DELETE FROM migration WHERE number > 1; DROP TABLE issued; DROP TABLE slice;
      ALTER TABLE bucket ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
      INSERT INTO bucket (limit_key, bucket, used, held, until)
        SELECT value ->> '$.key', value ->> '$.bucket', 0, value ->> '$.amount', value ->> '$.until'
        FROM hold, json_each(hold.amounts);
      UPDATE hold SET amounts = (SELECT json_group_array(json_remove(value, '$.until')) FROM json_each(amounts))`);
    storage.sql.exec('DROP TABLE usage; DROP TABLE reporter; ALTER TABLE hold DROP COLUMN origin');
    storage.sql.exec('DROP TABLE lesson; DROP TABLE curriculum; ALTER TABLE hold DROP COLUMN said');
    storage.sql.exec('ALTER TABLE decision DROP COLUMN kept');
    write(storage.sql);
  });
  await evictDurableObject(account);
  return account;
}

const bindingOf = (account: DurableObjectStub<Account>) =>
  runInDurableObject(account, (_, { storage }) => {
    const { binding, until } = storage.sql
      .exec<{ binding: string; until: number }>('SELECT binding, until FROM session')
      .one();
    return { binding: JSON.parse(binding), until };
  });

describe('an account from before bindings had a memory', () => {
  const bound = { route: 'general', rung: INSTANT, model: 'backup', at: START - MINUTE, needs: [] };

  it('keeps its conversations for what holds them: nobody knows any more under which policy they were', async () => {
    const account = await anOldAccount((sql) => {
      sql.exec('INSERT INTO session VALUES (?, ?, ?)', 'talk', JSON.stringify(bound), START + 9 * MINUTE);
    });
    expect(await account.peek(talk('next'))).toMatchObject({ session: { sticky: false } });
    const held = talk('next', { heldBy: 'tool_loop', standing: INSTANT.candidates });
    expect(await account.peek(held)).toMatchObject({
      rung: { candidates: [{ model: 'backup' }, { model: 'fast' }] },
      session: { sticky: true },
    });
    expect(await bindingOf(account)).toEqual({
      binding: { ...bound, tokens: 0, earlier: [] },
      until: START + 9 * MINUTE,
    });
  });

  it('settles what was in flight, and binds it for as long as it was promised', async () => {
    const session = { id: 'talk', idleMs: 10 * MINUTE, needs: ['tools'] };
    const account = await anOldAccount((sql) => {
      sql.exec('UPDATE hold SET session = ?', JSON.stringify(session));
    });
    expect(
      await account.settle('dec_open', charge('dec_open', { input: 2000, decision: { model: 'backup' } })),
    ).toEqual({
      kind: 'settled',
    });
    expect((await account.usage([ALL])).map(stands)).toEqual(['1d-all: 1 used, 0 held']);
    expect(await bindingOf(account)).toMatchObject({
      binding: { model: 'backup', tokens: 2000, needs: ['tools'], earlier: [] },
      until: START + 10 * MINUTE,
    });
  });

  it('settles what was in flight without a conversation', async () => {
    const account = await anOldAccount((sql) => {
      sql.exec('UPDATE hold SET session = NULL');
    });
    expect(await account.settle('dec_open', charge('dec_open'))).toEqual({ kind: 'settled' });
    const rows = await runInDurableObject(account, (_, { storage }) =>
      storage.sql.exec('SELECT id FROM session').toArray(),
    );
    expect(rows).toEqual([]);
  });
});

it('settles what was in flight of a window so short that its bucket had been deleted', async () => {
  const account = await anOldAccount((sql) => {
    sql.exec('DELETE FROM bucket');
  });
  expect(await account.settle('dec_open', charge('dec_open'))).toEqual({ kind: 'settled' });
  expect((await account.usage([ALL])).map(stands)).toEqual(['1d-all: 0 used, 0 held']);
});

it('goes on with the decisions that it kept, in their order, and admits none of them again', async () => {
  const account = await anOldAccount((sql) => {
    for (const id of ['dec_one', 'dec_two']) {
      const json = JSON.stringify(charge(decisionId(id.slice(4))).decision);
      sql.exec('INSERT INTO decision (id, json, until) VALUES (?, ?, ?)', id, json, START + 60 * MINUTE);
    }
  });
  await account.settle('dec_open', charge('dec_open'));
  expect((await account.decisions(9)).map(({ id }) => id)).toEqual(['dec_open', 'dec_two', 'dec_one']);
  await runInDurableObject(account, (instance: Account) => {
    expect(() => instance.admit(talk('one'))).toThrow('The request dec_one is over');
    expect(instance.admit(talk('three'))).toMatchObject({ kind: 'admitted' });
  });
});
