/**
 * The length of a limit's rolling window, as policies write it: `30s`, `15m`, `5h`, `7d`.
 */

import type { Milliseconds } from '../unit.ts';
import { milliseconds } from '../unit.ts';

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Null for a text that is no period. `0d` is one, and its length is 0. */
export function readPeriod(text: string): Milliseconds | null {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) return null;
  return milliseconds(Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]);
}

/** As a policy writes it, in the largest unit that fits: `5h`, `90m`, `1d`. */
export function writePeriod(ms: Milliseconds): string {
  const units = Object.entries(UNIT_MS).reverse();
  const [unit, size] = units.find(([, each]) => ms % each === 0) ?? ['s', UNIT_MS.s];
  return `${ms / size}${unit}`;
}
