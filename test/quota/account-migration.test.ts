import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import type { AdmitRequest } from '../../src/quota/contract.ts';
import { ACCOUNT_MIGRATIONS } from '../../src/quota/schema.ts';
import { DAY, MINUTE, newAccount, START, stands, stopClock } from './account-object.ts';
import { curriculum, toLearn } from './lessons.ts';
import { candidate, charge, decisionId, LADDER, limit, release, request, rung } from './request.ts';

stopClock();

const INSTANT = rung('instant', candidate('fast'), candidate('backup'));
const ALL = limit('1d-all', { max: 5 });
const talk = (name: string, session: Partial<AdmitRequest['session']> = {}) =>
  request({ proposal: { id: decisionId(name), rungs: [INSTANT, rung('mini')] }, limits: [ALL], session });

/** An account as a version of the tables left it: `write` puts its rows in, and the object is evicted. */
async function anAccountOf(version: number, write: (sql: SqlStorage) => void): Promise<DurableObjectStub<Account>> {
  const account = newAccount();
  await account.admit(talk('open'));
  await runInDurableObject(account, (_, { storage: { sql } }) => {
    const made = sql.exec<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('migration', 'request') AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
    );
    for (const { name } of made.toArray()) sql.exec(`DROP TABLE ${name}`);
    sql.exec('DELETE FROM migration WHERE number > ?', version);
    for (const migration of ACCOUNT_MIGRATIONS.slice(0, version)) sql.exec(migration);
    write(sql);
    sql.exec('DROP TABLE request');
  });
  await evictDurableObject(account);
  return account;
}

/** With the hold of `open` in its rows. */
const anOldAccount = (write: (sql: SqlStorage) => void) =>
  anAccountOf(1, (sql) => {
    sql.exec(`INSERT INTO hold (decision, amounts, admission, session, until)
        SELECT decision, amounts, admission, session, until FROM request;
      INSERT INTO bucket (limit_key, bucket, used, held, until)
        SELECT value ->> '$.key', value ->> '$.bucket', 0, value ->> '$.amount', value ->> '$.until'
        FROM hold, json_each(hold.amounts);
      UPDATE hold SET amounts = (SELECT json_group_array(json_remove(value, '$.until')) FROM json_each(amounts))`);
    write(sql);
  });

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
    await runDurableObjectAlarm(account);
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

describe('an account from before a request was one row', () => {
  const share = (n: string | number) =>
    request({ proposal: { id: decisionId(n), rungs: LADDER }, thinkingPer100: 2, limits: [ALL] });

  /** What is in flight is the second of two that thought; before those, 60 decisions came and three were released. */
  const account = () =>
    anAccountOf(8, (sql) => {
      const until = START + 30 * DAY;
      for (let n = 0; n < 60; n++) {
        const json = JSON.stringify({ ...charge(decisionId(n)).decision, key: 'k1' });
        const kept = JSON.stringify({
          ...{ toLearn: toLearn({ fingerprint: `${n}` }), user: 'user:ann', cost: 200, feedback: {}, seq: 0 },
        });
        if (n >= 10) {
          sql.exec(
            'INSERT INTO decision (seq, id, json, kept, until) VALUES (?, ?, ?, ?, ?)',
            ...[n + 1, decisionId(n), json, kept, START + DAY],
          );
        }
        sql.exec(
          'INSERT INTO share (decision, thinking, until) VALUES (?, ?, ?)',
          decisionId(n),
          n === 30 ? 1 : 0,
          until,
        );
      }
      sql.exec('INSERT INTO share (decision, thinking, until) VALUES (?, 1, ?)', 'dec_open', until);
      sql.exec(`INSERT INTO hold (decision, amounts, admission, session, origin, said, until)
        SELECT decision, amounts, json_set(admission, '$.rung.effort', 'thinking'), session, origin, NULL, until FROM request`);
      sql.exec(`INSERT INTO usage (day, key, model, since, requests, failed, unsettled, estimated, input, cached, output, reasoning, cost)
        VALUES (20000, 'k1', 'fast', ${START}, 60, 0, 0, 0, 6000, 0, 3000, 0, 12000)`);
      sql.exec(`INSERT INTO bucket (limit_key, bucket, used, until)
        SELECT value ->> '$.key', value ->> '$.bucket', 2, value ->> '$.until' FROM hold, json_each(hold.amounts)`);
    });

  it('has what is used, held and untold, and the share of thinking', async () => {
    const one = await account();
    expect((await one.usage([ALL])).map(stands)).toEqual(['1d-all: 2 used, 1 held']);
    expect(await one.standing([])).toMatchObject({
      holds: 1,
      decisions: 50,
      unreported: { requests: 60, cost: 12_000 },
    });
    expect(await one.peek(share('next'))).toMatchObject({ degraded: 'thinkingShare' });
    // Its place in the share is given back, and that of the other is not.
    await one.settle('dec_open', release('dec_open'));
    expect(await one.peek(share('next'))).toMatchObject({ degraded: null });
    await one.admit(share('second'));
    await one.settle('dec_second', charge('dec_second'));
    expect(await one.peek(share('next'))).toMatchObject({ degraded: 'thinkingShare' });
    await evictDurableObject(one);
    expect((await one.usage([ALL])).map(stands)).toEqual(['1d-all: 3 used, 0 held']);
    expect(await one.peek(share('next'))).toMatchObject({ degraded: 'thinkingShare' });
  });

  it('tells its last decisions, and they can be rated', async () => {
    const one = await account();
    await one.settle('dec_open', charge('dec_open'));
    const told = await one.decisions(-1);
    expect([told.length, told[0]?.id, told[1]?.id, told.at(-1)?.id]).toEqual([50, 'dec_open', 'dec_59', 'dec_11']);
    expect(await one.feedback('dec_11', { feedback: { rating: 1 } }, curriculum())).toMatchObject({ kind: 'heard' });
    expect(await one.feedback('dec_10', { feedback: { rating: 1 } }, curriculum())).toEqual({ kind: 'unknown' });
  });
});
