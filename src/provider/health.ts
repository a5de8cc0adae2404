/**
 * What an isolate knows of the providers it calls: which models keep failing, and how often a provider may be asked once
 * more. Nothing here refuses a request: a model that is known to fail is tried last, and never not at all.
 */

import { Breaker } from '../breaker.ts';
import type { Target } from './contract.ts';
import { RetryBudget } from './retry-budget.ts';

export class Health {
  readonly breaker = new Breaker();
  readonly retries = new RetryBudget();
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
