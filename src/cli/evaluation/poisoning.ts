/** What hostile raters do to what was learned from honest ones: by how much APGR moves. */

import { type Figure, figure } from './figure.ts';
import { type RatedRow, shuffled } from './learning-rows.ts';
import { STRONG, type User, WEAK, World } from './learning-world.ts';
import { recoveredGap } from './statistics.ts';

const SEEDS = [0, 1, 2];
const TAUGHT = 1500;
const HOSTILE = 1000;
const EVIL: User = 'user:evil';
const CROWD = 100;

/** Who taught before. */
const HONEST: readonly (readonly [string, (at: number) => User])[] = [
  ['one user', () => 'user:one'],
  ['a key', () => 'key:one'],
  ['150 users', (at) => `user:${at % 150}`],
];

/** The 1,000 ratings of one user: of which prompt, and how much each counts by its kind. */
const ATTACKS: readonly (readonly [string, weight: number, promptOf: (at: number) => number])[] = [
  ['identical ratings of one prompt', 0.5, () => 0],
  ['identical `correct` of one prompt', 1, () => 0],
  ['ratings of as many prompts', 0.5, (at) => at],
  ['`correct` of as many prompts', 1, (at) => at],
];

export function poisonFigures(rows: readonly RatedRow[]): Figure[] {
  return [...attackFigures(rows), ...crowdFigures(rows)];
}

/** The greatest move over the seeds, whichever way. */
function attackFigures(rows: readonly RatedRow[]): Figure[] {
  const most = new Map<string, number>();
  for (const seed of SEEDS) {
    const order = shuffled(rows, seed);
    const [attacked, rest] = [order.slice(TAUGHT, TAUGHT + HOSTILE), order.slice(TAUGHT + HOSTILE)];
    for (const [honest, userOf] of HONEST) {
      const taught = new World();
      for (const [at, row] of order.slice(0, TAUGHT).entries()) taught.teach(row, userOf(at));
      const before = recoveredGap(taught.ranked(rest));
      for (const [attack, weight, promptOf] of ATTACKS) {
        const world = new World(taught);
        for (let at = 0; at < HOSTILE; at++) {
          const row = attacked[promptOf(at)];
          if (row !== undefined) world.rate(row, { user: EVIL, arm: STRONG, value: 0, weight });
        }
        const measure = `moved by 1,000 hostile ${attack}, after ${honest}`;
        const by = Math.abs(recoveredGap(world.ranked(rest)) - before);
        most.set(measure, Math.max(most.get(measure) ?? 0, by));
      }
    }
  }
  return [...most].map(([measure, value]) => plain(measure, value));
}

/** A tenth of a hundred users says the opposite of what is so; and as if those ten had said nothing. */
function crowdFigures(rows: readonly RatedRow[]): Figure[] {
  const gaps = [0, CROWD / 10].map((hostile) => {
    const each = SEEDS.map((seed) => {
      const order = shuffled(rows, seed);
      const world = new World();
      for (const [at, row] of order.slice(0, TAUGHT).entries()) {
        const who = at % CROWD;
        const user: User = `user:${who}`;
        if (who >= CROWD / 10) world.teach(row, user);
        else if (hostile > 0) {
          world.rate(row, { user, arm: STRONG, value: Number(!row.strong), weight: 1 });
          world.rate(row, { user, arm: WEAK, value: Number(!row.weak), weight: 1 });
        }
      }
      return recoveredGap(world.ranked(order.slice(TAUGHT)));
    });
    return each.reduce((sum, gap) => sum + gap, 0) / each.length;
  });
  return [
    plain('mmlu, after 1,500 prompts of 100 users, 10 of them silent', gaps[0] ?? 0),
    plain('mmlu, after 1,500 prompts of 100 users, 10 of them say the opposite', gaps[1] ?? 0),
  ];
}

const plain = (measure: string, value: number): Figure => ({
  ...figure(measure, { value, low: value, high: value, count: TAUGHT }),
  interval: null,
});
