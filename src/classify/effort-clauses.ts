/**
 * Requests for thought or for haste that no idiom foresaw ("sit on it as long as you have to", "low effort is fine"): a
 * clause that is made of nothing but words of effort and words that go with anything. A single word of a subject ("a
 * quick recipe", "think hard about buying") makes it something else. English only. Pure; words come folded.
 */

import type { AskedEffort } from './contract.ts';
import { EFFORT_WORDS } from './effort-words.ts';
import { Partings } from './partings.ts';

/** Longer clauses tell stories. */
const MAX_WORDS = 18;

/** What stands behind words that are only told of: "think hard is what my dad said". */
export const TOLD_BEHIND = /^[^.!?\n]{0,60}\s(?:is|was) what\s|^[,!]?\s*(?:said|says|told|sagte|dit|dijo|disse)\s/u;

const CLAUSES = new Partings('.!?;:,…—–\n()');
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}_'-]*/gu;

/** What the clauses of a text say together: the first that asks for thought wins, then the first that asks for haste. */
export function readEffortClauses(text: string): AskedEffort {
  let asked: AskedEffort = 'none';
  let end = 0;
  for (let start = CLAUSES.start(text, 0); start < text.length; start = CLAUSES.start(text, end)) {
    end = CLAUSES.end(text, start);
    const said = end - start > MAX_WORDS * 8 ? 'none' : readClause(text.slice(start, end));
    if (said === 'none' || TOLD_BEHIND.test(text.slice(end))) continue;
    if (said === 'think') return 'think';
    asked = 'quick';
  }
  return asked;
}

const { slow, fast, plain, negations, tells, addresses } = EFFORT_WORDS;

function readClause(clause: string): AskedEffort {
  let balance = 0;
  let sign = 1;
  const words: string[] = [];
  WORD.lastIndex = 0;
  for (let found = WORD.exec(clause); found !== null; found = WORD.exec(clause)) {
    const word = found[0];
    words.push(word);
    if (negations.has(word)) sign = -sign;
    else if (slow.has(word)) balance += sign;
    // Haste that is declined asks for nothing.
    else if (fast.has(word)) balance -= sign > 0 ? 1 : 0;
    else if (!plain.has(word) && !/^\d+$/.test(word)) return 'none';
  }
  if (balance === 0 || words.length > MAX_WORDS) return 'none';
  const said = words.join(' ');
  if (tells.test(said) || !addresses.test(said)) return 'none';
  return balance > 0 ? 'think' : 'quick';
}
