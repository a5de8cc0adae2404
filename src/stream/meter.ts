/**
 * Counts an answer beside its untouched bytes: the provider's usage where it comes, and the words produced, for a marked
 * estimate where it does not (a hang-up, a cut, a provider that sends none).
 */

import { type Part, type TokenUsage, wordsOf } from '../part.ts';
import type { Usage } from '../quota/contract.ts';
import { type Tokens, tokens } from '../unit.ts';

export class Meter {
  #usage: TokenUsage | null = null;
  /** The count is the provider's last word: nothing was written after it. */
  #isFinal = false;
  #words: string[] = [];
  #answerId: string | null = null;

  /** The provider's own name for the answer; null where it gave none. */
  get answerId(): string | null {
    return this.#answerId;
  }

  /** What the provider has counted so far; null: nothing. */
  get counted(): TokenUsage | null {
    return this.#usage;
  }

  /** Later usage replaces earlier: some providers send a running count with every chunk. */
  add(part: Part): void {
    if (part.kind === 'start') this.#answerId = part.id ?? null;
    if ((part.kind === 'usage' || part.kind === 'finish') && part.usage !== undefined) {
      this.#usage = part.usage;
      this.#isFinal = part.kind === 'finish' || !part.running;
    }
    const words = wordsOf(part);
    if (words !== '') this.#words.push(words);
  }

  /**
   * `prompt` is the estimate of the request's own tokens, `unseen` that of an answer of which nothing came. No estimate of
   * what was written is above `most`, which is what the provider was allowed to write.
   */
  total(
    prompt: Tokens,
    estimateTokens: (text: string) => number,
    unseen: Tokens,
    most: number = Number.POSITIVE_INFINITY,
  ): Usage {
    const usage = this.#usage;
    const seen = (): Tokens =>
      tokens(Math.min(most, this.#words.length === 0 ? unseen : estimateTokens(this.#words.join(''))));
    if (usage === null) return { input: prompt, cachedInput: tokens(0), output: seen(), estimated: true };
    return {
      input: usage.input,
      // Not told apart means read in full: a discount nobody reported is not assumed.
      cachedInput: usage.cachedInput ?? tokens(0),
      // A count that was still running is behind what was written since.
      output: this.#isFinal ? usage.output : tokens(Math.max(usage.output, seen())),
      ...known('cacheWrite', usage.cacheWrite),
      ...known('cacheWrite1h', usage.cacheWrite1h),
      ...known('audioInput', usage.audioInput),
      ...known('audioOutput', usage.audioOutput),
      ...known('reasoning', usage.reasoning),
      estimated: !this.#isFinal,
    };
  }
}

function known<Name extends string>(name: Name, value: Tokens | undefined) {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Tokens>);
}
