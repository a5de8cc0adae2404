/** What ties a conversation on Anthropic's wire to the model that answered last. See `../chat/held-by.ts` for the rules. */

import type { Ask } from '../ask.ts';

type Block = Readonly<Record<string, unknown>> & { readonly type: string };

interface Message {
  readonly role: string;
  readonly content: string | readonly Block[];
}

export function heldBy(messages: readonly Message[], hasContainer: boolean): Ask['heldBy'] {
  if (inToolLoop(messages.at(-1))) return 'tool_loop';
  if (hasPendingCall(messages)) return 'pending_call';
  return hasContainer || messages.some(holdsState) ? 'provider_state' : null;
}

const blocksOf = ({ content }: Message): readonly Block[] => (typeof content === 'string' ? [] : content);
const isCall = ({ type }: Block): boolean => type === 'tool_use' || type === 'server_tool_use';
const isResult = ({ type }: Block): boolean => type.endsWith('tool_result');

function inToolLoop(last: Message | undefined): boolean {
  if (last === undefined) return false;
  const blocks = blocksOf(last);
  // What a server tool found stands beside the call: an answer that was paused in the middle ends with the call alone.
  return last.role === 'assistant' ? unanswered(blocks, blocks).length > 0 : blocks.some(isResult);
}

function hasPendingCall(messages: readonly Message[]): boolean {
  const at = messages.findLastIndex(({ role }) => role === 'assistant');
  const message = messages[at];
  if (message === undefined) return false;
  const blocks = blocksOf(message);
  return unanswered(blocks, [...blocks, ...messages.slice(at + 1).flatMap(blocksOf)]).length > 0;
}

function unanswered(calls: readonly Block[], answers: readonly Block[]): readonly Block[] {
  const answered = new Set(answers.filter(isResult).map((block) => block['tool_use_id']));
  return calls.filter((block) => isCall(block) && !answered.has(block['id']));
}

/**
 * | block                                   | what its provider alone can read         |
 * |-----------------------------------------|------------------------------------------|
 * | `thinking`                              | a `signature` that is not empty          |
 * | `redacted_thinking`                     | its `data`                               |
 * | `web_search_tool_result` and its like   | what a server tool found, encrypted      |
 * | `image`, `document`, `container_upload` | a file that the provider keeps           |
 */
function holdsState(message: Message): boolean {
  return blocksOf(message).some((block) => {
    const { type } = block;
    if (type === 'thinking') return typeof block['signature'] === 'string' && block['signature'] !== '';
    if (type === 'redacted_thinking' || type === 'container_upload') return true;
    if (type !== 'tool_result' && isResult(block)) return true;
    const nested = Array.isArray(block['content']) ? block['content'] : [];
    return [block, ...nested].some((one) => Reflect.get(Object(Reflect.get(Object(one), 'source')), 'type') === 'file');
  });
}
