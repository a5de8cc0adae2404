/** A tenant's object that publishes into a KV with faults of a test's choice. */

import { env } from 'cloudflare:workers';
import { AuditTrail } from '../../src/quota/audit-trail.ts';
import type { Mark, Order, Published, Standing } from '../../src/quota/policy-contract.ts';
import { Publisher } from '../../src/quota/publisher.ts';
import type { Tenant } from '../../src/quota/tenant.ts';
import { documentName, snapshotName } from '../../src/tenant/document-name.ts';
import { sha256Hex } from '../../src/tenant/key.ts';
import type { TenantId } from '../../src/tenant/policy.ts';
import { unixMs } from '../../src/unit.ts';

export const kv: KVNamespace = Reflect.get(env, 'POLICIES');
const tenants: DurableObjectNamespace<Tenant> = Reflect.get(env, 'TENANT');

let made = 0;

/** `put`: which of the life's writes to KV it strikes, from 1. */
export interface Fault {
  readonly put: number;
  /** Dies: the object is gone before, or after, KV had it. Refuses: KV says no, once, or twice; or says no and has it. */
  readonly how: 'dies before' | 'dies after' | 'refuses once' | 'refuses' | 'refuses and has it';
}

/** A tenant of its own for each test. */
export function givenTenant() {
  const id = `publisher-${made++}` as TenantId;
  const stub = tenants.getByName(id);
  const order = async (text: string, expected: Mark | null, more: Partial<Order> = {}): Promise<Order> => ({
    ...{ tenant: id, attempt: crypto.randomUUID(), text, sha256: await sha256Hex(text), expected },
    ...{ seen: await shown(), actor: 'admin', action: 'put', source: null, ...more },
  });
  const shown = async (): Promise<Order['seen']> => {
    const { value: text, metadata } = await kv.getWithMetadata<{ version: number }>(documentName(id));
    return text === null ? null : { text, version: metadata?.version ?? 0, sha256: await sha256Hex(text) };
  };
  const standing = async (seen?: Mark | null): Promise<Extract<Standing, { kind: 'standing' }>> => {
    const answer = await stub.standing(id, seen === undefined ? await shown() : seen);
    if (answer.kind !== 'standing') throw new Error(`The object cannot say: ${answer.kind}`);
    return answer;
  };
  return {
    ...{ id, stub, order, shown, standing },
    /** By whoever looks first what is there. */
    publish: async (text: string, more?: Partial<Order>): Promise<Published> =>
      stub.publish(await order(text, (await standing()).current, more)),
    raw: (text: string, metadata?: object) =>
      kv.put(documentName(id), text, metadata === undefined ? {} : { metadata }),
    /** `version action text`, newest first. */
    listed: async (): Promise<string[]> => {
      const answer = await stub.versions(id, { limit: 100, before: null });
      if (answer.kind !== 'listed') throw new Error('The versions cannot be listed.');
      const lines = answer.versions.map(
        async ({ version, action }) => `${version} ${action} ${await kv.get(snapshotName(id, version))}`,
      );
      return Promise.all(lines);
    },
    /** `action outcome from→to`, newest first. */
    told: async (): Promise<string[]> =>
      (await stub.audit({ limit: 100, before: null })).map(
        ({ action, outcome, from, to }) => `${action} ${outcome} ${from ?? ''}→${to ?? ''}`,
      ),
  };
}

/** Another life of the object, over the same storage, that a fault strikes. `struck` when it has died. */
export function life(storage: DurableObjectStorage, fault: Fault) {
  const { promise: struck, resolve } = Promise.withResolvers<void>();
  const never = (): Promise<void> => {
    resolve();
    return new Promise(() => undefined);
  };
  let puts = 0;
  const put = async (...given: Parameters<KVNamespace['put']>): Promise<void> => {
    puts += 1;
    const again = fault.how === 'refuses once' ? 0 : 1;
    const isStruck = fault.how.startsWith('dies') ? puts === fault.put : puts >= fault.put && puts <= fault.put + again;
    if (!isStruck) return kv.put(...given);
    if (fault.how === 'dies before') return never();
    if (fault.how === 'dies after' || fault.how === 'refuses and has it') await kv.put(...given);
    if (fault.how === 'dies after') return never();
    throw new Error('KV PUT failed: 429 Too Many Requests');
  };
  const faulty = new Proxy(kv, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name === 'put') return put;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  const publisher = new Publisher({
    ...{ kv: faulty, storage, audit: new AuditTrail(storage.sql), clock: () => unixMs(Date.now()), sha256: sha256Hex },
    pause: () => Promise.resolve(),
    onIntent: () => void storage.setAlarm(Date.now() + 30_000),
  });
  return { publisher, struck };
}
