/** What a client has read of an answer, as far as another model can go on with it. */

import { type Part, wordsOf } from '../part.ts';

/** A call or a refusal is not gone on with, nor what can be only said once; a thought is left as it stands. */
const ENDS: ReadonlySet<Part['kind']> = new Set(['call', 'arguments', 'refusal', 'audio', 'finish', 'error']);

export class Told {
  #pieces: string[] = [];
  #output: string[] = [];
  #canGoOn = true;

  add(part: Part): void {
    if (ENDS.has(part.kind)) this.#canGoOn = false;
    if (part.kind === 'text') this.#pieces.push(part.text);
    this.#output.push(wordsOf(part));
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
