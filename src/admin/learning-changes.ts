/** What becomes of learning: what may be tried, what money and time are worth, and what feedback counts. Pure. */

import type { Explore, Learning } from '../tenant/policy.ts';
import { asText } from './as-text.ts';
import { limitChange, rateOf } from './limit-changes.ts';
import type { Change } from './policy-changes.ts';

export function* learningChanges(before: Learning, after: Learning): Generator<Change, void> {
  if (before.enabled !== after.enabled) {
    const message = after.enabled
      ? 'Requests are kept to be rated, and learned from.'
      : 'Nothing is kept to be rated any more, and nothing learned.';
    yield { kind: after.enabled ? 'added' : 'removed', path: 'learning.enabled', message };
  }
  yield* objectiveChanges(before.objective, after.objective);
  yield* exploreChanges(before.explore, after.explore);
  if (before.canary !== after.canary) {
    const kind = after.canary < before.canary ? 'tightened' : 'loosened';
    const message = `New beliefs decide ${percent(after.canary)} of the conversations at first, and no longer ${percent(before.canary)}.`;
    yield { kind, path: 'learning.canary', message };
  }
  for (const [key, what] of WEIGHTS) {
    const [was, is] = [before.reward[key], after.reward[key]];
    if (was === is) continue;
    const message = `${what} counts ${is}, and no longer ${was}.`;
    yield { kind: 'changed', path: `learning.reward.${key}`, message };
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (TOLD.has(key) || asText(Reflect.get(before, key)) === asText(Reflect.get(after, key))) continue;
    yield { kind: 'changed', path: `learning.${key}`, message: `${key} of learning is changed.` };
  }
}

const TOLD = new Set(['enabled', 'objective', 'explore', 'canary', 'reward']);

const WEIGHTS = [
  ['correct', 'Measured correctness'],
  ['rating', 'A rating'],
  ['switched', 'A switch to another model'],
  ['regenerated', 'An answer that was asked for again'],
  ['abandoned', 'An answer that was left'],
  ['weak', 'What the router sees by itself'],
] as const;

function* objectiveChanges(before: Learning['objective'], after: Learning['objective']): Generator<Change, void> {
  for (const [key, what, more, less] of WORTHS) {
    const [was, is] = [before[key], after[key]];
    if (was === is) continue;
    const effect = is > was ? more : less;
    const message = `${what} must bring a reward of ${is}, and no longer of ${was}: ${effect}.`;
    // Dearer money asks for cheaper answers: what is spent tightens.
    yield { kind: is > was ? 'tightened' : 'loosened', path: `learning.objective.${key}`, message };
  }
}

const WORTHS = [
  ['cost', 'A US dollar', 'cheaper models are preferred more', 'dearer models are preferred more'],
  ['latency', 'A second', 'faster models are preferred more', 'slower models are preferred more'],
] as const;

function* exploreChanges(before: Explore | null, after: Explore | null): Generator<Change, void> {
  const path = 'learning.explore';
  if (before === null && after === null) return;
  if (before === null || after === null) {
    const message =
      after === null
        ? 'No request tries another model any more.'
        : `Of automatic requests ${percent(after.share)} may try another model: ${rateOf(after.limit)}.`;
    yield { kind: after === null ? 'removed' : 'added', path, message };
    return;
  }
  const limit = limitChange(before.limit, after.limit, path, 'what may be tried');
  if (limit !== null) yield limit;
  for (const [key, said] of BOUNDS) {
    const [was, is] = [before[key], after[key]];
    if (was !== is) yield { kind: is < was ? 'tightened' : 'loosened', path: `${path}.${key}`, message: said(is, was) };
  }
}

const BOUNDS = [
  [
    'share',
    (is: number, was: number) =>
      `Of automatic requests ${percent(is)} may try another model, and no longer ${percent(was)}.`,
  ],
  [
    'bound',
    (is: number, was: number) =>
      `What is tried may be expected to be worse than the best choice by ${is}, and no longer by ${was}.`,
  ],
  [
    'probes',
    (is: number, was: number) => `A new model is tried ${is} times before it is judged, and no longer ${was} times.`,
  ],
] as const;

const percent = (share: number): string => `${Number((share * 100).toFixed(4))} %`;
