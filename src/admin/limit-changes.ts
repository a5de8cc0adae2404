/**
 * What a changed limit means for those under it. Pure.
 *
 * A limit is tighter than another when it admits nothing that the other would not, and looser the other way round. Three
 * things are weighed, and where they pull in different directions it is neither:
 * * how much: `max` in any window of `per`. A limit of b per B keeps within a per A when b · ⌈A/B⌉ ≤ a, as a window of A
 *   meets so many windows of B, each full: 10 per 1h is looser than 10 per 1d and tighter than 300 per 1d, and 10 per 5h
 *   is neither to 48 per 1d (ten at once and no more, but fifty in a day);
 * * what it counts, and so can stop: the efforts above its `then`, narrowed by `effort`. More of them is tighter;
 * * what becomes of a request: a lower `then` is tighter.
 */

import { governs } from '../quota/admit.ts';
import { limitKey } from '../quota/limit-key.ts';
import { LADDER } from '../tenant/ladder.ts';
import { writePeriod } from '../tenant/period.ts';
import type { Limit } from '../tenant/policy.ts';
import type { Change } from './policy-changes.ts';

/** -1: tighter, 1: looser, 0: the same, null: neither. */
type Order = -1 | 0 | 1 | null;

const LOWER_LAST = [...LADDER, 'refuse'] as const;

/** `path` is the limit's in the new document, `whose` names who is under it: `plan "free"`. Null: nothing has changed. */
export function limitChange(before: Limit, after: Limit, path: string, whose: string): Change | null {
  const fields = (['of', 'effort', 'max', 'perMs', 'then'] as const).filter((field) => before[field] !== after[field]);
  const [only, ...more] = fields;
  if (only === undefined) return null;
  const at = more.length > 0 ? path : `${path}.${only === 'perMs' ? 'per' : only}`;
  const said = [rate(before, after), counted(before, after), outcome(before, after)].filter((part) => part !== null);
  const anew = limitKey(before) === limitKey(after) ? '' : ' Its count starts anew.';
  const kind = kindOf(before, after);
  const message = `The limit "${after.id}" of ${whose} is ${NAMES[kind]}: ${said.join('; ')}.${anew}`;
  return { kind, path: at, message };
}

const NAMES = { tightened: 'tighter', loosened: 'looser', changed: 'another' } as const;

function kindOf(before: Limit, after: Limit): keyof typeof NAMES {
  if (before.of !== after.of) return 'changed';
  const orders = [rateOrder(before, after), countedOrder(before, after), outcomeOrder(before, after)];
  if (orders.includes(null) || (orders.includes(-1) && orders.includes(1))) return 'changed';
  return orders.includes(-1) ? 'tightened' : orders.includes(1) ? 'loosened' : 'changed';
}

/** What `inner` may admit within any window of `outer`. */
const mostWithin = (inner: Limit, outer: Limit): number => inner.max * Math.ceil(outer.perMs / inner.perMs);

function rateOrder(before: Limit, after: Limit): Order {
  return orderOf(mostWithin(after, before) <= before.max, mostWithin(before, after) <= after.max);
}

const countedBy = (limit: Limit) => LADDER.filter((effort) => governs(limit, effort, true));

function countedOrder(before: Limit, after: Limit): Order {
  const [was, is] = [countedBy(before), countedBy(after)];
  return orderOf(
    was.every((effort) => is.includes(effort)),
    is.every((effort) => was.includes(effort)),
  );
}

const outcomeOrder = (before: Limit, after: Limit): Order => {
  const step = LOWER_LAST.indexOf(after.then) - LOWER_LAST.indexOf(before.then);
  return orderOf(step >= 0, step <= 0);
};

function orderOf(isTighter: boolean, isLooser: boolean): Order {
  if (isTighter && isLooser) return 0;
  return isTighter ? -1 : isLooser ? 1 : null;
}

/** `at most 10 requests per 5h`. */
export function rateOf({ of, max, perMs }: Limit): string {
  const amount = of === 'cost' ? `${max / 1e6} USD` : `${max} ${max === 1 ? of.slice(0, -1) : of}`;
  return `at most ${amount} per ${writePeriod(perMs)}`;
}

function rate(before: Limit, after: Limit): string | null {
  const [was, is] = [rateOf(before), rateOf(after)];
  return was === is ? null : `${is}, and no longer ${was}`;
}

function counted(before: Limit, after: Limit): string | null {
  const [was, is] = [countedBy(before).join(' and '), countedBy(after).join(' and ')];
  return was === is ? null : `it counts ${is}, and no longer ${was}`;
}

function outcome(before: Limit, after: Limit): string | null {
  const told = ({ then }: Limit): string => (then === 'refuse' ? 'is refused' : `becomes ${then}`);
  return before.then === after.then
    ? null
    : `once it is reached a request ${told(after)}, and no longer ${told(before)}`;
}
