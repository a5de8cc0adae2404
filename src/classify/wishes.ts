/**
 * What the heads of actions, commerce and needs make of the same words, read in one pass over them: a head alone would
 * look up each of some four hundred features again. Pure.
 */

import { Head, softmax } from './heads.ts';
import { learned } from './learned.ts';
import type { Want } from './want.ts';

/** Probabilities by label, each adding up to one. */
export interface Wishes {
  readonly actions: ReadonlyMap<string, number>;
  readonly intents: ReadonlyMap<string, number>;
  readonly needs: ReadonlyMap<string, number>;
}

let joined: Head | null = null;

export function readWishes({ subject, cues }: Want): Wishes {
  const [actions, commerce, needs] = [learned('actions'), learned('commerce'), learned('needs')];
  joined ??= Head.joined([actions, commerce, needs]);
  const scores = joined.logits(subject, cues);
  let at = 0;
  const take = ({ labels }: Head): ReadonlyMap<string, number> => {
    const part = softmax(scores.subarray(at, at + labels.length), 1);
    at += labels.length;
    return new Map(labels.map((label, place) => [label, part[place] ?? 0]));
  };
  return { actions: take(actions), intents: take(commerce), needs: take(needs) };
}
