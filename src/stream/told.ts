/** What a client has read of an answer, as far as another model can go on with it. */

import { type Part, wordsOf } from '../part.ts';

/** A call or a refusal is not gone on with, nor what can be only said once; a thought is left as it stands. */
const ENDS: ReadonlySet<Part['kind']> = new Set(['call', 'arguments', 'refusal', 'audio', 'finish', 'error']);

/** Nobody goes on with an answer as long as this, in UTF-16 units: it is not kept any more. */
const MAX_TOLD = 1024 * 1024;

export class Told {
  #pieces: string[] = [];
  #output: string[] = [];
  #length = 0;
  #canGoOn = true;

  add(part: Part): void {
    const words = wordsOf(part);
    this.#length += words.length;
    if (ENDS.has(part.kind) || this.#length > MAX_TOLD) this.#canGoOn = false;
    if (!this.#canGoOn) {
      this.#pieces = [];
      this.#output = [];
      return;
    }
    if (part.kind === 'text') this.#pieces.push(part.text);
    this.#output.push(words);
  }

  get canGoOn(): boolean {
    return this.#canGoOn;
  }

  /** The answer itself. */
  get text(): string {
    return this.#pieces.join('');
  }

  /** All that was written for it, thoughts included. */
  get output(): string {
    return this.#output.join('');
  }
}
