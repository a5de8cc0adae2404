/**
 * Takes quotations out of a text, whoever's words they are. Most quotation marks open with another character than they
 * close with, and a search for the pair that begins anew at each opening one grows with the square of a text of nothing
 * else. Here each character is looked at once for each kind of mark. Pure.
 */

interface Marks {
  /** What ends the quotation: the first of these behind its beginning. */
  readonly closing: RegExp;
  /** A letter behind it makes an apostrophe of the closing mark ("‘tis John’s"). */
  readonly apostrophe: boolean;
}

/** A line break ends the search where it stands among the closing marks, and closes nothing. */
const MARKS: ReadonlyMap<string, Marks> = new Map([
  ['`', { closing: /[`\n]/g, apostrophe: false }],
  ['"', { closing: /["\n]/g, apostrophe: false }],
  ['“', { closing: /”/g, apostrophe: false }],
  ['«', { closing: /»/g, apostrophe: false }],
  ['„', { closing: /[“”"]/g, apostrophe: false }],
  ['「', { closing: /」/g, apostrophe: false }],
  ['『', { closing: /』/g, apostrophe: false }],
  ['‘', { closing: /[’\n]/g, apostrophe: true }],
]);

const OPENING = /[`"“«„「『‘]/g;
const LETTER = /\p{L}/uy;

/** `text` with `instead` in the place of each quotation, its marks included. An opening mark without a closing one stays. */
export function withoutQuotations(text: string, instead: string): string {
  /** Where the next closing mark of a kind stands: what was found once holds until it is passed. */
  const found = new Map<string, number>();
  let kept = '';
  let from = 0;
  for (const { 0: mark, index } of text.matchAll(OPENING)) {
    const marks = MARKS.get(mark);
    if (index < from || marks === undefined) continue;
    const known = found.get(mark) ?? -1;
    const end = known > index ? known : nextOf(marks.closing, text, index + 1);
    found.set(mark, end);
    if (end >= text.length || text[end] === '\n' || (marks.apostrophe && isLetterAt(text, end + 1))) continue;
    kept += text.slice(from, index) + instead;
    from = end + 1;
  }
  return kept + text.slice(from);
}

/** The length of the text where there is none. */
function nextOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function isLetterAt(text: string, at: number): boolean {
  LETTER.lastIndex = at;
  return LETTER.test(text);
}
