/** Those who wait, within an object, for what others are about to settle. */

import type { Milliseconds, UnixMs } from '../unit.ts';
import type { AdmitRequest } from './contract.ts';
import type { Ledger } from './ledger.ts';

export class Waiting {
  /** To be called at the next settlement. */
  readonly #wakes = new Set<() => void>();

  /** Something is being settled. */
  wake(): void {
    for (const wake of this.#wakes) wake();
  }

  /** As long as `mustWait` says so, which is asked again at each settlement, and `longestMs` at most. */
  async while(mustWait: () => boolean, longestMs: Milliseconds): Promise<void> {
    if (!mustWait()) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<true>((resolve) => {
      timer = setTimeout(() => resolve(true), longestMs);
    });
    try {
      while (mustWait()) {
        const { promise: settled, resolve } = Promise.withResolvers<false>();
        const wake = () => resolve(false);
        this.#wakes.add(wake);
        const isLate = await Promise.race([settled, late]);
        this.#wakes.delete(wake);
        if (isLate) break;
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Whether the answer that a request goes on from is not known, and may be one that is on its way. */
export function mayComeToBeKnown(ledger: Ledger, { proposal }: AdmitRequest, now: UnixMs): boolean {
  const id = proposal.kept?.id ?? null;
  if (id === null) return false;
  return ledger.memory.issued(id, now) === null && ledger.admission(proposal.id) === null && ledger.countHolds() > 0;
}
