/**
 * Beliefs as the learner comes to them, without its object: who rates is weighed (`raters.ts`) against the beliefs that were
 * published last, and these are published after every fifty rewards.
 */

import { type Beliefs, EMPTY, learn } from '../../learn/beliefs.ts';
import { believed } from '../../learn/believed.ts';
import { hear, NO_RATER, NO_RATERS, type Rater, type Raters } from '../../learn/raters.ts';
import type { Arm, Believed } from '../../route/believed.ts';
import type { RatedRow } from './learning-rows.ts';
import type { Outcome } from './statistics.ts';

export const STRONG: Arm = 'deep@thinking';
export const WEAK: Arm = 'fast@instant';

/** Of new rewards, between one publication and the next. */
const BATCH = 50;

/** As an account is named: `user:<name>`, or `key:<id>`. */
export type User = `user:${string}` | `key:${string}`;

export interface Rating {
  readonly user: User;
  readonly arm: Arm;
  /** 0 to 1. */
  readonly value: number;
  /** By its kind: 1 for measured correctness. */
  readonly weight: number;
}

export class World {
  #beliefs: Beliefs;
  #raters: Raters;
  readonly #known: Map<User, Rater>;
  #published: Believed;
  #count = 0;

  constructor(of: World | null = null) {
    this.#beliefs = of === null ? EMPTY() : of.#beliefs;
    this.#raters = of === null ? NO_RATERS : of.#raters;
    this.#known = of === null ? new Map() : new Map(of.#known);
    this.#published = believed(this.#beliefs, 0);
  }

  rate({ seen }: RatedRow, { user, arm, value, weight }: Rating): void {
    if (this.#count++ % BATCH === 0) this.#published = believed(this.#beliefs, this.#count);
    const expected = this.#published.expect(arm, seen.route, seen.features).reward;
    const said = { isKey: user.startsWith('key:'), arm, text: seen.features.text, value, expected };
    const heard = hear(this.#known.get(user) ?? NO_RATER, this.#raters, said);
    this.#known.set(user, heard.rater);
    this.#raters = heard.raters;
    this.#beliefs = learn(
      this.#beliefs,
      { kind: 'value', arm, value: heard.value ?? value },
      seen,
      weight * heard.weight,
    );
  }

  /** What both models made of the prompt, rated as it was. */
  teach(row: RatedRow, user: User): void {
    this.rate(row, { user, arm: STRONG, value: Number(row.strong), weight: 1 });
    this.rate(row, { user, arm: WEAK, value: Number(row.weak), weight: 1 });
  }

  /** Ranked by what the strong model is expected to gain. */
  ranked(rows: readonly RatedRow[]): Outcome[] {
    const { expect } = believed(this.#beliefs, 0);
    return rows.map(({ seen: { route, features }, weak, strong }) => ({
      ...{ weak, strong },
      score: expect(STRONG, route, features).reward - expect(WEAK, route, features).reward,
    }));
  }
}
