/** Chance that repeats: the same seed gives the same numbers on every machine, so that figures can be compared. */

/** Numbers from 0 up to, but not including, 1. Mulberry32, by Tommy Ettinger: even enough for drawing rows. */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
