/**
 * A text as the parts that difficulty is judged by: its sentences, each as folded words, without what nobody says (runs
 * of many words that no function word binds, parts said before, code). One pass over the characters; a long text is read
 * at its two ends. Pure.
 */

import { meaningAt } from './difficulty-words.ts';
import { type Segment, Sentence } from './sentence.ts';
import { fold } from './words.ts';

interface Reading {
  readonly segments: readonly Segment[];
  /** Blocks of code between fences. */
  readonly fences: number;
}

const MAX_CHARACTERS = 4000;
const MAX_SEGMENTS = 48;
const FENCE = '```';
const MAX_CHATTER = 60;
/** With a capital these begin a sentence, even when the one before has no full stop. */
const OPENERS = new Set('the this these in if when it as there let given suppose consider'.split(' '));
const MIN_WORDS = 3;
/** A run of so many characters without spaces behind words with spaces is a sentence of its own. */
const SENTENCE_CHARACTERS = 6;
/** Courtesies, which ask for nothing. */
const CHATTER =
  /^(?:(?:hi|hello|hey|thanks?(?: you)?(?: so much| a lot| in advance)?|cheers|good (?:morning|evening|afternoon))(?:,? \p{L}+)?|thank you[^.,]*|i hope [^.,?]*|best regards|你好|谢谢|こんにちは|hola|hallo|bonjour|merci|danke|gracias|obrigad[oa])[.!?,。！]*$/u;

/** A tag of markup, which parts what stands before it from what follows, and says nothing. */
const TAG = /<[/!|]?[a-z|][^<>\n]{0,80}>/y;

const BACKSLASH = 0x5c;
const BLANK = 0x20;
const LESS_THAN = 0x3c;
const COLON = 0x3a;
const WIDE_COLON = 0xff1a;
const DASHES = new Set([0x2a, 0x2d, 0x2013, 0x2014, 0x2022]);

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const SPACE = 3;
const END = 4;
const COMMA = 5;
const UNSPACED = 6;
const LINE = 7;
const FORMULA = 8;
const QUESTION = 9;

const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/i.test(character)) return LETTER;
  if (/\d/.test(character)) return DIGIT;
  if (character === '\n') return LINE;
  if (code <= 0x20) return SPACE;
  if (character === '?') return QUESTION;
  if ('.!;'.includes(character)) return END;
  if (',:()'.includes(character)) return COMMA;
  return '=^<>\\'.includes(character) ? FORMULA : OTHER;
});

function kindOf(code: number): number {
  if (code < 128) return ASCII[code] ?? OTHER;
  if (code === 0xff1f) return QUESTION;
  if (code === 0x3002 || code === 0xff01 || code === 0xff1b) return END;
  if (code === 0xff0c || code === 0x3001 || code === 0xff1a) return COMMA;
  if ((code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff)) return UNSPACED;
  if ((code >= 0x2190 && code <= 0x22ff) || code === 0xb2 || code === 0xb3) return FORMULA;
  if (code < 0xc0 || (code >= 0x2000 && code <= 0x2bff) || (code >= 0x3000 && code <= 0x303f) || code >= 0xd800) {
    return OTHER;
  }
  return LETTER;
}

export function readSegments(text: string): Reading {
  const { prose, fences } = withoutFences(withoutAlphabets(bothEnds(text)));
  const folded = fold(prose);
  const aligned = folded.length === prose.length;
  const segments: Segment[] = [];
  const said = new Set<string>();
  let start = 0;
  let part = new Sentence();
  /** Whether the word before is a function word with a capital, as in a title. */
  let titled = false;
  /** What stands between the word before and the next one. */
  let joint: 'colon' | 'dash' | null = null;
  let last = '';
  let stutter = 0;
  const close = (end: number, how: 'ends' | 'asks' | 'introduces'): void => {
    const spelled = folded.slice(start, end).trim();
    if (part.says && !said.has(spelled) && !isChatter(spelled)) segments.push(part.finish(how));
    said.add(spelled);
    start = end + 1;
    if (!part.empty) part = new Sentence();
  };
  for (let at = 0; at < folded.length; at++) {
    const code = folded.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === LETTER || kind === DIGIT) {
      const end = endOfWord(folded, at, kind);
      const meaning = meaningAt(folded, at, end);
      const { word, mark } = meaning;
      // A word all in capitals opens nothing: in shouted text each one is.
      const opened = aligned && isCapital(prose, at) && !isCapital(prose, at + 1);
      stutter = word === last ? stutter + 1 : 0;
      last = word;
      if (part.length >= MIN_WORDS) {
        const labels = opened && folded.charCodeAt(end) === COLON;
        if (joint === 'colon' && mark.asking) close(at - 1, 'introduces');
        else if (joint === 'dash' && mark.asking) close(at - 1, 'ends');
        else if (opened && (labels || OPENERS.has(word) || (mark.asking && !titled))) close(at - 1, 'ends');
      }
      // A word for the third time in a row belongs to nothing.
      if (stutter === 2) {
        part.forget(2);
        close(at - 1, 'ends');
      }
      if (stutter < 2) part.word(meaning, kind === DIGIT);
      titled = opened && mark.binds;
      joint = null;
      at = end - 1;
    } else if (kind === UNSPACED) {
      const end = endOfRun(folded, at);
      if (part.length >= MIN_WORDS && end - at >= SENTENCE_CHARACTERS)
        close(at - 1, joint === 'colon' ? 'introduces' : 'ends');
      part.run(folded.slice(at, end));
      joint = null;
      at = end - 1;
    } else if (code === BACKSLASH) {
      part.formula(code);
      at = endOfCommand(folded, at) - 1;
    } else if (code === LESS_THAN && endOfTag(folded, at) > at) {
      close(at, 'ends');
      at = endOfTag(folded, at) - 1;
      start = at + 1;
    } else if (kind === COMMA) {
      part.comma();
      joint = code === COLON || code === WIDE_COLON ? 'colon' : null;
    } else if (kind === FORMULA) part.formula(code);
    else if (kind === LINE) close(at, 'ends');
    else if (DASHES.has(code)) joint = folded.charCodeAt(at - 1) === BLANK ? 'dash' : joint;
    else if (kind === QUESTION || kind === END) {
      const next = at + 1 < folded.length ? kindOf(folded.charCodeAt(at + 1)) : LINE;
      if (next === SPACE || next === LINE || code >= 128) close(at, kind === QUESTION ? 'asks' : 'ends');
      else if (kind === QUESTION) part.asked();
    }
  }
  close(folded.length, 'ends');
  if (segments.length <= MAX_SEGMENTS) return { segments, fences };
  return { segments: [...segments.slice(0, MAX_SEGMENTS / 2), ...segments.slice(-MAX_SEGMENTS / 2)], fences };
}

function isCapital(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return code >= 0x41 && code <= 0x5a;
  const letter = text.charAt(at);
  return letter !== letter.toLowerCase();
}

const isChatter = (sentence: string): boolean => sentence.length <= MAX_CHATTER && CHATTER.test(sentence);

function endOfWord(text: string, start: number, kind: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const next = kindOf(code);
    if (next === LETTER || next === DIGIT) continue;
    const inner = code === 0x27 || (kind === DIGIT && (code === 0x2c || code === 0x2e));
    const after = inner && at + 1 < text.length ? kindOf(text.charCodeAt(at + 1)) : OTHER;
    if (!(inner && (after === DIGIT || (after === LETTER && code === 0x27)))) break;
  }
  return at;
}

/** A command of TeX is no word, nor is what it names (`\\begin{theorem}`). */
function endOfCommand(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && kindOf(text.charCodeAt(at)) === LETTER) at++;
  const name = text.slice(start + 1, at);
  if (name !== 'begin' && name !== 'end') return at;
  while (at < text.length && kindOf(text.charCodeAt(at)) !== SPACE && kindOf(text.charCodeAt(at)) !== LINE) at++;
  return at;
}

/** Where the tag ends that begins at `start`, or `start` where none does. */
function endOfTag(text: string, start: number): number {
  TAG.lastIndex = start;
  return TAG.test(text) ? TAG.lastIndex : start;
}

function endOfRun(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && kindOf(text.charCodeAt(at)) === UNSPACED) at++;
  return at;
}

/** Letters of the mathematical alphabets name variables; whole words of them are no prose. */
const withoutAlphabets = (text: string): string =>
  text.includes('\ud835') ? text.replace(/[\u{1d400}-\u{1d7ff}]{2,}/gu, '') : text;

function withoutFences(text: string): { prose: string; fences: number } {
  if (!text.includes(FENCE)) return { prose: text, fences: 0 };
  const pieces = text.split(FENCE);
  return { prose: pieces.filter((_, at) => at % 2 === 0).join('\n'), fences: Math.ceil((pieces.length - 1) / 2) };
}

function bothEnds(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  return `${text.slice(0, MAX_CHARACTERS / 2)}\n${text.slice(-MAX_CHARACTERS / 2)}`;
}
