/**
 * How the admin API reaches a tenant's object. A lost call is tried again, which is safe: an order has an id, and counts
 * once. Nothing is written without the object, so one that does not answer is 503.
 */

import { Refusal } from '../error.ts';
import type { TenantId } from '../tenant/policy.ts';
import type { TenantNamespace } from './contract.ts';
import type { AuditEntry, AuditRow, Mark, Order, Page, Published, Standing, Version } from './policy-contract.ts';
import type { Batch } from './reporting.ts';

const TRIES = 3;
const BACKOFF_MS = 50;
/** An object at work on a KV that hangs answers nobody; an admin is not to wait for ever. */
const MOST_MS = 20_000;
const RETRY_AFTER_SECONDS = 2;

type TenantStub = ReturnType<TenantNamespace['getByName']>;
type Written<Answer> = Exclude<Answer, { readonly kind: 'unwritten' }>;

export class TenantClient {
  readonly #tenants: TenantNamespace;
  readonly #tenant: TenantId;

  constructor(tenants: TenantNamespace, tenant: TenantId) {
    this.#tenants = tenants;
    this.#tenant = tenant;
  }

  /** Each throws Refusal `unavailable`: KV or the object failed. */
  async standing(seen: Mark | null): Promise<Written<Standing>> {
    return this.#written(await this.#reach((stub) => stub.standing(this.#tenant, seen)));
  }

  async publish(order: Omit<Order, 'tenant' | 'attempt'>): Promise<Written<Published>> {
    const whole = { ...order, tenant: this.#tenant, attempt: crypto.randomUUID() };
    return this.#written(await this.#reach((stub) => stub.publish(whole)));
  }

  async versions(page: Page): Promise<readonly Version[]> {
    return this.#written(await this.#reach((stub) => stub.versions(this.#tenant, page))).versions;
  }

  audit(page: Page): Promise<readonly AuditRow[]> {
    return this.#reach((stub) => stub.audit(page));
  }

  /** `user` as in `Origin`. */
  forget(user: string, untold: Pick<Batch, 'life' | 'seq'> | null): Promise<number> {
    return this.#reach((stub) => stub.forget(user, untold));
  }

  /** Puts down that `change` is about to be made, makes it, and puts down what became of it. Throws what `change` throws. */
  async recorded<Value>(entry: Omit<AuditEntry, 'outcome'>, change: () => Promise<Value>): Promise<Value> {
    const seq = await this.#reach((stub) => stub.record({ ...entry, outcome: 'pending' }));
    const conclude = (outcome: 'done' | 'failed') => this.#reach((stub) => stub.conclude(seq, outcome));
    let value: Value;
    try {
      value = await change();
    } catch (error) {
      await conclude('failed').catch(() => null);
      throw error;
    }
    // It is made. That its entry stays pending is no reason to tell anybody that it is not.
    await conclude('done').catch(() => null);
    return value;
  }

  #written<Answer extends { readonly kind: string }>(answer: Answer): Written<Answer> {
    if (answer.kind !== 'unwritten') return answer as Written<Answer>;
    const kept: unknown = Reflect.get(answer, 'kept');
    const message =
      kept === null
        ? `The policy of "${this.#tenant}" could not be written: KV failed. Nothing was changed. Try again.`
        : `KV does not take the policy of "${this.#tenant}" at the moment. It is kept as version ${kept}, and put in force as soon as KV takes it. The same request again says whether it is.`;
    throw new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  async #reach<T>(call: (stub: TenantStub) => Promise<T>): Promise<T> {
    let cause: unknown;
    for (let tried = 0; tried < TRIES; tried++) {
      if (tried > 0) await scheduler.wait(BACKOFF_MS * 2 ** tried * (0.5 + Math.random()));
      try {
        // A stub is of no use after an exception: https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
        return await inTime(call(this.#tenants.getByName(this.#tenant)));
      } catch (error) {
        cause = error;
        if (Reflect.get(Object(error), 'retryable') !== true || Reflect.get(Object(error), 'overloaded') === true)
          break;
      }
    }
    console.error(JSON.stringify({ event: 'tenant_unreachable', message: String(cause) }));
    const message = `The object of the tenant "${this.#tenant}" cannot be reached, so it is not known whether this was done. Look, and try again.`;
    throw new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause });
  }
}

async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work,
      scheduler.wait(MOST_MS, { signal: late.signal }).then(() => {
        throw new Error(`No answer in ${MOST_MS} ms.`);
      }),
    ]);
  } finally {
    late.abort();
  }
}
