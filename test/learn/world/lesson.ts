/** What the account would tell the learner of an answer that was rated. */

import type { Feedback, Lesson } from '../../../src/quota/lesson.ts';
import { type Arm, armOf } from '../../../src/route/believed.ts';
import type { Proposal } from '../../../src/route/decision.ts';
import type { Policy } from '../../../src/tenant/policy.ts';
import { microDollars, type UnixMs } from '../../../src/unit.ts';
import type { Effort } from '../../../src/wire/ask.ts';
import type { Reading } from './reading.ts';
import type { User } from './users.ts';

export interface Answered {
  readonly proposal: Proposal;
  readonly reading: Reading;
  readonly policy: Policy;
  readonly arm: Arm;
  readonly effort: Effort;
  /** It was tried, and the account let it be. */
  readonly explored: boolean;
  /** In USD. */
  readonly cost: number;
  readonly at: UnixMs;
}

export function lessonOf({ name }: User, answered: Answered, feedback: Feedback): Lesson {
  const { proposal, reading, policy, arm, effort, explored, cost, at } = answered;
  const { choice, outlook, pinned } = proposal;
  const { switchedTo } = feedback;
  return {
    decision: proposal.id,
    seq: 1,
    at,
    user: name,
    route: proposal.route,
    arm,
    effort,
    features: reading.features,
    fingerprint: reading.ask.turns.map(({ text }) => text).join(' '),
    firstContentMs: null,
    failed: false,
    observed: {},
    policyVersion: policy.version,
    beliefs: outlook?.beliefs,
    // How likely a choice was says nothing of what stood in for it.
    choice: choice && {
      ...{ ...choice, explored, propensity: explored === choice.explored ? choice.propensity : null },
      ...(choice.explored && !explored ? { unpaid: true as const } : {}),
    },
    explicit: pinned,
    cost: microDollars(Math.round(cost * 1_000_000)),
    feedback,
    ...(switchedTo === undefined ? {} : { switched: { arm: armOf(switchedTo, effort) } }),
  };
}
