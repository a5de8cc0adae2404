import { runInDurableObject } from 'cloudflare:test';
import { expect, it } from 'vitest';
import type { ToLearn } from '../../src/quota/lesson.ts';
import { newAccount, stopClock } from './account-object.ts';
import { learnable } from './lessons.ts';
import { decisionId, request } from './request.ts';

stopClock();

it.each([
  [9, 1],
  [10, 0],
])('the same is looked for ten decisions back: with %i in between it is found %i times', async (between, found) => {
  const account = newAccount();
  const answered = async (name: string, parts: Partial<ToLearn>) => {
    await account.admit(request({ proposal: { id: decisionId(name) } }));
    await account.settle(decisionId(name), learnable(name, parts));
  };
  await answered('first', {});
  for (let n = 0; n < between; n++) await answered(`other-${n}`, { fingerprint: `other-${n}` });
  await answered('again', { arm: 'deep@thinking' });
  const rows = await runInDurableObject(account, (_, { storage }) =>
    storage.sql.exec(`SELECT decision FROM request WHERE kept ->> '$.seq' > 0`).toArray(),
  );
  expect(rows).toHaveLength(found);
});
