/**
 * What a pool stands at for whoever shares it. Its lender knows what it lent and what it was told of; what of that has been
 * spent since, and what lies idle, its borrowers know. Asked of those who have most of it, the answer is exact where they are
 * all; of the others all that they were lent counts as held, so that used and held are never said to be less than they are.
 * Pure.
 */

import type { Milliseconds, UnixMs } from '../unit.ts';
import type { Borrower, PoolStanding } from './lending.ts';
import type { Slice } from './slice.ts';
import { bucketOf, leavesAt } from './window.ts';

/** In the pool's own unit, as a limit's state. */
export interface PoolUse {
  readonly used: number;
  readonly held: number;
  readonly freesAt: UnixMs | null;
}

/** A borrower as the lender knows it, and as it knows itself; null where it did not answer, or has nothing. */
export interface Heard {
  readonly known: Borrower;
  readonly slice: Slice | null;
}

export function poolUse({ spent, lent, freesAt }: PoolStanding, heard: readonly Heard[], perMs: Milliseconds): PoolUse {
  let [used, held, frees] = [spent, lent, freesAt];
  for (const { known, slice } of heard) {
    if (slice === null) continue;
    const untold = Math.max(0, slice.spent - (slice.life === known.life ? known.spent : slice.heard));
    used += untold;
    held += slice.held - known.granted;
    // What nobody was told of leaves the window with the last of it.
    if (untold > 0) frees ??= leavesAt(bucketOf(slice.spentAt, perMs), perMs);
  }
  return { used, held: Math.max(0, held), freesAt: frees };
}
