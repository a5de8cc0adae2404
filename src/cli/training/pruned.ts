/** The part of what was trained that is worth its bytes. Pure. */

import type { HeadRows } from '../../classify/heads.ts';
import type { Softmax } from './softmax.ts';

/** What `packed-heads.ts` can say of one feature. */
const MAX_PER_FEATURE = 64;
/** A weight counts for more where its feature is common, but far less than in proportion: rare words tell most. */
const COMMONNESS = 0.25;

/** The `count` weights that matter most, by their size and by how common their feature is. */
export function pruned(
  name: string,
  labels: readonly string[],
  { hashes, weights, seen }: Softmax,
  count: number,
): HeadRows {
  const importance = (place: number, label: number): number =>
    Math.abs(weights[place * labels.length + label] ?? 0) * (seen[place] ?? 0) ** COMMONNESS;
  const candidates = Array.from(hashes, (_, place) =>
    Array.from(labels, (_, label) => ({ label, importance: importance(place, label) }))
      .sort((a, b) => b.importance - a.importance || a.label - b.label)
      .slice(0, MAX_PER_FEATURE),
  );
  const all = Float64Array.from(candidates.flatMap((row) => row.map((each) => each.importance))).sort();
  const least = Math.max(Number.MIN_VALUE, all[Math.max(0, all.length - count)] ?? 0);
  const rows = candidates.map((row) =>
    row.filter((each) => each.importance >= least).sort((a, b) => a.label - b.label),
  );
  const places = rows.flatMap((row, place) => (row.length === 0 ? [] : [place]));
  const starts = Int32Array.from([0, ...places], () => 0);
  for (const [at, place] of places.entries()) starts[at + 1] = (starts[at] ?? 0) + (rows[place]?.length ?? 0);
  const kept = places.flatMap((place) =>
    (rows[place] ?? []).map(({ label }) => ({ label, weight: weights[place * labels.length + label] ?? 0 })),
  );
  return {
    name,
    labels,
    hashes: Int32Array.from(places, (place) => hashes[place] ?? 0),
    starts,
    labelOf: Uint16Array.from(kept, ({ label }) => label),
    weights: Float32Array.from(kept, ({ weight }) => weight),
  };
}
