/** What of the beliefs moved from one version to another, strongest first, for people. Pure. */

import type { Arm } from '../route/believed.ts';
import type { Effort } from '../wire/ask.ts';
import type { Beliefs } from './beliefs.ts';
import { UNKNOWN } from './beliefs.ts';
import { armPlaceName, effortPlaceName, type PlaceNames } from './place-names.ts';

export interface Moved {
  /** In words where it has words: a place that words share has a number alone. */
  readonly feature: string;
  /** Whose: of an effort with all its arms, or of one arm beyond its effort. */
  readonly of: Effort | Arm;
  /** By how much the expected reward changes where the feature is in full, -1 to 1 and seldom beyond. */
  readonly by: number;
}

const MOST = 20;
/** Less is what any reward moves. */
const LEAST = 0.001;

export function moved(before: Beliefs, after: Beliefs, names: PlaceNames): readonly Moved[] {
  const found: Moved[] = [];
  const compare = (of: Moved['of'], from: Float32Array, to: Float32Array, nameOf: (place: number) => string): void => {
    if (from === to) return;
    for (const [place, weight] of to.entries()) {
      const by = weight - (from[place] ?? 0);
      if (Math.abs(by) >= LEAST) found.push({ feature: nameOf(place), of, by: Math.round(by * 10_000) / 10_000 });
    }
  };
  for (const effort of ['thinking', 'instant', 'mini'] as const) {
    compare(effort, before.efforts[effort].weight, after.efforts[effort].weight, (at) => effortPlaceName(at, names));
  }
  for (const [arm, { vector }] of after.arms) {
    const from = (before.arms.get(arm) ?? UNKNOWN).vector;
    compare(arm, from.weight, vector.weight, (at) => armPlaceName(at, names));
  }
  return found.sort((a, b) => Math.abs(b.by) - Math.abs(a.by)).slice(0, MOST);
}
