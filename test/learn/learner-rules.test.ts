import { runInDurableObject } from 'cloudflare:test';
import { expect, it } from 'vitest';
import type { Standing } from '../../src/learn/standing.ts';
import { later, stopClock } from '../quota/account-object.ts';
import { givenLearner, lesson } from './learning.ts';

stopClock();

const standingOf = ({ stub }: ReturnType<typeof givenLearner>): Promise<Standing> =>
  runInDurableObject(stub, (_, { storage }) =>
    JSON.parse(String(storage.sql.exec('SELECT json FROM standing').one()['json'])),
  );

it('rules of an earlier policy that come late change nothing, and the lessons that they came with are kept', async () => {
  const given = givenLearner();
  const { curriculum } = given;
  const ruled = (policyVersion: number, cost: number) => ({
    ...{ ...curriculum, policyVersion },
    learning: { ...curriculum.learning, objective: { ...curriculum.learning.objective, cost } },
  });
  await given.stub.teach(ruled(1, 1), [lesson('a')]);
  later(1000);
  await given.stub.teach(ruled(2, 5), [lesson('b')]);
  const { since } = await standingOf(given);
  later(1000);
  await given.stub.teach(ruled(1, 1), [lesson('c')]);
  expect(await standingOf(given)).toMatchObject({ since, curriculum: ruled(2, 5) });
  expect((await given.report()).counts.lessons).toBe(3);
  // A document without a version may be newer than any.
  later(1000);
  await given.stub.teach(ruled(0, 7), [lesson('d')]);
  expect(await standingOf(given)).toMatchObject({ since: Date.now(), curriculum: ruled(0, 7) });
});
