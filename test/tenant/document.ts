/** Policy documents for tests: the one that the contract shows, and copies of it with one thing changed. */

import { parse } from 'yaml';
import type { ReadContext } from '../../src/tenant/normalise.ts';
import type { TenantId } from '../../src/tenant/policy.ts';
import contract from './contract.yaml?raw';

/** A fresh copy of the contract's own example. */
export const contractDocument = (): Record<string, unknown> => parse(contract);

export const tenantId = (name: string): TenantId => name as TenantId;

/** As `npm start` reads it: the example has a provider on this machine. */
export const local: ReadContext = { tenant: tenantId('shop'), version: 3, allowLocalUpstreams: true };

/** The smallest document there can be; it needs no secret and no network. */
export const smallDocument = (tenant: string, model = 'only') => ({
  tenant,
  default: 'general',
  routes: [{ name: 'general', description: 'anything at all', models: { instant: [model] } }],
  models: { [model]: { provider: 'loopback', id: 'loopback' } },
  providers: { loopback: { kind: 'loopback' } },
  plans: { free: { limits: [] } },
});

/** A copy of a document in which `place` (`routes.0.name`) holds `value`; undefined takes it out. */
export function changed(document: object, place: string, value: unknown): unknown {
  const copy = structuredClone(document);
  const steps = place.split('.');
  const last = steps.pop() ?? '';
  const parent = steps.reduce<object>((at, step) => Object(Reflect.get(at, step)), copy);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, value);
  return copy;
}
