/**
 * The part of a conversation that a model classifier is shown: what user and assistant said last, each long message
 * without its middle, within a budget of tokens. People say what they want at the two ends. Pure; the work is bounded
 * however long a message is.
 */

import type { Turn } from '../wire/ask.ts';
import { estimateTokens } from './tokens.ts';

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** Older messages say nothing of the latest intent that these do not. */
export const MAX_MESSAGES = 16;
/** Of what is kept of a long text this share is its head, and the rest its tail. */
const HEAD_SHARE = 0.6;
/** Stands where the middle of a text was. */
const GAP = ' … ';
/** Of `{"role":"assistant","content":}` and the comma behind it; a chat template takes fewer. */
export const FRAMING_TOKENS = 12;
/** A message that would get fewer tokens than this is left out, and all before it. */
const LEAST_TOKENS = 32;
/** A message may take this share of what newer ones left: none, the last included, crowds out its context. */
const SHARE_OF_REST = 0.5;
/** A text is cut to this many characters a token before it is measured: hardly any text has more. */
const MOST_CHARACTERS_PER_TOKEN = 8;
/** Each try keeps a tenth less than the estimate asks for, since ends may be denser than the middle was. */
const CAUTION = 0.9;

/**
 * The last messages of `turns`, oldest first, in at most `budget` estimated tokens, their framing included. System, tool
 * and empty messages are left out. `encode` is what will be done to a message's text before a model reads it: the
 * encoded text is what is measured.
 */
export function recentMessages(
  turns: readonly Turn[],
  budget: number,
  encode: (text: string) => string = JSON.stringify,
): readonly Message[] {
  const said: Message[] = [];
  for (let at = turns.length - 1; at >= 0 && said.length < MAX_MESSAGES; at--) {
    const turn = turns[at];
    if (turn === undefined || turn.text.trim() === '') continue;
    if (turn.role === 'user' || turn.role === 'assistant') said.push({ role: turn.role, content: turn.text });
  }
  const kept: Message[] = [];
  let left = budget;
  for (const { role, content } of said) {
    const share = Math.floor(left * SHARE_OF_REST) - FRAMING_TOKENS;
    if (share < LEAST_TOKENS) break;
    const trimmed = trimToTokens(content, share, encode);
    kept.push({ role, content: trimmed });
    left -= estimateTokens(encode(trimmed)) + FRAMING_TOKENS;
  }
  return kept.reverse();
}

/** `text` in at most `most` estimated tokens once it is encoded, its middle left out where it has more. */
export function trimToTokens(text: string, most: number, encode: (text: string) => string = (same) => same): string {
  let kept = trimMiddle(text, most * MOST_CHARACTERS_PER_TOKEN);
  for (;;) {
    const count = estimateTokens(encode(kept));
    if (count <= most || kept.length <= GAP.length) return kept;
    kept = trimMiddle(text, Math.floor(kept.length * Math.min(CAUTION, (CAUTION * most) / count)));
  }
}

/** The two ends of a text longer than `characters`, in that many at most; no character is cut in two. */
export function trimMiddle(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const room = Math.max(0, characters - GAP.length);
  const head = Math.ceil(room * HEAD_SHARE);
  const tail = room - head;
  const first = text.slice(0, head).replace(/[\uD800-\uDBFF]$/, '');
  const last = text.slice(text.length - tail).replace(/^[\uDC00-\uDFFF]/, '');
  return `${first}${GAP}${last}`;
}
