/**
 * Counts an answer beside its untouched bytes: the provider's usage where it comes, and the words produced, for a marked
 * estimate where it does not (a hang-up, a cut, a provider that sends none).
 */

import type { ProviderUsage, Reading } from '../provider/contract.ts';
import type { Usage } from '../quota/contract.ts';
import { type Tokens, tokens } from '../unit.ts';

export class Meter {
  #usage: ProviderUsage | null = null;
  #words: string[] = [];

  /** Later usage replaces earlier: some providers send a running count with every chunk. */
  add(reading: Reading): void {
    if (reading.usage !== null) this.#usage = reading.usage;
    if (reading.text !== '') this.#words.push(reading.text);
  }

  /** `prompt` is the estimate of the request's own tokens, `unseen` that of an answer of which nothing came. */
  total(prompt: Tokens, estimateTokens: (text: string) => number, unseen: Tokens): Usage {
    const usage = this.#usage;
    if (usage === null) {
      const output = this.#words.length === 0 ? unseen : tokens(estimateTokens(this.#words.join('')));
      return { input: prompt, cachedInput: tokens(0), output, estimated: true };
    }
    return {
      input: usage.input,
      // Not told apart means read in full: a discount nobody reported is not assumed.
      cachedInput: usage.cachedInput ?? tokens(0),
      output: usage.output,
      ...(usage.reasoning === undefined ? {} : { reasoning: usage.reasoning }),
      estimated: false,
    };
  }
}
