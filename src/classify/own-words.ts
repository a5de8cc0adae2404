/**
 * The user's own words in a message: what is left when fenced and inline code, block quotes, quotations and pasted text
 * tags, and comments of code are taken out. Only these may ask anything of the router. Pure; of a long text only the two ends are read.
 */

import { withoutQuotations } from './quotations.ts';
import { fold } from './words.ts';

/** Of a longer text only the two ends are read: what people ask stands there. */
const MAX_END_CHARACTERS = 2000;
/** Of own words longer than this only the first and the last paragraph count: the middle has been pasted. */
const MAX_OWN_CHARACTERS = 1200;
const MAX_PARAGRAPH_CHARACTERS = 600;
const FENCE = '```';
/** Stands where a quotation stood: a letter, so that no clause seems to begin after it. */
export const QUOTED = 'ǂ';

/** Verbs whose object is a text; after a colon or a line break comes that text, and it is not the user's own words. */
const PASTE =
  /(?:^|[.!?\n。])[^.!?\n。]{0,60}?(?:(?<![\p{L}])(?:summari[sz]e|translate|rewrite|rephrase|paraphrase|proofread|edit|correct|review|fix|explain|classify|extract|shorten|improve|polish|analy[sz]e|here is|here's|below is|resume|resuma|resumir|traduce|traduza|traduis|traduisez|reescribe|reescreva|corrige|corrija|reecris|fasse|ubersetze|ubersetz|korrigiere|verbessere)(?![\p{L}])|总结|總結|概括|翻译|翻譯|改写|润色|摘要|要約|翻訳|訳して|添削|校正)[^.!?\n。:：]{0,80}(?:[:：]|(?<=this|text|following|below|email|article|message|passage|paragraph|essay|letter|texto|text|texte|zusammen|以下|してください|して)\s*\n)/u;
/** Stands in every text that PASTE could match: most have none of it, and are done. */
const PASTE_ENDS = /[:：\n]/;

export function ownWords(text: string): string {
  let fenced = false;
  const kept: string[] = [];
  for (const line of bothEnds(text).split('\n')) {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    else if (!fenced && !/^\s*(?:>|#|\/\/|--|\/\*|\*\/)/.test(line)) kept.push(line);
  }
  const untagged = kept.join('\n').replace(/<!--[\s\S]*?-->|<[/!|]?[A-Za-z|][^<>\n]{0,80}>|\/\*[\s\S]*?\*\//g, QUOTED);
  const unquoted = withoutQuotations(untagged, QUOTED).replace(
    /(?<![\p{L}\p{N}])'[^'\n]*(?:'\p{L}[^'\n]*)*'(?!\p{L})/gu,
    QUOTED,
  );
  const folded = fold(unquoted);
  const paste = PASTE_ENDS.test(folded) ? PASTE.exec(folded) : null;
  const own = (paste === null ? unquoted : unquoted.slice(0, paste.index + paste[0].length)).trim();
  if (own.length <= MAX_OWN_CHARACTERS) return own;
  const paragraphs = own.split(/\n\s*\n|\n/u);
  const first = paragraphs[0]?.slice(0, MAX_PARAGRAPH_CHARACTERS) ?? '';
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? '') : '';
  return last.length <= MAX_PARAGRAPH_CHARACTERS ? `${first}\n${last}` : first;
}

/** The two ends of a long text, with a fence between them when the tail begins inside of code that the head does not open. */
function bothEnds(text: string): string {
  if (text.length <= 2 * MAX_END_CHARACTERS) return text;
  const head = text.slice(0, MAX_END_CHARACTERS);
  return `${head}\n${opensCode(text) ? '```\n' : ''}${text.slice(-MAX_END_CHARACTERS)}`;
}

/** Whether the fences between the two ends leave code open. Counted without making a list of what lies between them. */
function opensCode(text: string): boolean {
  const end = text.length - MAX_END_CHARACTERS;
  let open = false;
  for (let at = text.indexOf(FENCE, MAX_END_CHARACTERS); at !== -1 && at + FENCE.length <= end; ) {
    open = !open;
    at = text.indexOf(FENCE, at + FENCE.length);
  }
  return open;
}
