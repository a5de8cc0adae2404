/** What a learner holds does not grow with what it is told, nor with how often. */

import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { later, MINUTE, stopClock } from '../quota/account-object.ts';
import { givenLearner, lesson, lessons } from './learning.ts';

stopClock();

const count = ({ stub }: ReturnType<typeof givenLearner>, what: string): Promise<number> =>
  runInDurableObject(stub, (_, { storage }) =>
    Number(storage.sql.exec(`SELECT COUNT(*) AS count FROM ${what}`).one()['count']),
  );

describe('versions that never had effect', () => {
  it('lose their content with the next batch', async () => {
    const given = givenLearner();
    for (let batch = 0; batch < 4; batch++) {
      await given.teach([lesson(batch)]);
      later(5 * MINUTE);
      await given.ring();
    }
    expect(await count(given, 'version')).toBe(4);
    expect(await count(given, 'version WHERE packed IS NOT NULL')).toBe(1);
    expect((await given.report()).versions.map(({ isKept }) => isKept)).toEqual([true, false, false, false]);
  });

  it('are told of for two hundred versions', async () => {
    const given = givenLearner();
    await given.teach([lesson('first')]);
    later(5 * MINUTE);
    await given.ring();
    await runInDurableObject(given.stub, (_, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE n (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < 300)
         INSERT INTO version SELECT n, 0, 'shadow', '', NULL, NULL, 0, NULL, 0, 0 FROM n`,
      );
      storage.sql.exec(`UPDATE standing SET json = json_set(json, '$.top', 300)`);
    });
    await given.teach([lesson('next')]);
    later(5 * MINUTE);
    await given.ring();
    // The first is still the newest when the next is made, and has no content after it.
    expect(await count(given, 'version')).toBe(200);
    expect((await given.report()).newest).toBe(301);
  });
});

it('what stands says once that users were forgotten', async () => {
  const given = givenLearner();
  await given.teach(lessons(60, (n) => ({ user: `user:${n}` })));
  await given.ring();
  for (let n = 0; n < 5; n++) await given.stub.forget(`user:${n}`);
  expect((await given.report()).why).toBe('Nothing has been learned yet. A user was forgotten since.');
});
