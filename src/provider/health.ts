/**
 * What an isolate knows of the providers it calls: which models are down, how soon each usually begins to answer, and how
 * often a provider may be asked once more. Nothing here refuses a request: a model that is down is tried last, and never
 * not at all.
 */

import { Breaker } from '../breaker.ts';
import { milliseconds } from '../unit.ts';
import type { Target } from './contract.ts';
import { Pace } from './pace.ts';
import { RetryBudget } from './retry-budget.ts';

/** Every attempt is handed back by its request, so that this is for one whose isolate let it go without a word. */
const PROBE_MS = milliseconds(600_000);

export class Health {
  readonly breaker: Breaker;
  readonly retries = new RetryBudget();
  readonly pace = new Pace();

  /** `random` answers numbers from 0 to 1. */
  constructor(random: () => number) {
    this.breaker = new Breaker(random, PROBE_MS);
  }
}

/**
 * A provider as one tenant calls it: where, and with which secret, since a limit of requests is one of a key. No tenant
 * shares it with another, whose key or whose prompts may be what makes it fail.
 */
export function providerKey(tenant: string, { model: { provider } }: Target): string {
  const { kind, baseUrl, region, key } = provider;
  return JSON.stringify([tenant, kind, baseUrl, region, key]);
}

export const modelKey = (tenant: string, target: Target): string =>
  JSON.stringify([providerKey(tenant, target), target.model.id]);
