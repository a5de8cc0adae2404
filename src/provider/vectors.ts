/** The answer of an embedding model as Parts. */

import type { Part, TokenUsage } from '../part.ts';
import { tokens } from '../unit.ts';
import { listOf } from './shape.ts';

/** `read`: the provider's count of what it read; null where it gave none. */
export function vectorParts(vectors: readonly (readonly number[])[], read: number | null): readonly Part[] {
  const usage = read === null ? undefined : usageOf(read);
  const written = vectors.map((values): Part => ({ kind: 'vector', values }));
  return [...written, { kind: 'finish', reason: 'stop', usage }];
}

function usageOf(read: number): TokenUsage {
  const unknown = { cachedInput: undefined, cacheWrite: undefined, audioInput: undefined, audioOutput: undefined };
  return { input: tokens(Math.round(read)), output: tokens(0), reasoning: undefined, ...unknown };
}

const isVector = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(Number.isFinite);

/** As it came; null for what is no list of numbers. */
export const vectorOf = (sent: unknown): readonly number[] | null => (isVector(sent) ? sent : null);

/** One at least. */
export function vectorsOf(sent: unknown): readonly (readonly number[])[] | null {
  const vectors = listOf(vectorOf, sent);
  return vectors === null || vectors.length === 0 ? null : vectors;
}
