/**
 * Wishes of effort that no rule foresaw, heard by what has been learned of them, sentence by sentence: what else a text
 * says makes none of its sentences more or less of a wish. English. Pure.
 */

import { askedFeatures } from './asked-features.ts';
import type { AskedEffort } from './contract.ts';
import { HeadTable } from './head-table.ts';
import { learned } from './learned.ts';
import { Partings } from './partings.ts';

/**
 * Nothing less likely is heard. By cross-validation over our own texts, most of which are near-misses, a lower bar costs
 * more requests that wish nothing than it hears wishes.
 */
const LEAST_SURE = 0.7;
/** Longer sentences tell stories; those that are not looked at are pasted. */
const MAX_CHARACTERS = 300;
const MAX_SENTENCES = 40;

const SENTENCES = new Partings('.!?;\n…。！？；');
const QUESTION_MARKS = '?？';

/** The first `most` sentences of a text, a question with its mark. */
export function sentencesOf(text: string, most: number): readonly string[] {
  const sentences: string[] = [];
  for (let start = SENTENCES.start(text, 0); start < text.length && sentences.length < most; ) {
    let end = SENTENCES.end(text, start);
    if (end < text.length && QUESTION_MARKS.includes(text.charAt(end))) end++;
    sentences.push(text.slice(start, end));
    start = SENTENCES.start(text, end);
  }
  return sentences;
}

let table: HeadTable | null = null;

/** The surest wish of the text, thought before haste. `text` comes folded, without quotations. */
export function readLearnedAsked(text: string): AskedEffort {
  let asked: AskedEffort = 'none';
  for (const sentence of sentencesOf(text, MAX_SENTENCES)) {
    const features = sentence.length > MAX_CHARACTERS ? null : askedFeatures(sentence);
    if (features === null) continue;
    const head = learned('asked');
    table ??= new HeadTable([head]);
    const read = table.reading().add(features).of(head);
    const of = (label: AskedEffort): number => read[head.labels.indexOf(label)] ?? 0;
    if (of('think') >= LEAST_SURE) return 'think';
    if (of('quick') >= LEAST_SURE) asked = 'quick';
  }
  return asked;
}
