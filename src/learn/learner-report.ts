/** What a learner tells of itself to whoever administers its tenant. Reads the object's books, and changes nothing. */

import type { Arm } from '../route/believed.ts';
import type { BeliefBook } from './belief-book.ts';
import { believed } from './believed.ts';
import { calibration } from './calibration.ts';
import type { ArmReport, BeliefsReport } from './contract.ts';
import { estimates } from './estimates.ts';
import type { Head } from './head.ts';
import type { LessonLog } from './lesson-log.ts';
import { moved } from './moved.ts';
import type { PlaceNames } from './place-names.ts';
import type { RaterBook } from './rater-book.ts';
import type { Standing } from './standing.ts';
import { trialRows, verdictOf } from './trial.ts';

const MOST_ROWS = 3000;
/** Of nobody's request: what is told of an arm is asked of none in particular. */
const NO_FEATURES = { text: '', domains: [], difficulty: 0.5, inputTokens: 100, language: 'en', needs: [] };

interface Books {
  readonly log: LessonLog;
  readonly raters: RaterBook;
  readonly beliefs: BeliefBook;
  readonly head: Head;
}

export function learnerReport(
  { log, raters, beliefs, head }: Books,
  standing: Standing,
  { names, isPublished }: { readonly names: PlaceNames; readonly isPublished: boolean },
): BeliefsReport {
  const { inForce, canary, newest, pausedUntil, merged, why } = standing;
  const rows = log.judged(MOST_ROWS);
  const trial = trialRows(rows, standing);
  const [before, after] = [head.beliefs(inForce, standing), head.beliefs(newest, standing)];
  return {
    ...{ inForce, newest, pausedUntil, isPublished, why, versions: beliefs.versions() },
    canary: canary === null ? null : { version: canary.version, share: canary.share, since: canary.since },
    verdict: verdictOf(rows, standing),
    estimates: estimates(trial),
    calibration: calibration(rows.map(({ row }) => row)),
    counts: { lessons: log.count(), held: log.waiting().held, raters: raters.count(), merged },
    arms: armsOf(standing, log, (arm) => believed(after, newest).expect(arm, '', NO_FEATURES)),
    reroutes: log.reroutes(),
    moved: moved(before, after, names),
  };
}

/** Those of the catalogue, and those that were rated and have left it. */
function armsOf(
  { curriculum }: Standing,
  log: LessonLog,
  expect: (arm: Arm) => Pick<ArmReport, 'evidence' | 'latencyMs' | 'failure'>,
): readonly ArmReport[] {
  const rated = new Map(log.arms().map((each) => [each.arm, each]));
  const arms = new Set([...(curriculum?.arms ?? []).map(({ arm }) => arm), ...rated.keys()]);
  return [...arms].map((arm) => {
    const { evidence, latencyMs, failure } = expect(arm);
    const { lessons = 0, probes = 0 } = rated.get(arm) ?? {};
    return { arm, evidence, latencyMs, failure, lessons, probes };
  });
}
