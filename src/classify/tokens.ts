/**
 * How many tokens a text has, without a tokenizer: a best guess and an upper bound. The guess follows how byte-level BPE
 * vocabularies of today split text (a common word with its space is one token, a rare one several; digits go by three;
 * a Chinese character is about one). Pure.
 */

import { type Tokens, tokens } from '../unit.ts';

/** Tokens that a chat template adds around each message, and once to open the answer. OpenAI counts 3 or 4, and 3. */
export const TOKENS_PER_MESSAGE = 4;
export const TOKENS_PER_PROMPT = 3;
/** A photograph of about 1024 by 1024 pixels: 765 at OpenAI, 1,398 at Anthropic, 258 to 1,120 at Google. */
export const TOKENS_PER_IMAGE = 1000;
/**
 * The most that one image counts: 4,784 at Anthropic (the largest size it does not scale down), 3,779 at OpenAI
 * (gpt-5-nano, 1,536 patches), 2,240 at Google. gpt-4o-mini alone counts up to 48,169 for one.
 */
export const MOST_TOKENS_PER_IMAGE = 5000;

/** A page of a PDF, read as text and as an image: 1,500 to 3,000 at Anthropic. */
const TOKENS_PER_PAGE = 2000;
/** A page that was scanned; one of text alone is a tenth of it. */
const MOST_BYTES_PER_PAGE = 500_000;

/** A longer text is judged by this many evenly spaced samples of it, so that a megabyte costs no more than a page. */
const SAMPLES = 16;
const SAMPLE_CHARACTERS = 2048;

const SPACE = 0;
const LETTER = 1;
const ACCENTED = 2;
const DIGIT = 3;
const OTHER_ALPHABET = 4;
const IDEOGRAPH = 5;
const HANGUL = 6;
const MARK = 7;
const SURROGATE = 8;
const NEWLINE = 9;

const ASCII_KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/i.test(character)) return LETTER;
  if (/\d/.test(character)) return DIGIT;
  if (/[\n\r]/.test(character)) return NEWLINE;
  return code <= 0x20 ? SPACE : MARK;
});

function kindOf(code: number): number {
  if (code < 0x80) return ASCII_KINDS[code] ?? MARK;
  if (code < 0x250) return code < 0xc0 ? MARK : ACCENTED;
  if (code >= 0xac00 && code <= 0xd7a3) return HANGUL;
  if (code >= 0xd800 && code <= 0xdfff) return SURROGATE;
  if ((code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff)) {
    return IDEOGRAPH;
  }
  if ((code >= 0x2000 && code <= 0x2bff) || (code >= 0x3000 && code <= 0x303f) || code >= 0xfe30) return MARK;
  return OTHER_ALPHABET;
}

/** The best guess at a text's tokens, within about a fifth for prose and code; not a bound. */
export function estimateTokens(text: string): Tokens {
  if (text.length <= SAMPLES * SAMPLE_CHARACTERS) return tokens(Math.round(guess(text)));
  const step = (text.length - SAMPLE_CHARACTERS) / (SAMPLES - 1);
  let sum = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const start = Math.floor(i * step);
    sum += guess(text.slice(start, start + SAMPLE_CHARACTERS));
  }
  return tokens(Math.round((sum * text.length) / (SAMPLES * SAMPLE_CHARACTERS)));
}

/** The least that a document of so many bytes has: a guess that is too high would keep it from models which can read it. */
export function documentTokens(bytes: number): Tokens {
  return tokens(TOKENS_PER_PAGE * Math.max(1, Math.ceil(bytes / MOST_BYTES_PER_PAGE)));
}

/**
 * Never below what a provider counts: a byte-level BPE makes no more tokens than bytes. `bytes` are those of the
 * messages as JSON, whose framing is longer than the tokens that a chat template puts around each.
 */
export function boundTokens(bytes: number, images: number): Tokens {
  return tokens(bytes + images * MOST_TOKENS_PER_IMAGE);
}

function guess(text: string): number {
  let sum = 0;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const kind = kindOf(text.charCodeAt(at));
    let accents = kind === ACCENTED ? 1 : 0;
    let humps = 0;
    at++;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const next = kindOf(code);
      const inWord = (kind === LETTER || kind === ACCENTED) && (next === LETTER || next === ACCENTED);
      if (next !== kind && !inWord) break;
      if (next === ACCENTED) accents++;
      if (next === LETTER && code <= 0x5a && text.charCodeAt(at - 1) >= 0x61) humps++;
    }
    sum += runTokens(kind, at - start, accents, humps);
  }
  return sum;
}

/** Tokens of one run of characters of a kind. `humps` are the capitals inside a camelCase name. */
function runTokens(kind: number, length: number, accents: number, humps: number): number {
  switch (kind) {
    case LETTER:
    case ACCENTED:
      // Most words up to 7 letters are one token with the space before them; beyond that, about one for 4 letters more.
      return 1 + humps + 0.5 * accents + (humps === 0 ? Math.max(0, length - 7) / 4 : 0);
    case DIGIT:
      return Math.ceil(length / 3);
    case SPACE:
      // A single space belongs to the word after it; an indentation is one token whatever its width.
      return length === 1 ? 0.05 : 1;
    case NEWLINE:
      return 0.8;
    case IDEOGRAPH:
      return 0.85 * length;
    case HANGUL:
      return 0.7 * length;
    case SURROGATE:
      return 1.25 * length;
    case OTHER_ALPHABET:
      return Math.max(1, length / 2.5);
    default:
      return Math.max(0.9, length / 2.5);
  }
}
