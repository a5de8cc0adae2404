/**
 * A text as the parts that difficulty is judged by: its sentences, each as folded words, without what nobody says (runs
 * of many words that no function word binds, parts said before, code). One pass over the characters; a long text is read
 * at its two ends. Pure.
 */

import { type Mark, markOf } from './difficulty-words.ts';
import { fold } from './words.ts';

export interface Segment {
  readonly words: readonly string[];
  /** What each word means for difficulty. */
  readonly marks: readonly Mark[];
  /** For each word whether a clause begins with it. */
  readonly opens: readonly boolean[];
  /** The part's Chinese and Japanese characters. */
  readonly unspaced: string;
  readonly question: boolean;
  readonly numbers: number;
  readonly formulas: number;
  readonly clauses: number;
}

interface Reading {
  readonly segments: readonly Segment[];
  /** Blocks of code between fences. */
  readonly fences: number;
}

const MAX_CHARACTERS = 4000;
const MAX_SEGMENTS = 48;
/** So many words in a row without a function word are no sentence. */
const SOUP_WORDS = 6;
const FENCE = '```';
const MAX_CHATTER = 60;
/** With a capital these begin a sentence, even when the one before has no full stop. */
const OPENERS = new Set('the this these in if when it as there let given suppose consider'.split(' '));
const MIN_WORDS = 3;
/** Courtesies, which ask for nothing. */
const CHATTER =
  /^(?:(?:hi|hello|hey|thanks?(?: you)?(?: so much| a lot| in advance)?|cheers|good (?:morning|evening|afternoon))(?:,? \p{L}+)?|thank you[^.,]*|i hope [^.,?]*|best regards|你好|谢谢|こんにちは|hola|hallo|bonjour|merci|danke|gracias|obrigad[oa])[.!?,。！]*$/u;

const BACKSLASH = 0x5c;

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
  const { prose, fences } = withoutFences(bothEnds(text));
  const folded = fold(prose);
  const aligned = folded.length === prose.length;
  const segments: Segment[] = [];
  const said = new Set<string>();
  let start = 0;
  let part = new Part();
  const close = (end: number, question: boolean): void => {
    const spelled = folded.slice(start, end).trim();
    if (part.says && !said.has(spelled) && !isChatter(spelled)) segments.push(part.finish(question));
    said.add(spelled);
    start = end + 1;
    if (!part.empty) part = new Part();
  };
  for (let at = 0; at < folded.length; at++) {
    const code = folded.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === LETTER || kind === DIGIT) {
      const end = endOfWord(folded, at, kind);
      const word = folded.slice(at, end);
      if (aligned && part.length >= MIN_WORDS && isCapital(prose.charCodeAt(at)) && OPENERS.has(word)) {
        close(at - 1, false);
      }
      part.word(word, kind === DIGIT);
      at = end - 1;
    } else if (kind === UNSPACED) {
      const end = endOfRun(folded, at);
      part.run(folded.slice(at, end));
      at = end - 1;
    } else if (code === BACKSLASH) {
      part.formula(code);
      at = endOfCommand(folded, at) - 1;
    } else if (kind === COMMA) part.comma();
    else if (kind === FORMULA) part.formula(code);
    else if (kind === LINE) close(at, false);
    else if (kind === QUESTION || kind === END) {
      const next = at + 1 < folded.length ? kindOf(folded.charCodeAt(at + 1)) : LINE;
      if (next === SPACE || next === LINE || code >= 128) close(at, kind === QUESTION);
      else if (kind === QUESTION) part.asked();
    }
  }
  close(folded.length, false);
  if (segments.length <= MAX_SEGMENTS) return { segments, fences };
  return { segments: [...segments.slice(0, MAX_SEGMENTS / 2), ...segments.slice(-MAX_SEGMENTS / 2)], fences };
}

const isCapital = (code: number): boolean => code >= 0x41 && code <= 0x5a;

const isChatter = (sentence: string): boolean => sentence.length <= MAX_CHATTER && CHATTER.test(sentence);

/** A sentence as it is being read. */
class Part {
  readonly #words: string[] = [];
  readonly #marks: Mark[] = [];
  readonly #opens: boolean[] = [];
  #unspaced = '';
  #numbers = 0;
  #formulas = 0;
  #clauses = 0;
  #opening = true;
  #question = false;
  /** Where the running stretch of words without a function word began. */
  #stretch = 0;
  /** How many words the stretch had that opened the sentence. */
  #firstStretch = -1;

  get length(): number {
    return this.#words.length;
  }

  get empty(): boolean {
    return this.#words.length === 0 && this.#unspaced === '' && this.#formulas === 0;
  }

  /** Whether it says enough to be judged: more than "A", "1" or "ok". */
  get says(): boolean {
    return this.#unspaced.length > 1 || this.#words.length > 1 || (this.#words[0]?.length ?? 0) > 3;
  }

  word(word: string, number: boolean): void {
    if (number) this.#numbers++;
    const mark = markOf(word);
    const bound = mark.binds && !number;
    if (bound) this.#endStretch();
    this.#words.push(word);
    this.#marks.push(mark);
    this.#opens.push(this.#opening);
    this.#opening = false;
    if (bound) this.#stretch = this.#words.length;
  }

  run(characters: string): void {
    this.#unspaced += characters;
    this.#opening = false;
  }

  comma(): void {
    this.#clauses++;
    this.#opening = true;
  }

  asked(): void {
    this.#question = true;
    this.#opening = true;
  }

  /** A sign of a formula counts beside a short name ("x^3 <"), not in a tag or an arrow of prose. */
  formula(code: number): void {
    const before = this.#words.at(-1);
    if (code >= 128 || code === BACKSLASH || (before !== undefined && before.length <= 2)) this.#formulas++;
  }

  finish(question: boolean): Segment {
    this.#endStretch();
    // A run that opens a sentence may be a search query; one that something spoken follows is not.
    const alone = this.#words.length === this.#firstStretch && this.#unspaced === '';
    if (this.#firstStretch >= SOUP_WORDS && !alone) {
      this.#words.splice(0, this.#firstStretch);
      this.#marks.splice(0, this.#firstStretch);
      this.#opens.splice(0, this.#firstStretch);
      if (this.#opens.length > 0) this.#opens[0] = true;
    }
    return {
      words: this.#words,
      marks: this.#marks,
      opens: this.#opens,
      unspaced: this.#unspaced,
      question: question || this.#question,
      numbers: this.#numbers,
      formulas: this.#formulas,
      clauses: this.#clauses,
    };
  }

  #endStretch(): void {
    const length = this.#words.length - this.#stretch;
    if (this.#stretch === 0) {
      if (this.#firstStretch === -1) this.#firstStretch = length;
    } else if (length >= SOUP_WORDS) {
      this.#words.length = this.#stretch;
      this.#marks.length = this.#stretch;
      this.#opens.length = this.#stretch;
    }
  }
}

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

function endOfRun(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && kindOf(text.charCodeAt(at)) === UNSPACED) at++;
  return at;
}

function withoutFences(text: string): { prose: string; fences: number } {
  if (!text.includes(FENCE)) return { prose: text, fences: 0 };
  const pieces = text.split(FENCE);
  return { prose: pieces.filter((_, at) => at % 2 === 0).join('\n'), fences: Math.ceil((pieces.length - 1) / 2) };
}

function bothEnds(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  return `${text.slice(0, MAX_CHARACTERS / 2)}\n${text.slice(-MAX_CHARACTERS / 2)}`;
}
