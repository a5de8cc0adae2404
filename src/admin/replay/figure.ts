/** A sum or a mean as it was and as it would have been, with the interval that resampling whole users gives. */

import { seededRandom } from '../../classify/seeded.ts';
import type { Interval } from '../../learn/judged.ts';

/** One decision. */
export interface Pair {
  readonly user: string | null;
  readonly before: number;
  readonly after: number;
  readonly weight: number;
}

export interface Figure {
  readonly before: number;
  /** `before` and what changes: 95 %. Without any change the two are the same. */
  readonly after: Interval;
  /** How many decisions it is of. */
  readonly decisions: number;
}

/** With fewer users than this a user says too little of the others: decisions are drawn. */
const MIN_USERS = 10;
const ROUNDS = 200;
const SEED = 1;

/** Null of no decisions. */
export function figureOf(pairs: readonly Pair[], kind: 'sum' | 'mean'): Figure | null {
  if (pairs.length === 0) return null;
  const groups = [...groupsOf(pairs).values()];
  const random = seededRandom(SEED);
  const scale = ({ changed, weight }: Group): number => (kind === 'sum' ? changed : changed / weight);
  const all = added(groups);
  const drawn = Array.from({ length: ROUNDS }, () =>
    scale(added(groups.map((group) => groups[Math.floor(random() * groups.length)] ?? group))),
  ).sort((a, b) => a - b);
  const before = kind === 'sum' ? all.before : all.before / all.weight;
  const at = (share: number): number => before + (drawn[Math.min(ROUNDS - 1, Math.floor(share * ROUNDS))] ?? 0);
  const value = before + scale(all);
  const after = { value, low: Math.min(value, at(0.025)), high: Math.max(value, at(0.975)) };
  return { before, after, decisions: pairs.length };
}

interface Group {
  readonly before: number;
  readonly changed: number;
  readonly weight: number;
}

function groupsOf(pairs: readonly Pair[]): ReadonlyMap<unknown, Group> {
  const users = new Set(pairs.map(({ user }) => user));
  const isEnough = users.size >= MIN_USERS && !users.has(null);
  const groups = new Map<unknown, Group>();
  for (const [at, { user, before, after, weight }] of pairs.entries()) {
    const key = isEnough ? user : at;
    const own = { before: weight * before, changed: weight * (after - before), weight };
    groups.set(key, added([groups.get(key) ?? NOTHING, own]));
  }
  return groups;
}

const NOTHING: Group = { before: 0, changed: 0, weight: 0 };

function added(groups: readonly Group[]): Group {
  let [before, changed, weight] = [0, 0, 0];
  for (const group of groups) {
    before += group.before;
    changed += group.changed;
    weight += group.weight;
  }
  return { before, changed, weight };
}
