/**
 * What learns in the world: the learner's own steps, pure as they are, over books in memory instead of a Durable Object's.
 * A batch judges the beliefs that have not seen it and is learned from; what then follows of the evidence is done.
 */

import { curriculumOf } from '../../../src/curriculum.ts';
import { learnBatch } from '../../../src/learn/batch.ts';
import { EMPTY, type Beliefs as Learned } from '../../../src/learn/beliefs.ts';
import { believed } from '../../../src/learn/believed.ts';
import { nextStep, stepped } from '../../../src/learn/effect.ts';
import type { Judgement } from '../../../src/learn/judgement.ts';
import type { Logged } from '../../../src/learn/lesson-log.ts';
import { hear, NO_RATER, NO_RATERS, type Rater } from '../../../src/learn/raters.ts';
import { decayed } from '../../../src/learn/rebuilt.ts';
import { FIRST_STANDING } from '../../../src/learn/standing.ts';
import { canaryFall, expectedOfCandidate, fallInForce, verdictOf } from '../../../src/learn/trial.ts';
import type { Trusted } from '../../../src/learn/trust.ts';
import type { Lesson } from '../../../src/quota/lesson.ts';
import type { Believed } from '../../../src/route/believed.ts';
import { type UnixMs, unixMs } from '../../../src/unit.ts';
import type { Pupil } from './run.ts';

/** Something that was done with beliefs. */
export interface Effect {
  readonly at: UnixMs;
  readonly kind: 'try' | 'promote' | 'withdraw' | 'fall back';
  readonly version: number;
  readonly why: string;
}

/** CONTRACT §6. */
const BATCH = 50;
/** As the learner's books have it. */
const MOST_ROWS = 3000;

/** `effects` is added to as the run goes on. */
export function pupil(effects: Effect[] = []): Pupil {
  const prior: Learned = EMPTY();
  const versions = new Map<number, Learned>([[0, prior]]);
  const compiled = new Map<number, Believed>();
  let standing = FIRST_STANDING(unixMs(0));
  let held: Logged[] = [];
  let judged: Judgement[] = [];
  let number = 0;
  const raters = new Map<string, Rater>();
  let everybody = NO_RATERS;

  const version = (at: number): Believed => {
    const known = compiled.get(at) ?? believed(versions.get(at) ?? prior, at);
    compiled.set(at, known);
    return known;
  };
  const trust = ({ user, arm, route, features }: Lesson, value: number | null): Trusted => {
    const { reward: expected } = version(standing.newest).expect(arm, route, features);
    const said = { isKey: false, arm, text: features.text, value, expected };
    const heard = hear(raters.get(user) ?? NO_RATER, everybody, said);
    raters.set(user, heard.rater);
    everybody = heard.raters;
    return heard;
  };
  return {
    beliefs: (session) => {
      const { canary, inForce, newest } = standing;
      const decides = canary !== null && placeOf(session) < canary.share ? canary.version : inForce;
      return { inForce: version(decides), newest: version(newest) };
    },
    teach: (policy, lessons, now) => {
      for (const lesson of lessons) held.push({ number: number++, lesson, taught: null, taughtAt: null, judged: null });
      if (held.length < BATCH) return;
      const curriculum = curriculumOf(policy);
      const newest = versions.get(standing.newest) ?? prior;
      const batched = learnBatch(held, {
        newest: decayed({ beliefs: newest, at: standing.decayedAt }, now),
        sides: { inForce: version(standing.inForce), candidate: version(standing.newest) },
        ...{ curriculum, now, trust },
      });
      held = [];
      judged = [...judged, ...batched.lessons.flatMap((each) => each.judged ?? [])].slice(-MOST_ROWS);
      const top = standing.top + 1;
      versions.set(top, batched.newest);
      standing = { ...standing, curriculum, top, newest: top, decayedAt: now };

      const { canary: share } = policy.learning;
      const evidence = verdictOf(judged, standing);
      const seen = { canary: canaryFall(judged, standing), inForce: fallInForce(judged, standing) };
      const step = nextStep(standing, { now, share, evidence, ...seen });
      if (step.kind !== 'stay') {
        effects.push({ at: now, kind: step.kind, version: step.version, why: step.why });
        const again = step.kind === 'fall back' && step.to > 0 ? standing.top + 1 : 0;
        if (step.kind === 'fall back') versions.set(again, versions.get(step.to) ?? prior);
        const reference = expectedOfCandidate(judged, standing);
        standing = stepped(standing, step, { now, share, reference, again });
      }
      const kept = new Set([0, standing.inForce, standing.before, standing.newest, standing.canary?.version ?? 0]);
      for (const old of versions.keys()) if (!kept.has(old)) versions.delete(old);
      for (const old of compiled.keys()) if (!kept.has(old)) compiled.delete(old);
    },
  };
}

/** Where a conversation falls between 0 and 1: the same each time. */
function placeOf(session: string): number {
  let hash = 0x811c9dc5;
  for (const letter of session) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) / 4_294_967_296;
}
