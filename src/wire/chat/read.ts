/**
 * OpenAI Chat Completions, request side: body -> Ask. Strict where the router reads a field, silent about the rest:
 * what it does not know stays in `body` and goes on to a provider of the same wire.
 * https://platform.openai.com/docs/api-reference/chat/create
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import { tokens } from '../../unit.ts';
import type { Ask, Beside, Effort, Modality, ModelWish, Need, Turn } from '../ask.ts';
import type { Body } from '../body.ts';
import type { AskHeaders } from '../headers.ts';
import { unreadable } from '../unreadable.ts';
import { heldBy } from './held-by.ts';
import { promptOfChat } from './prompt.ts';

const partSchema = once(() => z.looseObject({ type: z.string(), text: z.string().optional() }));

const messageSchema = once(() =>
  z.looseObject({
    role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
    content: z.union([z.string(), z.array(partSchema())]).nullish(),
    tool_calls: z.array(z.unknown()).nullish(),
  }),
);
type Message = z.infer<ReturnType<typeof messageSchema>>;

export const chatSchema = once(() =>
  z.looseObject({
    model: z.string().nullish(),
    messages: z.array(messageSchema()).min(1),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    max_completion_tokens: z.int().positive().nullish(),
    max_tokens: z.int().positive().nullish(),
    n: z.int().min(1).max(128).nullish(),
    reasoning_effort: z.string().nullish(),
    tools: z.array(z.unknown()).nullish(),
    functions: z.array(z.unknown()).nullish(),
    response_format: z.looseObject({ type: z.string() }).nullish(),
    user: z.string().nullish(),
    safety_identifier: z.string().nullish(),
    metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
  }),
);
type Chat = z.infer<ReturnType<typeof chatSchema>>;

/** Throws Refusal `invalid_request` with the first field that cannot be meant, as `param`. */
export function readChat(body: Body, headers: AskHeaders): Ask {
  const read = chatSchema().safeParse(body.json);
  if (!read.success) throw unreadable(read.error, 'a chat completion');
  const chat = read.data;
  const parts = chat.messages.flatMap((message) => (Array.isArray(message.content) ? message.content : []));
  const limit = chat.max_completion_tokens ?? chat.max_tokens;
  return {
    wire: 'chat',
    model: readModelWish(chat.model ?? null),
    effort: readEffort(headers.effort, chat.reasoning_effort ?? null),
    stream: chat.stream === true,
    wantsUsage: chat.stream_options?.include_usage === true,
    turns: chat.messages.map(readTurn),
    needs: readNeeds(chat, parts),
    modality: readModality(parts),
    images: parts.filter((part) => modalityOf(part.type) === 'image').length,
    beside: besideOf(chat.messages, parts),
    // JSON never writes a text shorter than it is in UTF-8, so the body's length bounds what a model can be made to read.
    inputBytes: Math.max(0, body.bytes - embeddedMediaBytes(parts)),
    outputLimit: limit == null ? null : tokens(limit),
    choices: chat.n ?? 1,
    heldBy: heldBy(chat.messages),
    // An empty name names nobody.
    user: chat.user || chat.safety_identifier || chat.metadata?.user_id || null,
    // As it came, not as it was read: reading puts the fields in another order.
    body: body.json as Chat,
    prompt: once(() => promptOfChat(chat)),
    forwarded: {},
  };
}

/** `auto`, `auto:<effort>`, `route:<name>`, else a model's name; a missing or empty `model` is `auto`. */
export function readModelWish(model: string | null): ModelWish {
  if (model === null || model === '' || model === 'auto') return { kind: 'auto', effort: null };
  if (model === 'auto:thinking') return { kind: 'auto', effort: 'thinking' };
  if (model === 'auto:instant') return { kind: 'auto', effort: 'instant' };
  if (model === 'auto:mini') return { kind: 'auto', effort: 'mini' };
  if (model.startsWith('route:')) return { kind: 'route', route: model.slice('route:'.length) };
  return { kind: 'model', name: model };
}

/**
 * `medium` is what a reasoning model does when left alone, hence thinking. A value this table does not know pins
 * nothing and goes on to the provider, so that a new one works on the day a provider invents it.
 */
const REASONING_EFFORT: ReadonlyMap<string, Effort> = new Map([
  ['none', 'instant'],
  ['minimal', 'instant'],
  ['low', 'instant'],
  ['medium', 'thinking'],
  ['high', 'thinking'],
  ['xhigh', 'thinking'],
  ['max', 'thinking'],
]);

/** The header ranks above what the body says. */
export function readEffort(header: Effort | null, reasoningEffort: string | null): Ask['effort'] {
  if (header !== null) return { wish: header, by: 'header' };
  const wish = reasoningEffort === null ? undefined : REASONING_EFFORT.get(reasoningEffort);
  return wish === undefined ? null : { wish, by: 'reasoning_effort' };
}

/** A call is written into the prompt with its arguments; a file's text is not at hand. */
function besideOf(messages: readonly Message[], parts: readonly Record<string, unknown>[]): Beside {
  const calls = messages.flatMap(({ tool_calls: made }) => made ?? []);
  return {
    texts: calls.map((call) => JSON.stringify(Reflect.get(Object(call), 'function')) ?? ''),
    documents: parts.flatMap((part) => {
      if (modalityOf(String(part['type'])) !== 'file') return [];
      const data: unknown = Reflect.get(Object(part['file']), 'file_data');
      return [typeof data === 'string' ? Math.floor((data.length * 3) / 4) : 0];
    }),
  };
}

function readTurn(message: Message): Turn {
  return { role: turnRole(message.role), text: textOf(message.content) };
}

function turnRole(role: Message['role']): Turn['role'] {
  switch (role) {
    case 'developer':
      return 'system';
    case 'function':
      return 'tool';
    default:
      return role;
  }
}

function textOf(content: Message['content']): string {
  if (content == null) return '';
  if (typeof content === 'string') return content;
  return content.flatMap((part) => (part.text === undefined ? [] : [part.text])).join('\n');
}

function modalityOf(partType: string): Modality {
  switch (partType) {
    case 'image_url':
    case 'input_image':
    case 'image':
      return 'image';
    case 'input_audio':
      return 'audio';
    case 'file':
    case 'input_file':
    case 'document':
      return 'file';
    default:
      return 'text';
  }
}

function readModality(parts: readonly { type: string }[]): readonly Modality[] {
  return [...new Set<Modality>(['text', ...parts.map((part) => modalityOf(part.type))])];
}

function readNeeds(chat: Chat, parts: readonly { type: string }[]): readonly Need[] {
  const modality = readModality(parts);
  const needs: Need[] = [];
  if ((chat.tools ?? []).length > 0 || (chat.functions ?? []).length > 0) needs.push('tools');
  if (modality.includes('image')) needs.push('vision');
  if (modality.includes('audio')) needs.push('audio');
  if (chat.response_format != null && chat.response_format.type !== 'text') needs.push('json');
  return needs;
}

/**
 * Bytes of base64 that a model does not read byte by byte: images, which are counted apart, and audio, of which a
 * hundredth stays (the densest codec makes one token of about 270 bytes). A file stays whole: its text is in it.
 */
function embeddedMediaBytes(parts: readonly Record<string, unknown>[]): number {
  let bytes = 0;
  for (const part of parts) {
    const media = mediaSchema().safeParse(part);
    if (!media.success) continue;
    const { image_url: image, source, input_audio: audio } = media.data;
    bytes += (typeof image === 'string' ? image : (image?.url ?? source?.data ?? '')).length;
    bytes += Math.floor((audio?.data ?? '').length * 0.99);
  }
  return bytes;
}

const mediaSchema = once(() =>
  z.object({
    image_url: z.union([z.string(), z.object({ url: z.string() })]).optional(),
    source: z.object({ data: z.string().optional() }).optional(),
    input_audio: z.object({ data: z.string() }).optional(),
  }),
);
