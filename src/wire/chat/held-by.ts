/**
 * What ties a chat conversation to the model that answered last. Providers check each signature in the history, those of
 * earlier turns included, and refuse one that another model wrote, so a single signed message is enough:
 * https://github.com/CommonstackAI/UncommonRoute/issues/19, https://ai.google.dev/gemini-api/docs/thought-signatures
 */

import type { Ask } from '../ask.ts';

interface Message extends Readonly<Record<string, unknown>> {
  readonly role: string;
  readonly tool_calls?: readonly unknown[] | null | undefined;
}

export function heldBy(messages: readonly Message[]): Ask['heldBy'] {
  if (inToolLoop(messages.at(-1))) return 'tool_loop';
  if (hasPendingCall(messages)) return 'pending_call';
  return messages.some((message) => message.role === 'assistant' && isSigned(message)) ? 'provider_state' : null;
}

function inToolLoop(last: Message | undefined): boolean {
  return last !== undefined && (isResult(last) || (last.role === 'assistant' && callsOf(last).length > 0));
}

/** Once the model has spoken again, it has itself given up on an unanswered call. */
function hasPendingCall(messages: readonly Message[]): boolean {
  const at = messages.findLastIndex(({ role }) => role === 'assistant');
  const message = messages[at];
  if (message === undefined) return false;
  const answers = messages.slice(at + 1).filter(isResult);
  const calls = callsOf(message);
  const answered = new Set(answers.map((answer) => answer['tool_call_id']));
  return calls.some((call) => {
    const id = isObject(call) ? call['id'] : undefined;
    // Some servers give their calls no id: then it is enough that there are as many results.
    return id === undefined ? answers.length < calls.length : !answered.has(id);
  });
}

const isResult = ({ role }: Message): boolean => role === 'tool' || role === 'function';

/** `function_call` is what `tool_calls` were before there could be several. */
function callsOf({ tool_calls: calls, function_call: legacy }: Message): readonly unknown[] {
  return [...(calls ?? []), ...(isObject(legacy) ? [legacy] : [])];
}

/**
 * | field of an assistant message                                     | who sends it                              |
 * |-------------------------------------------------------------------|-------------------------------------------|
 * | `reasoning_details[]`: `signature`, or `data` of an encrypted one | OpenRouter and what follows it            |
 * | `thinking_blocks[]`, `content[]`: `signature`, redacted `data`    | Anthropic's blocks, by LiteLLM and others |
 * | `extra_content.google.thought_signature`, also in `tool_calls[]`  | Gemini's OpenAI endpoint                  |
 * | `provider_specific_fields.thought_signature(s)`, as above         | LiteLLM                                   |
 * | `audio.id`                                                        | OpenAI: an answer it keeps by that name   |
 */
function isSigned(message: Message): boolean {
  const { content, tool_calls: calls, audio } = message;
  if (isObject(audio) && isText(audio['id'])) return true;
  const blocks = [message['reasoning_details'], message['thinking_blocks'], content].flatMap(listOf);
  return blocks.some(isSignedBlock) || [message, ...listOf(calls)].some(hasThoughtSignature);
}

const SEALED_BLOCKS: ReadonlySet<unknown> = new Set(['reasoning.encrypted', 'redacted_thinking']);

function isSignedBlock(block: unknown): boolean {
  if (!isObject(block)) return false;
  return isText(block['signature']) || (SEALED_BLOCKS.has(block['type']) && isText(block['data']));
}

function hasThoughtSignature(part: unknown): boolean {
  if (!isObject(part)) return false;
  const { extra_content: extra, provider_specific_fields: fields } = part;
  const google = isObject(extra) ? extra['google'] : undefined;
  if (isObject(google) && isText(google['thought_signature'])) return true;
  return isObject(fields) && [fields['thought_signature'], ...listOf(fields['thought_signatures'])].some(isText);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
