/**
 * The ladder of efforts, and what a policy's lists and limits mean on it. Pure.
 */

import type { NonEmpty } from '../unit.ts';
import type { Effort } from '../wire/ask.ts';

/** Dearest first. */
export const LADDER = ['thinking', 'instant', 'mini'] as const satisfies readonly Effort[];

type Lists = { readonly [effort in Effort]?: NonEmpty<string> | undefined };

/** A list for every effort: a missing one is the next one down the ladder, else the next one up. Null when there is none. */
export function fillLadder(lists: Lists): Readonly<Record<Effort, NonEmpty<string>>> | null {
  const thinking = lists.thinking ?? lists.instant ?? lists.mini;
  const instant = lists.instant ?? lists.mini ?? lists.thinking;
  const mini = lists.mini ?? lists.instant ?? lists.thinking;
  if (thinking === undefined || instant === undefined || mini === undefined) return null;
  return { thinking, instant, mini };
}

/** The highest effort whose lists, as the tenant wrote them, name the model; null when none does. */
export function highestNaming(model: string, routes: readonly { readonly models: Lists }[]): Effort | null {
  return LADDER.find((effort) => routes.some((route) => route.models[effort]?.includes(model))) ?? null;
}

/** The efforts that may stand in `then`: those below everything the limit counts, so that every ladder ends. */
export function effortsBelow(governed: Effort | null): readonly Effort[] {
  // Without an effort of its own, a limit governs whatever is above its `then`: anything but the top will do.
  return LADDER.slice(governed === null ? 1 : LADDER.indexOf(governed) + 1);
}
