/**
 * What is learned from a request, without a word of it: hashes that many words share, and what the classifier made of
 * them. Small enough to be kept beside each decision until somebody rates it.
 */

export interface Features {
  /**
   * Words and pairs of the latest ask as places in a table of `TEXT_PLACES`, each with how much of it there is: base64 of
   * three bytes each, at most 128 of them. Empty where nothing was said. No word can be read back from it.
   */
  readonly text: string;
  /** The likeliest domains by their place in the classifier's list, with their probabilities; at most 4. */
  readonly domains: readonly (readonly [number, number])[];
  /** 0 to 1, as in `Signals`. */
  readonly difficulty: number;
  /** Tokens of the prompt. */
  readonly inputTokens: number;
  /** As in `Signals`. */
  readonly language: string;
  readonly needs: readonly string[];
}
