/**
 * One run of the world: users ask, the router decides by what it believes, models answer as the world has it, some users say
 * something of it, later, and the learner is told. What decides and what learns is the product's own; here are only the
 * users, the models and the clock. The same seed gives the same run.
 */

import type { Lesson } from '../../../src/quota/lesson.ts';
import { type Arm, armOf, type Beliefs } from '../../../src/route/believed.ts';
import { propose } from '../../../src/route/propose.ts';
import type { Policy } from '../../../src/tenant/policy.ts';
import { isNonEmpty, type UnixMs, unixMs } from '../../../src/unit.ts';
import { type Random, seededRandom } from '../../support/random.ts';
import { armsOf, bestOf, costOf, type Phase, satisfaction } from './catalogue.ts';
import { curiosity } from './curiosity.ts';
import { nextAsk } from './groups.ts';
import { type Answered, lessonOf } from './lesson.ts';
import type { Row } from './measures.ts';
import { worldPolicy } from './policy.ts';
import { reader } from './reading.ts';
import { feedbackOf, type User, usersOf } from './users.ts';

/** What learns. */
export interface Pupil {
  /** What is believed for a conversation. */
  readonly beliefs: (session: string) => Beliefs;
  /** Lessons come few by few, as accounts send them. */
  readonly teach: (policy: Policy, lessons: readonly Lesson[], now: UnixMs) => void | Promise<void>;
}

export interface WorldOptions {
  readonly seed: number;
  readonly requests: number;
  readonly usersPerGroup: number;
  /** Of the users. */
  readonly hostile: number;
}

export interface Run {
  /** The automatic requests, in order. */
  readonly rows: readonly Row[];
  /** How often each arm was tried. */
  readonly tried: ReadonlyMap<Arm, number>;
  /** Dollars spent on trials, in the dearest window of the policy's limit. */
  readonly dearestWindow: number;
}

const STARTED = unixMs(Date.UTC(2026, 0, 5));
/** Two thousand requests a day. */
const STEP_MS = 43_200;
/** Of the requests, those that name a model; and among those, the ones by somebody who only tries what is there. */
const NAMED = 0.1;
const WANDERING = 0.5;
/** Feedback comes after so many other requests at most. */
const LATE = 30;

export async function runWorld({ seed, requests, usersPerGroup, hostile }: WorldOptions, pupil: Pupil): Promise<Run> {
  const [who, asks, answers, draws] = streamsOf(seed);
  const users = usersOf(usersPerGroup, hostile);
  if (!isNonEmpty(users)) throw new Error('There are users.');
  const [alone, joined] = [worldPolicy(), worldPolicy({ joined: true })];
  const read = reader(alone);
  const curious = curiosity(alone);
  const rows: Row[] = [];
  const tried = new Map<Arm, number>();
  const late = new Map<number, Lesson[]>();

  for (let at = 0; at < requests; at++) {
    const now = unixMs(STARTED + at * STEP_MS);
    const phase: Phase = at < requests / 2 ? 'first' : at < 0.75 * requests ? 'drifted' : 'joined';
    const policy = phase === 'joined' ? joined : alone;
    const user = who.pick(users);
    const text = nextAsk(user.group, asks);
    const named = asks.chance(NAMED) ? modelNamed(user, phase, asks) : null;
    const reading = await read(text);
    const { ask, signals, features, classification } = reading;
    const beliefs = pupil.beliefs(`${user.name} ${text}`);
    const proposal = propose({
      ...{ id: `dec_${at}`, signals, classification, policy, entitled: null, unusable: () => null, lacks: () => [] },
      ask: named === null ? ask : { ...ask, model: { kind: 'model', name: named } },
      consulted: { beliefs, features, random: named === null ? draws.next() : null },
    });
    const { rung, explored } = curious.admit(proposal, now);
    const { effort, candidates } = rung;
    const arm = armOf(candidates[0].model, effort);
    const cost = costOf(arm) * (0.5 + answers.next());
    if (explored) {
      curious.spend(cost, now);
      tried.set(arm, (tried.get(arm) ?? 0) + 1);
    }
    const answered: Answered = { proposal, reading, policy, arm, effort, explored, cost, at: now };
    if (named === null) rows.push(rowOf(user, phase, answered, beliefs.inForce.version));

    const satisfied = answers.chance(satisfaction(user.group.name, arm, phase));
    const feedback = feedbackOf(user, satisfied, phase, answers);
    if (feedback !== null) {
      const due = at + who.whole(1, LATE);
      late.set(due, [...(late.get(due) ?? []), lessonOf(user, answered, feedback)]);
    }
    const told = late.get(at);
    if (told !== undefined) await pupil.teach(policy, told, now);
    late.delete(at);
  }
  return { rows, tried, dearestWindow: curious.dearest() };
}

const streamsOf = (seed: number): [Random, Random, Random, Random] => [
  seededRandom(seed),
  seededRandom(1000 + seed),
  seededRandom(2000 + seed),
  seededRandom(3000 + seed),
];

/** Half of those who name a model want what they found good, the others wonder what it is like. */
function modelNamed({ group }: User, phase: Phase, random: Random): string {
  if (!random.chance(WANDERING)) return bestOf(group.name, phase).replace(/@.*/, '');
  const [first = 'atlas@instant', ...rest] = armsOf(group.name, phase);
  return random.pick([first, ...rest]).replace(/@.*/, '');
}

function rowOf({ group }: User, phase: Phase, { proposal, arm, explored, cost }: Answered, version: number): Row {
  // The best by what was believed comes first.
  const [best, ...others] = proposal.choice?.arms ?? [];
  const taken = [best, ...others].find((each) => each?.arm === arm);
  return {
    ...{ group: group.name, phase, arm, explored, cost, version, best: bestOf(group.name, phase) },
    shortfall: best === undefined || taken === undefined ? null : best.value - taken.value,
  };
}
