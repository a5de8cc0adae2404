/**
 * A Prompt's messages -> those of Anthropic: two roles that take turns, what tools answered first, no empty text, and of the
 * thoughts only those that Anthropic signed.
 */

import type {
  ContentBlockParam,
  MessageParam,
  TextBlockParam,
  ToolResultBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import type { AssistantContent, CacheMark, Message, Prompt, TextContent, UserContent } from '../../wire/prompt.ts';
import { documentBlock, imageBlock } from './media.ts';

type Result = Extract<Message, { role: 'tool' }>['content'][number];

/** Instructions that come late join the first: the wire has one place for them. */
export function systemBlocks({ instructions, messages }: Prompt): TextBlockParam[] {
  const late = messages.flatMap((message) => (message.role === 'system' ? message.content : []));
  return [...instructions, ...late].flatMap(textBlock);
}

export function anthropicMessages({ messages }: Prompt): MessageParam[] {
  const turns: { role: 'user' | 'assistant'; content: ContentBlockParam[] }[] = [];
  for (const message of messages) {
    const content = contentOf(message);
    if (content.length === 0) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role !== role) turns.push({ role, content });
    // Results must lead: a user's words between the calls and their results stand behind them.
    else if (message.role === 'tool') last.content.splice(resultsIn(last.content), 0, ...content);
    else last.content.push(...content);
  }
  return turns.map(withoutTail);
}

const resultsIn = (content: readonly ContentBlockParam[]): number =>
  content.filter(({ type }) => type === 'tool_result').length;

/** An answer that is begun may not end in white space. */
function withoutTail<Turn extends { role: 'user' | 'assistant'; content: ContentBlockParam[] }>(
  turn: Turn,
  at: number,
  turns: readonly Turn[],
): Turn {
  const last = turn.content.at(-1);
  if (at !== turns.length - 1 || turn.role !== 'assistant' || last?.type !== 'text') return turn;
  return { ...turn, content: [...turn.content.slice(0, -1), { ...last, text: last.text.trimEnd() }] };
}

function contentOf(message: Message): ContentBlockParam[] {
  switch (message.role) {
    case 'system':
      return [];
    case 'user':
      return message.content.flatMap(userBlock);
    case 'assistant':
      return message.content.flatMap(assistantBlock);
    case 'tool':
      return message.content.map(resultBlock);
  }
}

function userBlock(
  part: UserContent,
): (TextBlockParam | ReturnType<typeof imageBlock> | ReturnType<typeof documentBlock>)[] {
  switch (part.kind) {
    case 'text':
      return textBlock(part);
    case 'image':
      return [{ ...imageBlock(part.source), ...markOf(part) }];
    case 'file':
      return [{ ...documentBlock(part.source, part.name), ...markOf(part) }];
    case 'audio':
      // `lacks` has kept it away.
      return [];
  }
}

function assistantBlock(part: AssistantContent): ContentBlockParam[] {
  switch (part.kind) {
    case 'text':
      return textBlock(part);
    case 'reasoning':
      if (part.signature?.issuer !== 'anthropic') return [];
      return [{ type: 'thinking', thinking: part.text, signature: part.signature.value }];
    case 'sealed':
      return part.signature.issuer === 'anthropic' ? [{ type: 'redacted_thinking', data: part.signature.value }] : [];
    case 'call':
      return [
        { type: 'tool_use', id: callId(part.id), name: part.name, input: inputOf(part.arguments), ...markOf(part) },
      ];
  }
}

function resultBlock(result: Result): ToolResultBlockParam {
  const content = result.content.flatMap(userBlock);
  return {
    ...{ type: 'tool_result' as const, tool_use_id: callId(result.callId) },
    ...(content.length === 0 ? {} : { content }),
    ...(result.isError ? { is_error: true } : {}),
    ...markOf(result),
  };
}

/** Text without a word in it is refused. */
function textBlock(part: TextContent): TextBlockParam[] {
  return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text, ...markOf(part) }];
}

export function markOf({ cache }: { readonly cache?: CacheMark }): {
  cache_control?: { type: 'ephemeral'; ttl?: '5m' | '1h' };
} {
  if (cache === undefined) return {};
  const { ttl } = cache;
  return { cache_control: { type: 'ephemeral', ...(ttl === '5m' || ttl === '1h' ? { ttl } : {}) } };
}

/** Letters, digits, `_` and `-` alone; the same id becomes the same each time. */
const callId = (id: string): string => id.replaceAll(/[^A-Za-z0-9_-]/g, '_');

/** An object; what is none goes under the name that Anthropic gives to such arguments itself. */
function inputOf(json: string): object {
  try {
    const input: unknown = JSON.parse(json);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  } catch {
    // The model wrote it: it is to see what it wrote.
  }
  return { INVALID_JSON: json };
}
