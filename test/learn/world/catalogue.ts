/**
 * The models of the simulated world: what each asks for its tokens, and how often it really satisfies each group. Nobody but
 * the world knows the latter. Every group has another model and effort that is worth most to it; half way `cedar` silently
 * gets worse and three groups find another best; at three quarters two newcomers join, of which one is good for nothing.
 */

import { type Arm, armOf } from '../../../src/route/believed.ts';
import { GROUPS, type Speech } from './groups.ts';

/** USD per million tokens of output; input costs an eighth. */
export const PRICES = { atlas: 1, birch: 2, cedar: 4, delta: 8, ember: 3 } as const;
export const NEWCOMERS = { fresh: 2.5, stale: 6 } as const;

export type ModelName = keyof typeof PRICES | keyof typeof NEWCOMERS;
export type GroupName = (typeof GROUPS)[number]['name'];
type WorldArm = `${ModelName}@${'instant' | 'thinking'}`;

/** Who may answer on each route, in the order of the policy. Newcomers stand behind them on every route. */
export const LISTS: Readonly<Record<Speech['route'], Readonly<Record<'instant' | 'thinking', readonly ModelName[]>>>> =
  {
    technical: { instant: ['atlas', 'delta', 'ember'], thinking: ['atlas', 'cedar', 'delta'] },
    professional: { instant: ['atlas', 'delta', 'ember'], thinking: ['atlas', 'birch'] },
    leisure: { instant: ['atlas', 'birch', 'cedar'], thinking: ['atlas', 'ember'] },
    culture: { instant: ['atlas', 'birch', 'cedar', 'ember'], thinking: ['atlas', 'birch'] },
    desk: { instant: ['atlas', 'birch', 'ember'], thinking: ['atlas', 'ember'] },
  };

/** What the policy says that money is worth, in reward a USD. */
export const LAMBDA = 10;

/** Tokens of a request, and of an answer at each effort. */
const INPUT_TOKENS = 60;
const OUTPUT_TOKENS = { instant: 500, thinking: 2000 } as const;

/** The phases of a run, in order. */
export type Phase = 'first' | 'drifted' | 'joined';

type Best = Readonly<Record<GroupName, readonly [arm: WorldArm, satisfied: number]>>;

const BEST: Best = {
  developers: ['cedar@thinking', 0.93],
  mathematicians: ['delta@thinking', 0.98],
  lawyers: ['delta@instant', 0.92],
  clinicians: ['birch@thinking', 0.92],
  cooks: ['birch@instant', 0.9],
  travellers: ['atlas@instant', 0.88],
  novelists: ['cedar@instant', 0.91],
  historians: ['atlas@thinking', 0.9],
  analysts: ['ember@instant', 0.91],
  helpdesk: ['ember@thinking', 0.92],
};

/** What is best from half way on, where that changes; who was best before falls to what any model gives. */
const LATER: Partial<Best> = {
  developers: ['delta@instant', 0.93],
  novelists: ['birch@instant', 0.9],
  historians: ['ember@instant', 0.9],
};

/** Whom the good newcomer serves better than anybody. */
const JOINED: Partial<Best> = { travellers: ['fresh@instant', 0.97], lawyers: ['fresh@thinking', 0.97] };

/** What a model that is nobody's favourite gives, from the least to the most; thought adds a little. */
const USUAL = { least: 0.42, most: 0.62, thought: 0.03 };
/** What a model gives more often to the group that loves it at its other effort. */
const KINSHIP = 0.08;
const STALE = 0.35;

/** How often an arm satisfies a group, 0 to 1. */
export function satisfaction(group: GroupName, arm: Arm, phase: Phase): number {
  const [model, effort] = arm.split('@');
  if (model === 'stale') return STALE;
  const found = (phase === 'joined' ? JOINED[group] : undefined) ?? favourite(group, phase);
  if (found[0] === arm) return found[1];
  const second = favourite(group, phase);
  if (second[0] === arm) return second[1];
  const usual = USUAL.least + (USUAL.most - USUAL.least) * noise(`${group} ${model}`);
  const kin = second[0].startsWith(`${model}@`) ? KINSHIP : 0;
  return usual + kin + (effort === 'thinking' ? USUAL.thought : 0);
}

const favourite = (group: GroupName, phase: Phase) => (phase === 'first' ? undefined : LATER[group]) ?? BEST[group];

/** Of an answer as long as they usually are, in USD. */
export function costOf(arm: Arm): number {
  const [model = '', effort] = arm.split('@');
  const prices: Readonly<Record<string, number>> = { ...PRICES, ...NEWCOMERS };
  const output = effort === 'thinking' ? OUTPUT_TOKENS.thinking : OUTPUT_TOKENS.instant;
  return ((prices[model] ?? 0) * (output + INPUT_TOKENS / 8)) / 1_000_000;
}

/** What an arm is truly worth to a group. */
export const worth = (group: GroupName, arm: Arm, phase: Phase): number =>
  satisfaction(group, arm, phase) - LAMBDA * costOf(arm);

/** Those that may answer a group. */
export function armsOf(group: GroupName, phase: Phase): readonly Arm[] {
  const route = GROUPS.find(({ name }) => name === group)?.route ?? 'culture';
  const newcomers = phase === 'joined' ? Object.keys(NEWCOMERS) : [];
  return (['instant', 'thinking'] as const).flatMap((effort) =>
    [...LISTS[route][effort], ...newcomers].map((name) => armOf(name, effort)),
  );
}

/** The best fixed choice for a group: what an oracle would give it all through a phase. */
export function bestOf(group: GroupName, phase: Phase): Arm {
  const [first = 'atlas@instant', ...rest] = armsOf(group, phase);
  return rest.reduce((best, arm) => (worth(group, arm, phase) > worth(group, best, phase) ? arm : best), first);
}

/** The same for the same text, evenly spread over 0 to 1. */
function noise(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) / 4_294_967_296;
}
