/** How much a lesson's user counts (`raters.ts`), as the books have them: asked once of each lesson, and remembered. */

import type { Lesson } from '../quota/lesson.ts';
import type { UnixMs } from '../unit.ts';
import type { RaterBook } from './rater-book.ts';
import { hear, NO_RATER, type Raters } from './raters.ts';
import { isKeyHash } from './user-hash.ts';

export interface Trusted {
  /** Over 0 to 1. */
  readonly weight: number;
  /** What was said, beside all that its user says; null where nothing was said of the arm that answered. */
  readonly value: number | null;
}

export class Trust {
  readonly #book: RaterBook;
  readonly #now: UnixMs;
  #raters: Raters;

  constructor(book: RaterBook, raters: Raters, now: UnixMs) {
    this.#book = book;
    this.#raters = raters;
    this.#now = now;
  }

  /** Of all users together, as of the last lesson. */
  get raters(): Raters {
    return this.#raters;
  }

  /** `value` is what was said, `expected` what was believed. */
  of({ user, arm, features }: Lesson, value: number | null, expected: number): Trusted {
    const said = { isKey: isKeyHash(user), arm, text: features.text, value, expected };
    const heard = hear(this.#book.find(user) ?? NO_RATER, this.#raters, said);
    this.#raters = heard.raters;
    this.#book.put(user, heard.rater, this.#now);
    return { weight: heard.weight, value: heard.value };
  }
}
