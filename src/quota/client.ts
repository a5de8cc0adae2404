/**
 * How the way of a request reaches its account object. Quota fails closed: an object that does not answer admits nobody
 * (503). A lost call is tried again a few times, which is safe because `admit` and `settle` know the decision's id and
 * count once; an overloaded object is left alone, since retries would keep it overloaded. The runtime tries by itself
 * what never reached the object, up to five times (developers.cloudflare.com/durable-objects/best-practices/automatic-retries):
 * ours are for the call whose answer was lost, which it never repeats.
 */

import { Refusal } from '../error.ts';
import type { DecisionId } from '../route/decision.ts';
import type { Limit } from '../tenant/policy.ts';
import type {
  AccountNamespace,
  AccountStanding,
  AccountStub,
  Admission,
  AdmitRequest,
  LimitState,
  PooledLimit,
  Settlement,
  SettleResult,
} from './contract.ts';
import type { ForgottenHere } from './forgetting.ts';
import type { Curriculum, Heard, Said } from './lesson.ts';
import type { ToldDecision } from './reporting.ts';

const TRIES = 3;
/** Doubled at each try; with the jitter, a thousand lost calls do not come back as one wave. */
const BACKOFF_MS = 25;
const RETRY_AFTER_SECONDS = 2;

export class AccountClient {
  readonly #accounts: AccountNamespace;
  readonly #name: string;

  /** `name` holds tenant and end user: no other pair can have the same. */
  constructor(accounts: AccountNamespace, name: string) {
    this.#accounts = accounts;
    this.#name = name;
  }

  async admit(request: AdmitRequest): Promise<Admission> {
    const { id, kept } = request.proposal;
    const goesOn = kept?.id != null;
    try {
      return await this.#reach((account) => {
        if (request.pooled.length > 0) return account.admitPooled(request);
        return goesOn ? account.admitNext(request) : account.admit(request);
      });
    } catch (refusal) {
      // It may have been admitted for all that, and would be charged in full, though nobody is called. Asked once: should
      // this be lost as well, the hold's alarm goes by what is known.
      if (refusal instanceof Refusal && isRetryable(refusal.cause)) {
        await this.#account()
          .settle(id, { kind: 'withdraw' })
          .catch(() => undefined);
      }
      throw refusal;
    }
  }

  peek(request: AdmitRequest): Promise<Admission> {
    return this.#reach((account) => account.peek(request));
  }

  settle(id: DecisionId, settlement: Settlement): Promise<SettleResult> {
    return this.#reach((account) => account.settle(id, settlement));
  }

  feedback(id: DecisionId, said: Said, curriculum: Curriculum): Promise<Heard> {
    return this.#reach((account) => account.feedback(id, said, curriculum));
  }

  usage(limits: readonly Limit[]): Promise<readonly LimitState[]> {
    return this.#reach((account) => account.usage(limits));
  }

  usageShared(pooled: readonly PooledLimit[]): Promise<readonly LimitState[]> {
    return pooled.length === 0 ? Promise.resolve([]) : this.#reach((account) => account.usageShared(pooled));
  }

  standing(limits: readonly Limit[]): Promise<AccountStanding> {
    return this.#reach((account) => account.standing(limits));
  }

  decisions(count: number): Promise<readonly ToldDecision[]> {
    return this.#reach((account) => account.decisions(count));
  }

  forget(): Promise<ForgottenHere> {
    return this.#reach((account) => account.forget());
  }

  #account(): AccountStub {
    return this.#accounts.getByName(this.#name);
  }

  async #reach<T>(call: (account: AccountStub) => Promise<T>): Promise<T> {
    let cause: unknown;
    for (let tried = 0; tried < TRIES; tried++) {
      if (tried > 0)
        await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS * 2 ** tried * (0.5 + Math.random())));
      try {
        // A stub is of no use after an exception: https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
        return await call(this.#account());
      } catch (error) {
        cause = error;
        if (!isRetryable(error)) break;
      }
    }
    console.error(JSON.stringify({ event: 'account_unreachable', message: String(cause) }));
    throw new Refusal(
      {
        code: 'unavailable',
        message: 'The usage ledger cannot be reached, and nothing is admitted without it. Try again in a moment.',
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      },
      { cause },
    );
  }
}

function isRetryable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return Reflect.get(error, 'retryable') === true && Reflect.get(error, 'overloaded') !== true;
}
