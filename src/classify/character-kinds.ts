/**
 * Letters, marks and digits of the scripts whose words stand between spaces, told apart by one look into a table: a class
 * of a regular expression is many times that. Pure; the table is filled as characters are met.
 */

/** Behind it come Chinese and Japanese, surrogates and forms of compatibility. */
const LIMIT = 0x2e80;

export const LETTER = 1;
export const DIGIT = 2;
/** Combines with the letter before it. */
export const MARK = 3;
export const OTHER = 4;

const kinds = new Uint8Array(LIMIT);

/** Whether `characterKind` knows each character of the text. */
export const isSpacedScript = (text: string): boolean => /^[\0-\u2e7f]*$/.test(text);

/** Of a character of a text that `isSpacedScript` holds for. */
export function characterKind(code: number): number {
  const kind = kinds[code] ?? 0;
  return kind === 0 ? learn(code) : kind;
}

function learn(code: number): number {
  const character = String.fromCharCode(code);
  const kind = /\p{L}/u.test(character)
    ? LETTER
    : /\p{N}/u.test(character)
      ? DIGIT
      : /\p{M}/u.test(character)
        ? MARK
        : OTHER;
  kinds[code] = kind;
  return kind;
}
