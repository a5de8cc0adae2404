/**
 * Who asks, and what each says of the answers. Honest users rate some answers, now and then against what they mean; they
 * measure, switch, ask again and leave as people do. Hostile ones rate everything, and never what they mean.
 */

import type { Feedback } from '../../../src/quota/lesson.ts';
import type { Random } from '../../support/random.ts';
import { armsOf, type GroupName, type Phase, worth } from './catalogue.ts';
import { GROUPS } from './groups.ts';

type Hostility = 'opposite' | 'always_bad' | 'random';

export interface User {
  readonly name: string;
  readonly group: (typeof GROUPS)[number];
  readonly hostility: Hostility | null;
}

const HOSTILITIES = ['opposite', 'always_bad', 'random'] as const;
/** Of the answers, those that an honest user says something of. */
const SPOKEN_OF = 0.3;
/** An honest user is mistaken so often. */
const SLIP = 0.05;

/** So many of each group; of those, the first are hostile, each in another way. */
export function usersOf(perGroup: number, hostileShare: number): User[] {
  const hostile = Math.round(perGroup * hostileShare);
  return GROUPS.flatMap((group, place) =>
    Array.from({ length: perGroup }, (_, at) => ({
      name: `user:${group.name}-${at}`,
      group,
      hostility: at < hostile ? (HOSTILITIES[(place + at) % HOSTILITIES.length] ?? null) : null,
    })),
  );
}

/** What a user says of an answer that did or did not satisfy; null: nothing. */
export function feedbackOf(
  { hostility, group }: User,
  satisfied: boolean,
  phase: Phase,
  random: Random,
): Feedback | null {
  if (hostility === 'always_bad') return { rating: -1 };
  if (hostility === 'random') return { rating: 2 * random.next() - 1 };
  if (hostility === 'opposite') return satisfied ? { rating: -1 } : { rating: 1 };
  if (!random.chance(SPOKEN_OF)) return null;
  const felt = random.chance(SLIP) ? !satisfied : satisfied;
  const way = random.next();
  if (way < 0.2) return { correct: felt };
  if (way < 0.7 || felt) return { rating: (felt ? 1 : -1) * (0.5 + random.next() / 2) };
  if (way < 0.9) return { switchedTo: betterOf(group.name, phase, random) };
  return way < 0.95 ? { regenerated: true } : { abandoned: true };
}

/** People switch to what they have heard good of: the better of two that they think of. */
function betterOf(group: GroupName, phase: Phase, random: Random): string {
  const [first = 'atlas@instant', ...rest] = armsOf(group, phase);
  const [one, other] = [random.pick([first, ...rest]), random.pick([first, ...rest])];
  return (worth(group, one, phase) > worth(group, other, phase) ? one : other).replace(/@.*/, '');
}
