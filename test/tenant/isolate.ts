/** Isolates for tests: each remembers nothing of the others, and all share one KV. */

import { env } from 'cloudflare:workers';
import { Documents } from '../../src/tenant/documents.ts';
import { KeyStore, PolicyStore } from '../../src/tenant/store.ts';
import { unixMs } from '../../src/unit.ts';

export const kv: KVNamespace = Reflect.get(env, 'POLICIES');

const behind: Promise<unknown>[] = [];
const waitUntil = (work: Promise<unknown>): void => void behind.push(work);

/** Until nothing is left to do behind the answers: work may bring more work. */
export async function settleAll(): Promise<void> {
  for (let work = behind.shift(); work !== undefined; work = behind.shift()) await work;
}

export async function emptyKv(): Promise<void> {
  const { keys } = await kv.list();
  await Promise.all(keys.map(({ name }) => kv.delete(name)));
}

/** What is remembered hangs on the binding, so another object for the same KV is another isolate. */
export function isolate() {
  const state = { now: 1_000_000, down: false, puts: [] as string[] };
  const binding = new Proxy(kv, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        if (state.down) return Promise.reject(new Error('KV is down'));
        if (name === 'put') state.puts.push(String(given[0]));
        return Reflect.apply(member, target, given);
      };
    },
  });
  const clock = () => unixMs(state.now);
  return {
    state,
    policies: () => new PolicyStore({ policies: binding, allowLocalUpstreams: true }, waitUntil, clock),
    documents: () => new Documents(binding, clock),
    keys: () => new KeyStore(binding, waitUntil, clock),
  };
}
