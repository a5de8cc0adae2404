/**
 * Counts an answer beside its untouched bytes: the provider's usage where it comes, and the words produced, for a marked
 * estimate where it does not (a hang-up, a cut, a provider that sends none).
 */

import { type FinishReason, type Part, type TokenUsage, wordsOf } from '../part.ts';
import type { Usage } from '../quota/contract.ts';
import { type Tokens, tokens } from '../unit.ts';

/** Of more words than these a sample is enough: the rest is taken to be like them. In UTF-16 units. */
const MAX_KEPT = 1024 * 1024;
/** More than any model writes, in UTF-16 units; a call counts for what is remembered of it, however short. */
const MAX_SIZE = 8 * 1024 * 1024;
const CALL_SIZE = 1024;

export class Meter {
  #usage: TokenUsage | null = null;
  /** The count is the provider's last word: nothing was written after it. */
  #isFinal = false;
  #words: string[] = [];
  /** What each of `#words` is of: the number of a call of the first choice, `TEXT` of it, or `OTHER`. */
  #of: number[] = [];
  #reason: FinishReason | null = null;
  #isRefused = false;
  #kept = 0;
  #length = 0;
  #calls = 0;
  #answerId: string | null = null;

  /** The provider's own name for the answer; null where it gave none. */
  get answerId(): string | null {
    return this.#answerId;
  }

  /** No model writes so much: whoever does is not to be held in memory, by us or by the client. */
  get overflows(): boolean {
    return this.#length + this.#calls * CALL_SIZE > MAX_SIZE;
  }

  /** Why the first choice ended; null where nobody said. */
  get reason(): FinishReason | null {
    return this.#reason;
  }

  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** What the first choice says, and whom it calls; null where more was written than is kept. */
  get said(): {
    readonly text: string;
    readonly calls: readonly { readonly name: string; readonly json: string }[];
  } | null {
    if (this.#kept < this.#length) return null;
    const calls = new Map<number, { readonly name: string; json: string }>();
    let text = '';
    for (const [at, words] of this.#words.entries()) {
      const of = this.#of[at] ?? OTHER;
      const call = calls.get(of);
      if (of === TEXT) text += words;
      else if (call !== undefined) call.json += words;
      else if (of !== OTHER) calls.set(of, { name: words, json: '' });
    }
    return { text, calls: [...calls.values()] };
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
    if (part.kind === 'call') this.#calls += 1;
    if (part.kind === 'finish' && part.choice === undefined) this.#reason = part.reason;
    if (part.kind === 'refusal' || (part.kind === 'finish' && part.reason === 'content_filter')) this.#isRefused = true;
    const words = wordsOf(part);
    this.#length += words.length;
    if (words === '' || this.#kept >= MAX_KEPT) return;
    this.#words.push(words);
    this.#of.push(ofWhat(part));
    this.#kept += words.length;
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
    const written = () => Math.round(estimateTokens(this.#words.join('')) * (this.#length / this.#kept));
    const seen = (): Tokens => tokens(Math.min(most, this.#kept === 0 ? unseen : written()));
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

const TEXT = -1;
const OTHER = -2;

/** The words of a call are its name, and then its arguments. */
function ofWhat(part: Part): number {
  if ('choice' in part && part.choice !== undefined) return OTHER;
  if (part.kind === 'call' || part.kind === 'arguments') return part.call;
  return part.kind === 'text' ? TEXT : OTHER;
}

function known<Name extends string>(name: Name, value: Tokens | undefined) {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Tokens>);
}
