/** An account that hears what is said of its decisions, and what of it is told to the learner. */

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { Account } from '../../src/quota/account.ts';
import type { Kept } from '../../src/quota/kept.ts';
import type { Feedback, Learned, Lesson, ToLearn } from '../../src/quota/lesson.ts';
import type { DecisionId } from '../../src/route/decision.ts';
import { curriculum, learnable } from './lessons.ts';
import { decisionId, request } from './request.ts';

type Stub = DurableObjectStub<Account>;

export async function answered(account: Stub, name: string | number, parts: Partial<ToLearn> = {}): Promise<void> {
  await account.admit(request({ proposal: { id: decisionId(name) } }));
  await account.settle(decisionId(name), learnable(name, parts));
}

export const say = (account: Stub, feedback: Feedback, name: string | number = 'one') =>
  account.feedback(decisionId(name), { feedback }, curriculum());

/** What is kept of the decisions of which a lesson was made, oldest first. */
export const taught = (account: Stub) =>
  runInDurableObject(account, (_, { storage }) =>
    storage.sql
      .exec<{ decision: DecisionId; kept: string }>(
        `SELECT decision, kept FROM request WHERE kept ->> '$.seq' > 0 ORDER BY settled`,
      )
      .toArray()
      .map(({ decision, kept }): Kept & { decision: DecisionId } => ({ decision, ...JSON.parse(kept) })),
  );

/** How many lessons are untold. */
export const untold = (account: Stub): Promise<number> =>
  runInDurableObject(account, (_, { storage }) => storage.sql.exec('SELECT 1 FROM lesson').toArray().length);

/** A learner that a test holds in its hand, and a life of the account with a line to it. */
export async function over<T>(
  account: Stub,
  teach: (lessons: readonly Lesson[], tenant: string) => Promise<Learned>,
  act: (instance: Account, storage: DurableObjectStorage) => T | Promise<T>,
): Promise<T> {
  const told = await runInDurableObject(account, async (_, state) => {
    const LEARNER = { getByName: (tenant: string) => ({ teach: (_: object, all: Lesson[]) => teach(all, tenant) }) };
    const instance = new Account(state, Object({ ...env, LEARNER }));
    // Its tables are made by then.
    await state.blockConcurrencyWhile(async () => undefined);
    return act(instance, state.storage);
  });
  // Else it would go on beside the next life, and after the account has deleted itself.
  await evictDurableObject(account);
  return told;
}

export const learned = (lessons: readonly Lesson[]): Learned => lessons.map(({ decision, seq }) => ({ decision, seq }));
