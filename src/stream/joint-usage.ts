/**
 * What an answer came to that several models have written, as its client is told: the input is that of its own request,
 * read once, and the output is what all of them wrote. What each of them is charged for is the ledger's business.
 */

import type { TokenUsage } from '../part.ts';
import { type Tokens, tokens } from '../unit.ts';
import type { Meter } from './meter.ts';

interface Joint {
  /** Of those whose answers broke off, in order. */
  readonly earlier: readonly Meter[];
  /** What the one after them counts. */
  readonly last: TokenUsage;
  /** What it was sent beside the request: the answer so far, and word to go on. An estimate. */
  readonly added: number;
  readonly estimateTokens: (text: string) => number;
}

/** A part of the output that one of them did not tell apart stays unknown. */
export function jointUsage({ earlier, last, added, estimateTokens }: Joint): TokenUsage {
  const before = earlier.map((meter) => meter.total(tokens(0), estimateTokens, tokens(0)));
  const sum = (part: 'reasoning' | 'audioOutput'): Tokens | undefined =>
    before.reduce<Tokens | undefined>((all, { [part]: more }) => {
      return all === undefined || more === undefined ? undefined : tokens(all + more);
    }, last[part]);
  const counted = earlier[0]?.counted ?? null;
  const read = counted ?? withoutAdded(last, added);
  const isEstimate = counted === null || last.estimated === true || before.some(({ estimated }) => estimated);
  return {
    ...{ input: read.input, cachedInput: read.cachedInput, audioInput: read.audioInput },
    ...{ cacheWrite: read.cacheWrite, cacheWrite1h: read.cacheWrite1h },
    output: tokens(before.reduce((all, { output }) => all + output, Number(last.output))),
    reasoning: sum('reasoning'),
    audioOutput: sum('audioOutput'),
    ...(isEstimate ? { estimated: true } : {}),
  };
}

/** The request stands before what was added to it, so that a cache and a sound belong to the request. */
function withoutAdded(usage: TokenUsage, added: number): TokenUsage {
  const input = tokens(Math.max(0, usage.input - added));
  const atMost = (part: Tokens | undefined, most: Tokens = input) =>
    part === undefined ? undefined : tokens(Math.min(part, most));
  const cachedInput = atMost(usage.cachedInput);
  const cacheWrite = atMost(usage.cacheWrite, tokens(input - (cachedInput ?? 0)));
  return {
    ...{ ...usage, input, cachedInput, cacheWrite, audioInput: atMost(usage.audioInput) },
    cacheWrite1h: atMost(usage.cacheWrite1h, cacheWrite ?? tokens(0)),
  };
}
