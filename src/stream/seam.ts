/**
 * Where one model goes on with another's answer. Models like to take up the last words again; what they repeat is left
 * out. Text is held back only as long as it may still be such a repetition. What is counted is the answer as a whole.
 */

import type { Part, TokenUsage } from '../part.ts';

/** How far back a repetition may begin, in UTF-16 units. */
const LOOK_BACK = 400;
/** Shorter overlaps are chance: "the" after "the". */
const MIN_OVERLAP = 8;

export class Seam {
  readonly #tail: string;
  readonly #joint: (usage: TokenUsage) => TokenUsage;
  #held = '';
  #isOver = false;

  /** `told` is the text that the client has; `joint` makes of the count of this model that of the whole answer. */
  constructor(told: string, joint: (usage: TokenUsage) => TokenUsage) {
    this.#joint = joint;
    this.#tail = told.slice(-LOOK_BACK);
    this.#isOver = told === '';
  }

  /** The parts as they go on to the client: a second beginning of the answer is none. */
  through(parts: readonly Part[]): readonly Part[] {
    return parts.flatMap((sent): readonly Part[] => {
      if (sent.kind === 'start') return [];
      const part = this.#counted(sent);
      if (this.#isOver || part.kind === 'usage') return [part];
      if (part.kind !== 'text') return part.kind === 'reasoning' ? [part] : [...this.#release(), part];
      this.#held += part.text;
      // What is a piece of the tail may be the beginning of a repetition; anything else has shown all of it there is.
      return this.#tail.includes(this.#held) ? [] : this.#release();
    });
  }

  #counted(part: Part): Part {
    if (part.kind === 'usage') return { ...part, usage: this.#joint(part.usage) };
    return part.kind === 'finish' && part.usage !== undefined ? { ...part, usage: this.#joint(part.usage) } : part;
  }

  #release(): readonly Part[] {
    this.#isOver = true;
    const text = this.#held.slice(overlap(this.#tail, this.#held));
    this.#held = '';
    return text === '' ? [] : [{ kind: 'text', text }];
  }
}

/** How much of `next` repeats the end of `tail`. */
function overlap(tail: string, next: string): number {
  for (let length = Math.min(tail.length, next.length); length >= MIN_OVERLAP; length--) {
    if (tail.endsWith(next.slice(0, length))) return length;
  }
  return 0;
}
