/**
 * Hedging: where a small prompt has waited for its first content longer than nineteen in twenty of those before it, the
 * next candidate is asked beside the late one, and whoever gives content first has answered. Once a request at most, and as
 * far as the late provider's budget of retries goes. See "The Tail at Scale", https://research.google/pubs/pub40801/
 */

import type { Policy } from '../tenant/policy.ts';
import type { Milliseconds } from '../unit.ts';
import type { Ask } from '../wire/ask.ts';
import type { Calling, Outcome } from './calling.ts';
import type { Dialect } from './contract.ts';
import type { EventFramer } from './opened.ts';

/** Who was late, who was called beside it, and after how long. */
export interface Hedged {
  readonly late: string;
  readonly rival: string;
  readonly afterMs: Milliseconds;
}

interface HedgeOptions {
  readonly framerOf: (framing: Dialect['framing']) => EventFramer;
  /** How soon one usually begins to answer; null where that is not known. */
  readonly usualMs: (calling: Calling) => Milliseconds | null;
  /** Calls the next candidate beside one that is late; null where nobody may be. */
  readonly callRival: (late: Calling) => Calling | null;
}

/**
 * Whether a request may be asked of two at once. Not where it is one model's alone: named, or holding what its provider
 * keeps or a tool loop that it began.
 */
export function mayHedge(
  { hedge }: Pick<Policy, 'hedge'>,
  { ask, pinned, inputTokens }: { readonly ask: Ask; readonly pinned: boolean; readonly inputTokens: number },
): boolean {
  if (hedge === null || pinned || ask.wire === 'embeddings') return false;
  return ask.heldBy === null && ask.state?.from == null && inputTokens <= hedge.maxInputTokens;
}

export class Hedge {
  readonly #options: HedgeOptions;
  #made: Hedged | null = null;

  constructor(options: HedgeOptions) {
    this.#options = options;
  }

  /** Null while nobody was called beside another. */
  get made(): Hedged | null {
    return this.#made;
  }

  /** What comes of the one that is running, and of whoever is called beside it: the first of them of which it is known. */
  async first(running: Calling): Promise<Outcome> {
    const { framerOf, usualMs, callRival } = this.#options;
    const afterMs = this.#made === null ? usualMs(running) : null;
    if (afterMs === null) return running.opened();
    const begun = running.begun(framerOf);
    const inTime = await within(begun, afterMs);
    if (inTime !== null) return inTime;
    const rival = callRival(running);
    if (rival === null) return begun;
    this.#made = { late: running.target.model.name, rival: rival.target.model.name, afterMs };
    return Promise.race([begun, rival.begun(framerOf)]);
  }
}

/** What `work` comes to, or null when it takes longer. */
async function within<T>(work: Promise<T>, ms: Milliseconds): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
