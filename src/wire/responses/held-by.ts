/**
 * What ties a Responses conversation to the model that answered last: a call without its result, and state that only the
 * provider can read. An item that it sealed is such state, and so is one that it keeps and that the request only names.
 */

import type { Ask } from '../ask.ts';
import { type Item, isCall, isMessage, isResult } from './items.ts';
import { isOwnItem } from './own-ids.ts';

/** `goesOn`: the request names an answer or a conversation that its provider keeps. */
export function heldBy(items: readonly Item[], goesOn: boolean): Ask['heldBy'] {
  const last = items.findLast(({ type }) => type !== 'reasoning');
  if (last !== undefined && (isResult(last) || isCall(last))) return 'tool_loop';
  if (hasPendingCall(items)) return 'pending_call';
  return goesOn || items.some(isKept) ? 'provider_state' : null;
}

/** Once the model has spoken again, it has itself given up on an unanswered call. */
function hasPendingCall(items: readonly Item[]): boolean {
  const spoke = items.findLastIndex((item) => isMessage(item) && item.role === 'assistant');
  const at = items.findLastIndex(isCall);
  // What is said before a call is of the same answer as the call.
  if (at === -1 || at < spoke) return false;
  const answered = new Set(items.filter(isResult).map(({ call_id: id }) => id));
  return items.slice(spoke + 1).some((item) => isCall(item) && !answered.has(item.call_id));
}

export const isReference = ({ type, role, id, content }: Item): boolean =>
  type === 'item_reference' || (type === undefined && role == null && id != null && content == null);

function isKept(item: Item): boolean {
  if (isReference(item) || item.type === 'compaction') return true;
  if (item.type !== 'reasoning') return false;
  const { encrypted_content: sealed, id } = item;
  // Without its seal a thought is looked up by its name; one that we named is nowhere.
  return sealed != null && sealed !== '' ? true : id != null && id !== '' && !isOwnItem(id);
}
