/** What KV could not be asked is told as that, and not as a fault of ours. */

import { Refusal } from '../../error.ts';

const RETRY_AFTER_SECONDS = 5;

/** Throws Refusal: what `looked` refused, else `unavailable`. */
export async function orUnavailable<Value>(looked: Promise<Value>): Promise<Value> {
  try {
    return await looked;
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const message = 'The keys could not be read, and nothing was changed. Try again in a few seconds.';
    throw new Refusal({ code: 'unavailable', message, retryAfterSeconds: RETRY_AFTER_SECONDS }, { cause });
  }
}
