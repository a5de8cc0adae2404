/**
 * When requests come and of whom they are: known before the first is sent, so that a service that is slow is asked no less
 * for it (no coordinated omission), and the same for the same seed. Pure.
 */

/** From 0 up to 1. */
export type Random = () => number;

/** Seconds from the start, ascending: a Poisson process of `perSecond`, as of many clients who know nothing of each other. */
export function* arrivals(perSecond: number, seconds: number, random: Random): Generator<number> {
  for (let at = gap(perSecond, random); at < seconds; at += gap(perSecond, random)) yield at;
}

const gap = (perSecond: number, random: Random): number => -Math.log(1 - random()) / perSecond;

/** Draws from 0 to `count` - 1: the one at `n` comes in proportion to 1 / (n + 1), as words do, and users. */
export function zipf(count: number): (random: Random) => number {
  const sums: number[] = [];
  for (let at = 0; at < count; at++) sums.push((sums.at(-1) ?? 0) + 1 / (at + 1));
  const all = sums.at(-1) ?? 0;
  return (random) => {
    const wanted = random() * all;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? all) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
