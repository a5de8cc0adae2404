/**
 * Whether memory grows. The line is Theil and Sen's: the median of the slopes between pairs of samples, which a collection of
 * garbage in the middle does not move as it would a least-squares line. Noise is how far samples lie from that line: their
 * median absolute deviation, times 1.4826, which for normal noise is its standard deviation. Pure.
 */

import { median } from '../statistics.ts';

export interface Sample {
  readonly seconds: number;
  readonly bytes: number;
}

export interface Growth {
  readonly bytesPerSecond: number;
  /** Along the line, from the first sample to the last. */
  readonly bytes: number;
  readonly noise: number;
  /** The median of all samples. */
  readonly level: number;
}

/** Of more samples than these every so-manyth is taken: the slopes are as many as pairs. */
const MOST = 400;

/** Throws a RangeError for fewer than two samples. */
export function growthOf(samples: readonly Sample[]): Growth {
  const step = Math.ceil(samples.length / MOST);
  const taken = samples.filter((_, at) => at % step === 0);
  const slopes = taken.flatMap((a, at) =>
    taken.slice(at + 1).map((b) => (b.bytes - a.bytes) / (b.seconds - a.seconds)),
  );
  const bytesPerSecond = median(slopes);
  const rests = taken.map(({ seconds, bytes }) => bytes - bytesPerSecond * seconds);
  const foot = median(rests);
  const [first, last] = [taken[0]?.seconds ?? 0, taken.at(-1)?.seconds ?? 0];
  return {
    bytesPerSecond,
    bytes: bytesPerSecond * (last - first),
    noise: 1.4826 * median(rests.map((rest) => Math.abs(rest - foot))),
    level: median(taken.map(({ bytes }) => bytes)),
  };
}

/** A leak is above three times the noise, and above a fiftieth of what is held: less than that is a heap that breathes. */
const NOISES = 3;
const SHARE = 0.02;

export const isGrowing = ({ bytes, noise, level }: Growth): boolean => bytes > Math.max(NOISES * noise, SHARE * level);

/** The samples of the second half of the time: by then caches are full and code is compiled. */
export function secondHalf(samples: readonly Sample[]): readonly Sample[] {
  const from = ((samples[0]?.seconds ?? 0) + (samples.at(-1)?.seconds ?? 0)) / 2;
  return samples.filter(({ seconds }) => seconds >= from);
}
