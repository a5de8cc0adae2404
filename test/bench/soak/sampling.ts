/** The memory of a process, second by second. */

import { residentBytes } from '../workerd.ts';
import type { Sample } from './growth.ts';

export interface Sampling {
  readonly samples: readonly Sample[];
  readonly stop: () => void;
}

const EVERY_MS = 1000;

/** Until it is stopped. Without /proc there are no samples. */
export function sampled(pid: number): Sampling {
  const begun = performance.now();
  const samples: Sample[] = [];
  const take = (): void => {
    const bytes = residentBytes(pid);
    if (bytes !== null) samples.push({ seconds: (performance.now() - begun) / 1000, bytes });
  };
  take();
  const timer = setInterval(take, EVERY_MS);
  return { samples, stop: () => clearInterval(timer) };
}

/** The median of so many samples, a tenth of a second apart: what is held now. 0 without /proc. */
export async function heldNow(pid: number, count = 10): Promise<number> {
  const samples: number[] = [];
  for (let at = 0; at < count; at++) {
    samples.push(residentBytes(pid) ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return samples.toSorted((a, b) => a - b)[count >> 1] ?? 0;
}
