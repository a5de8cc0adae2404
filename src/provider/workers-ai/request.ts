/**
 * A Prompt -> the inputs of a model of Workers AI. The models of its own making take what their schemas name and nothing
 * else; the newer ones take a chat completion as OpenAI's do.
 * https://developers.cloudflare.com/workers-ai/features/json-mode/ and …/function-calling/
 */

import type { Thought } from '../../tenant/policy.ts';
import type { Prompt } from '../../wire/prompt.ts';
import { chatLacks, chatRequest, type Written } from '../openai-chat/request.ts';
import type { ChatRow } from '../openai-chat/row.ts';
import { COMPATIBLE } from '../openai-chat/rows.ts';
import { levelOf } from '../thought.ts';

/** Models that take and give chat completions, by their ids. */
const CHAT = /gpt-oss|\/glm-|\/kimi-|nemotron-3|gemma-4|deepseek-v4/;

const ROW: ChatRow = { ...COMPATIBLE, takesAudio: false };

/** What its own models write at most where nobody says more: their own default of 256 cuts answers off without a word. */
const DEFAULT_MAX_TOKENS = 4096;

const isChatModel = (id: string): boolean => CHAT.test(id);

/** The length at which an answer was cut where its model does not say so; null for one that says why it stopped. */
export const cutLength = (id: string, limit: number | null): number | null =>
  isChatModel(id) ? null : (limit ?? DEFAULT_MAX_TOKENS);

export function workersAiRequest(prompt: Prompt, id: string, limit: number | null, thought: Thought | null): Written {
  const { body, dropped } = chatRequest(prompt, ROW);
  const { parallel_tool_calls: parallel, tool_choice: choice, tools, stop: _stop, ...own } = body;
  // They choose for themselves: where none may be called, none is shown.
  const shown = tools === undefined || choice === 'none' ? {} : { tools };
  if (isChatModel(id)) {
    return {
      body: {
        ...body,
        ...(limit === null ? {} : { max_completion_tokens: limit }),
        ...(thought === null ? {} : thinkingOf(thought, id)),
      },
      dropped,
    };
  }
  return {
    body: {
      ...own,
      ...shown,
      messages: spoken(own['messages']),
      ...formatOf(prompt),
      max_tokens: limit ?? DEFAULT_MAX_TOKENS,
    },
    dropped: [...dropped, ...(parallel === false ? ['parallel_tool_calls'] : [])],
  };
}

/** What a prompt holds that this model cannot be sent. */
export function workersAiLacks(prompt: Prompt, id: string): readonly string[] {
  const parts = prompt.messages.flatMap((message): readonly { kind: string; source?: { kind: string } }[] =>
    message.role === 'tool' ? message.content.flatMap(({ content }) => content) : message.content,
  );
  const isChat = isChatModel(id);
  return [
    ...chatLacks(prompt, ROW),
    // Only their bytes are read.
    ...(parts.some(({ kind, source }) => kind === 'image' && source?.kind === 'url') ? ['an image by its URL'] : []),
    ...(prompt.sampling.stop.length > 0 && !isChat ? ['stop sequences'] : []),
    ...(prompt.tools.length > 0 && isForced(prompt) && !isChat ? ['a tool that must be called'] : []),
  ];
}

const isForced = ({ toolChoice }: Prompt): boolean => toolChoice?.kind === 'required' || toolChoice?.kind === 'tool';

/** Of the other models nothing is known that they could be told. */
export const takesThought = (id: string): boolean => isChatModel(id) && /gpt-oss|\/glm-/.test(id);

/** Content may not be null: a message of calls alone has no words. */
function spoken(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages;
  return messages.map((message: object) =>
    Reflect.get(message, 'content') === null ? { ...message, content: '' } : message,
  );
}

/** The schema stands where OpenAI's name for it would. */
function formatOf({ format }: Prompt): object {
  return format.kind === 'schema' ? { response_format: { type: 'json_schema', json_schema: format.schema } } : {};
}

/** gpt-oss thinks always and by levels; GLM does or does not; of the others nothing is known that all of them take. */
function thinkingOf(thought: Thought, id: string): object {
  const level = levelOf(thought);
  const isQuick = level === 'none' || level === 'minimal';
  if (id.includes('gpt-oss')) return { reasoning_effort: isQuick ? 'low' : level === 'xhigh' ? 'high' : level };
  return id.includes('/glm-') ? { chat_template_kwargs: { enable_thinking: !isQuick } } : {};
}
