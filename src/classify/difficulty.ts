/**
 * How much thought a request needs, 0 to 1, read off its words. A category is not a difficulty ("category is not
 * difficulty", FIELD): what is asked for (a proof, a diagnosis, a design) counts beside what it is about. Only such
 * evidence, found in the parts that ask, lifts a request over the threshold of thinking. Its extent (words, clauses) is
 * evidence too, but only orders requests on either side of it: padding makes nothing hard. Pure.
 */

import { FIELD_COUNT, FORMULA_FIELD, type Mark } from './difficulty-words.ts';
import { easyTask, isMereAsk } from './easy-tasks.ts';
import { readSegments } from './segments.ts';
import type { Segment } from './sentence.ts';
import { fieldWordsUnspaced, taskUnspaced } from './unspaced-words.ts';

/** Where thinking begins. Evidence below it scores below it, whatever the extent. */
const THRESHOLD = 0.6;
const BASE = 0.05;
/** How heavy a field weighs by the number of its words in an ask: one may be a turn of phrase, three are a subject. */
const FIELD_WEIGHTS = [0, 0.3, 0.5, 0.56] as const;
/** So many words of a field around an ask count as one more in it. */
const CONTEXT_WORDS = 2;
/** An easy task stays easy, however learned its text. */
const EASY_SHARE = 0.5;

/** Where nothing is asked, words of task and field stay below the threshold. */
const MOST_UNASKED = 0.5;

const CONDITION_WEIGHT = 0.07;
const QUANTITY_WEIGHT = 0.05;
/** One or two quantities are in any question. */
const USUAL_QUANTITIES = 2;
const CODE_WEIGHT = 0.15;
/** What conditions, quantities and code can weigh together. */
const MOST_SHAPE = 0.3;

/** How evidence and extent share a score below the threshold; together less than the threshold. */
const EVIDENCE_SHARE = 0.15;
const EXTENT_SHARE = 0.48;
const EXTENT_SHARE_ABOVE = 0.2;
const CLAUSE_WORDS = 2;
/** Shorter asks have no extent; beyond the longest it grows no more. */
const SHORT_WORDS = 3;
const LONG_WORDS = 270;
const MIN_ASK_WORDS = 3;
/** Characters that a Chinese or Japanese word has, about. */
const UNSPACED_WORD = 2;
const QUESTION_WORD = /^(?:wh(?:at|o|ere|en|ich|ose)(?:'?s)?|how|que|cual|quien|was|wer|wo|wann|quel|quelle|qual)$/;

/** A turn of at most so many words that is no chatter ("why?", "and for n = 4?") is about what the turn before it was. */
const ELLIPTICAL_WORDS = 4;
const MAX_ELLIPTICAL_CHARACTERS = 80;
const INHERITED_SHARE = 0.8;

/** `latest` is the text of the latest user turn, `previous` that of the one before. Between 0 and 1. */
export function readDifficulty(latest: string, previous: string | null): number {
  const own = difficultyOf(latest);
  if (previous === null || !isElliptical(latest)) return own;
  return Math.max(own, round(INHERITED_SHARE * difficultyOf(previous)));
}

function isElliptical(latest: string): boolean {
  const said = latest.trim();
  if (said.length > MAX_ELLIPTICAL_CHARACTERS) return false;
  return said.split(/\s+/u).length <= ELLIPTICAL_WORDS && readSegments(said).segments.length > 0;
}

/** What one part of the text says. */
interface Part {
  readonly asks: boolean;
  readonly introduces: boolean;
  /** Opens with a question word. */
  readonly wonders: boolean;
  readonly easy: boolean;
  readonly task: number;
  /** How many different words of each field. */
  readonly fields: Uint8Array;
  readonly formulas: number;
  readonly conditions: number;
  readonly quantities: number;
  readonly words: number;
  readonly clauses: number;
}

function difficultyOf(text: string): number {
  const { evidence, extent } = weigh(text);
  const score =
    evidence < THRESHOLD
      ? EVIDENCE_SHARE * evidence + EXTENT_SHARE * extent
      : evidence + (1 - evidence) * EXTENT_SHARE_ABOVE * extent;
  return round(score);
}

function weigh(text: string): { evidence: number; extent: number } {
  const { segments, fences } = readSegments(text);
  const parts = settleColons(segments.map(read));
  const asking = parts.filter(({ asks }) => asks);
  const asked = asking.length === 0 ? parts : asking;
  const easy = asked.some((part) => part.easy);
  // What stands behind the last ask is no premise of it.
  const upToLastAsk = asking.length === 0 ? parts : parts.slice(0, parts.findLastIndex(({ asks }) => asks) + 1);
  const around = fieldsOf(upToLastAsk);
  const shape = easy ? 0 : shapeOf(upToLastAsk, fences);
  // Of several asks the easiest counts: hard ones that are hung onto an easy one, however many, lift nothing.
  const hard = asked.length === 0 ? 0 : Math.min(...asked.map((part) => hardness(part, around, shape)));
  const evidence = 1 - (1 - BASE) * (1 - hard);
  const words = sum(parts, ({ words, clauses }) => words + CLAUSE_WORDS * clauses);
  const extent = Math.log(Math.max(1, words / SHORT_WORDS)) / Math.log(LONG_WORDS / SHORT_WORDS);
  const share = easy ? EASY_SHARE : 1;
  return { evidence: share * evidence, extent: share * Math.min(1, extent) };
}

/**
 * What is asked behind a colon is the ask ("tell me: …"), unless it is the text of an easy task ("translate: …"). A
 * question before it stays one.
 */
function settleColons(parts: readonly Part[]): Part[] {
  return parts.map((part, at) => {
    const before = parts[at - 1];
    const isText = before?.introduces === true && before.easy;
    return isText || (part.introduces && !part.easy && !part.wonders) ? { ...part, asks: false } : part;
  });
}

function read(segment: Segment): Part {
  const { words, marks, opens, unspaced, formulas, clauses } = segment;
  const fields = new Uint8Array(FIELD_COUNT);
  const seen: Mark[] = [];
  let task = 0;
  let conditions = 0;
  let quantities = segment.numbers;
  let asks = segment.question && (words.length > 0 || formulas > 0);
  const take = (mark: Mark): void => {
    task = Math.max(task, mark.task);
    if (mark.condition) conditions++;
    if (mark.quantity) quantities++;
    if (mark.fields.length === 0 || seen.includes(mark)) return;
    seen.push(mark);
    for (const field of mark.fields) fields[field] = (fields[field] ?? 0) + 1;
  };
  for (let at = 0; at < marks.length; at++) {
    const mark = marks[at];
    if (mark === undefined || !mark.says) continue;
    take(mark);
    asks ||= mark.asking && opens[at] === true;
    for (const { rest, meaning } of mark.phrases) {
      if (rest.every((word, ahead) => words[at + 1 + ahead] === word)) take(meaning);
    }
  }
  // A few characters among many Latin words are a name or a scrap.
  const spoken = unspaced.length >= words.length ? unspaced : '';
  if (spoken !== '') {
    task = Math.max(task, taskUnspaced(spoken));
    fields[FORMULA_FIELD] = Math.max(fields[FORMULA_FIELD] ?? 0, fieldWordsUnspaced(spoken));
  }
  asks = (asks && (segment.question || words.length >= MIN_ASK_WORDS) && !isMereAsk(words)) || spoken !== '';
  const easy = asks && easyTask(words, spoken, task);
  return {
    asks,
    introduces: segment.introduces,
    wonders: QUESTION_WORD.test(words[0] ?? ''),
    easy,
    task,
    fields,
    formulas,
    conditions,
    quantities,
    words: words.length + unspaced.length / UNSPACED_WORD,
    clauses,
  };
}

/** Conditions make a task harder; without one they are only words. */
function hardness(part: Part, around: Uint8Array, shape: number): number {
  const hard = 1 - (1 - part.task) * (1 - fieldWeight(part, around)) * (1 - (part.task > 0 ? shape : 0));
  return part.asks ? hard : Math.min(MOST_UNASKED, hard);
}

/** The field that most words of an ask belong to. What stands around the ask adds to a field that the ask itself names. */
function fieldWeight({ fields, formulas, task }: Part, around: Uint8Array): number {
  let most = 0;
  for (let field = 0; field < FIELD_COUNT; field++) {
    let count = fields[field] ?? 0;
    if (field === FORMULA_FIELD) count += Math.min(formulas, count > 0 ? 2 : 1);
    if ((count > 0 || task > 0) && (around[field] ?? 0) >= CONTEXT_WORDS + (fields[field] ?? 0)) count++;
    most = Math.max(most, count);
  }
  return FIELD_WEIGHTS[Math.min(most, FIELD_WEIGHTS.length - 1)] ?? 0;
}

function fieldsOf(parts: readonly Part[]): Uint8Array {
  const total = new Uint8Array(FIELD_COUNT);
  for (const { fields } of parts) {
    for (let field = 0; field < FIELD_COUNT; field++) total[field] = (total[field] ?? 0) + (fields[field] ?? 0);
  }
  return total;
}

/** Conditions to keep at once, quantities to carry along, code to read. */
function shapeOf(parts: readonly Part[], fences: number): number {
  const conditions = CONDITION_WEIGHT * sum(parts, (part) => part.conditions);
  const quantities = QUANTITY_WEIGHT * Math.max(0, sum(parts, (part) => part.quantities) - USUAL_QUANTITIES);
  return Math.min(MOST_SHAPE, conditions + quantities + (fences > 0 ? CODE_WEIGHT : 0));
}

function sum(parts: readonly Part[], amountOf: (part: Part) => number): number {
  let total = 0;
  for (const part of parts) total += amountOf(part);
  return total;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
