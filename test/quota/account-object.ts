/** An account object of its own for each test, and a clock that tests move. */

import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Account } from '../../src/quota/account.ts';
import type { LimitState } from '../../src/quota/contract.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Ahead of the real clock, so that no alarm rings by itself while a test runs. */
export const START = Math.ceil(Date.now() / DAY + 365) * DAY;

let accounts = 0;
const namespace: DurableObjectNamespace<Account> = Reflect.get(env, 'ACCOUNT');

export const newAccount = (): DurableObjectStub<Account> => namespace.getByName(`shop/user-${accounts++}`);

/** Stops the clock at START before each test of a file. */
export function stopClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: START });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

export const later = (ms: number): unknown => vi.setSystemTime(Date.now() + ms);

/** A limit's state in a line. */
export const stands = ({ id, used, held }: Pick<LimitState, 'id' | 'used' | 'held'>): string =>
  `${id}: ${used} used, ${held} held`;
