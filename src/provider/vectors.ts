/** The answer of an embedding model as Parts. */

import type { Part, TokenUsage } from '../part.ts';
import { tokens } from '../unit.ts';

/** No request has a thousand million tokens: a larger count is a fault of the provider's. */
const MOST_TOKENS = 1e9;

/** `read`: the provider's count of what it read; undefined where it gave none. */
export function vectorParts(vectors: readonly (readonly number[])[], read: number | undefined): readonly Part[] {
  const usage = read === undefined || read > MOST_TOKENS ? undefined : usageOf(read);
  const written = vectors.map((values): Part => ({ kind: 'vector', values }));
  return [...written, { kind: 'finish', reason: 'stop', usage }];
}

function usageOf(read: number): TokenUsage {
  const unknown = { cachedInput: undefined, cacheWrite: undefined, audioInput: undefined, audioOutput: undefined };
  return { input: tokens(Math.round(read)), output: tokens(0), reasoning: undefined, ...unknown };
}
