/**
 * How much a user's word counts, so that nobody moves a tenant's beliefs by shouting. Pure.
 *
 * Beside others who have rated, in the measure in which these have more weight:
 * - what a user says is read against what they say as a rule: their mean error, beyond everybody's, is taken off. Who
 *   calls everything bad says nothing;
 * - who contradicts what is believed counts less, and who calls good what is bad and bad what is good counts nothing. The
 *   coin that each rating is thought to pass is right in a share r of them: 2r - 1 is the slope of what a user says over
 *   what was expected, and that slope, held at 1 until there is evidence, is the user's weight;
 * - all of a user's ratings together weigh at most `MOST_ALONE`, or `MOST_SHARE` of what all others weigh.
 * The same words rated again of the same arm count a quarter, a ninth, ...: ever less, however alone the user is.
 *
 * Who is alone, and a key that names no user (`key:`, the tenant's own server), is believed as it comes, since that is how a
 * tenant measures. The limits: who is the first to rate much is not capped until others have rated as much as `MUCH`, and
 * stays learned; a crowd of made-up users counts `MOST_ALONE` each; a server that relays its users' feedback under a bare
 * key answers for it; and of a user the last `TEXTS_REMEMBERED` texts are known again, as long as no word is changed.
 */

import type { Arm } from '../route/believed.ts';
import { hashOf } from './inputs.ts';

/** What is kept of a user. No word, and no name. JSON. */
export interface Rater {
  /** Of all that they said, by what it counted. */
  readonly weight: number;
  /** Ratings, as far as they have not been forgotten. */
  readonly count: number;
  /** Means: of what was expected, of what they said. */
  readonly expected: number;
  readonly said: number;
  /** Sums: how what was expected varies, and how what they said varies with it. */
  readonly varied: number;
  readonly followed: number;
  /** What they rated of late, the latest last: hashes of text and arm, and how often. */
  readonly texts: readonly (readonly [hash: number, times: number])[];
}

/** What is kept of all of a tenant's users together. JSON. */
export interface Raters {
  readonly weight: number;
  /** Mean error of what everybody says, by what it counted: what all see is no whim of one. */
  readonly error: number;
}

export const NO_RATER: Rater = {
  ...{ weight: 0, count: 0, expected: 0, said: 0 },
  ...{ varied: 0, followed: 0, texts: [] },
};
export const NO_RATERS: Raters = { weight: 0, error: 0 };

export interface Saying {
  /** The whole account is the tenant's own: `key:<id>`. */
  readonly isKey: boolean;
  readonly arm: Arm;
  /** `Features.text`. */
  readonly text: string;
  /** What was said of the arm, 0 to 1; null where it was only compared. */
  readonly value: number | null;
  /** What was believed of it before, 0 to 1. */
  readonly expected: number;
}

export interface Heard {
  /** 0 to 1. */
  readonly weight: number;
  /** What was said, less how the user says things; null as `Saying.value`. */
  readonly value: number | null;
  /** What is to be kept. */
  readonly rater: Rater;
  readonly raters: Raters;
}

/** What one user may weigh whatever others say: some days of anybody's ratings. */
const MOST_ALONE = 20;
/** And beside many others. */
const MOST_SHARE = 0.02;
/** From here on the others are a measure: before, one job or one user may be all that there is. */
const MUCH = 100;

/** Means and sums are over about so many ratings. */
const RATINGS_REMEMBERED = 200;
/** The mean error of so many ratings counts half. */
const MEAN_FIRMNESS = 10;
/** How firmly a user is held to be honest: as the variation of what is expected over some twenty ratings. */
const HONESTY_FIRMNESS = 0.2;
/** Of everybody's errors, by weight. */
const ERRORS_REMEMBERED = 100;

const TEXTS_REMEMBERED = 64;

export function hear(rater: Rater, raters: Raters, said: Saying): Heard {
  const others = Math.max(0, raters.weight - rater.weight);
  const beside = said.isKey || others < MUCH ? 0 : others / (others + rater.weight);
  const hash = hashOf(`${said.arm} ${said.text}`) >>> 8;
  const times = (rater.texts.find(([known]) => known === hash)?.[1] ?? 0) + 1;
  const slope = (HONESTY_FIRMNESS + rater.followed) / (HONESTY_FIRMNESS + rater.varied);
  const trusted = 1 - beside * (1 - Math.max(0, Math.min(1, slope)));
  const room = beside === 0 ? 1 : Math.max(MOST_ALONE, MOST_SHARE * others) - rater.weight;
  const weight = Math.max(0, Math.min(1, room, trusted)) / times ** 2;
  const firm = rater.count / (rater.count + MEAN_FIRMNESS);
  const manner = beside * firm * (rater.said - rater.expected - raters.error);
  const value = said.value === null ? null : Math.max(0, Math.min(1, said.value - manner));
  return { weight, value, ...kept({ rater, raters, said, weight, hash, times }) };
}

interface Saved {
  readonly rater: Rater;
  readonly raters: Raters;
  readonly said: Saying;
  readonly weight: number;
  readonly hash: number;
  readonly times: number;
}

function kept({ rater, raters, said, weight, hash, times }: Saved): Pick<Heard, 'rater' | 'raters'> {
  const texts = [...rater.texts.filter(([known]) => known !== hash), [hash, times] as const].slice(-TEXTS_REMEMBERED);
  const heavier = { ...rater, texts, weight: rater.weight + weight };
  const all = { ...raters, weight: raters.weight + weight };
  if (said.value === null) return { rater: heavier, raters: all };
  const error = said.value - said.expected;
  const pull = weight / Math.min(ERRORS_REMEMBERED, all.weight + 1);
  return {
    rater: withRating(heavier, said.value, said.expected),
    raters: { ...all, error: raters.error + pull * (error - raters.error) },
  };
}

/** Every rating tells of the user, also one that counts nothing. */
function withRating(rater: Rater, value: number, expected: number): Rater {
  const remembered = 1 - 1 / RATINGS_REMEMBERED;
  const count = rater.count * remembered + 1;
  const [offExpected, offSaid] = [expected - rater.expected, value - rater.said];
  const kept = 1 - 1 / count;
  return {
    ...rater,
    count,
    expected: rater.expected + offExpected / count,
    said: rater.said + offSaid / count,
    varied: rater.varied * remembered + kept * offExpected * offExpected,
    followed: rater.followed * remembered + kept * offExpected * offSaid,
  };
}
