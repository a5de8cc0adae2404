/**
 * How people ask for more thought or for a quick answer, as data for `asked.ts`: one file beside this for each language.
 * Patterns meet text that `fold` has been over: lower case, no accents on Latin letters. A pattern ends where the request
 * does, so that "think hard work pays" and "a quick answer engine" are none.
 */

export interface Idiom {
  /** Stands in every text that a pattern here could match: most texts have none of it, and are done. */
  readonly trigger: RegExp;
  /** Compiled when a text first has the trigger. */
  readonly patterns: () => Patterns;
}

export interface Patterns {
  /** Asks to think. With `not` before it, it asks to be quick. */
  readonly think: RegExp;
  /** Asks to be quick. With `not` before it, it asks for nothing. */
  readonly quick: RegExp;
  /** Asks to be quick, but only with `not` before it ("don't overthink it"). */
  readonly brood: RegExp | null;
  /** What may stand before a request in its clause: it is said to whoever answers. Stripped again and again. */
  readonly lead: RegExp;
  /** A negation right before the request. */
  readonly not: RegExp;
}

/**
 * Compiles an alternation that starts with a whole word. Sticky: it is tried only where a word begins with which it can
 * begin (`starts.ts`).
 */
export const words = (...patterns: string[]): RegExp => new RegExp(`(?:${patterns.join('|')})`, 'uy');

/** The same at the end of the text, for what stands before a request. */
export const atEnd = (...patterns: string[]): RegExp => new RegExp(`(?:^|\\s)(?:${patterns.join('|')})\\s*$`, 'u');

/** For scripts without spaces. */
export const within = (...patterns: string[]): RegExp => new RegExp(`(?:${patterns.join('|')})`, 'gu');
export const closing = (...patterns: string[]): RegExp => new RegExp(`(?:${patterns.join('|')})\\s*$`, 'u');

/** What may follow a Romance or German noun phrase: no complement ("réponse rapide du serveur"). */
export const whole = "(?!\\p{L}|-\\p{L}|\\s+(?:du|de|del|des|da|do|das|dos|der|von|d'))";
