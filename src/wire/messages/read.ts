/**
 * Anthropic Messages, request side: body -> Ask. Strict where the router reads a field, silent about the rest: what it does
 * not know stays in `body` and goes on to a provider of the same wire, in the order in which it came.
 * https://platform.claude.com/docs/en/api/messages/create
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import { tokens } from '../../unit.ts';
import type { Ask, Modality, Need, Turn } from '../ask.ts';
import type { Body } from '../body.ts';
import { readModelWish } from '../chat/read.ts';
import type { AskHeaders } from '../headers.ts';
import { unreadable } from '../unreadable.ts';
import { besideOf } from './beside.ts';
import { effortOf } from './effort.ts';
import { heldBy } from './held-by.ts';
import { withoutCarried } from './own.ts';
import { promptOfMessages } from './prompt.ts';
import { userOf } from './user.ts';

const blockSchema = once(() => z.looseObject({ type: z.string(), text: z.string().optional() }));
type Block = z.infer<ReturnType<typeof blockSchema>>;
const contentSchema = once(() =>
  z.union([z.string(), z.array(blockSchema())], {
    error: 'Input should be a valid string or a list of content blocks',
  }),
);

export const messagesSchema = once(() =>
  z.looseObject({
    model: z.string().nullish(),
    messages: z
      .array(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content: contentSchema() }))
      .min(1, 'at least one message is required'),
    system: contentSchema().nullish(),
    tools: z.array(z.looseObject({})).nullish(),
    thinking: z.looseObject({ type: z.string(), budget_tokens: z.int().nonnegative().nullish() }).nullish(),
    output_config: z.looseObject({ effort: z.string().nullish(), format: z.unknown().optional() }).nullish(),
    output_format: z.unknown().optional(),
    metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
    container: z.unknown().optional(),
    stream: z.boolean().nullish(),
  }),
);
type Asked = z.infer<ReturnType<typeof messagesSchema>>;

/** 0 fills the provider's cache and writes nothing. */
export const limitSchema = once(() =>
  z.object({ max_tokens: z.int('Field required, a whole number of tokens').nonnegative() }),
);

/** `POST /v1/messages`. Throws Refusal `invalid_request` with the first field that cannot be meant, as `param`. */
export function readMessages(body: Body, headers: AskHeaders): Ask {
  const limit = limitSchema().safeParse(body.json);
  const ask = readUnlimited(body, headers);
  if (!limit.success) throw unreadable(limit.error, 'an Anthropic message');
  return { ...ask, outputLimit: tokens(limit.data.max_tokens) };
}

/** A body that asks for no answer, and so needs no `max_tokens`: its tokens are to be counted, or its route to be told. */
export function readUnlimited(body: Body, headers: AskHeaders): Ask {
  const read = messagesSchema().safeParse(body.json);
  if (!read.success) throw unreadable(read.error, 'an Anthropic message');
  const asked = read.data;
  const sent = body.json as Asked;
  const blocks = asked.messages.flatMap(({ content }) => blocksOf(content)).flatMap(withNested);
  const forwarded = headers.passable ?? {};
  const images = blocks.filter(({ type }) => type === 'image');
  return {
    wire: 'messages',
    model: readModelWish(asked.model ?? null),
    effort: effortOf(headers.effort, asked),
    stream: asked.stream === true,
    wantsUsage: true,
    turns: [...systemTurns(asked), ...asked.messages.flatMap(turnsOf)],
    needs: needsOf(asked, images.length > 0),
    modality: [...new Set<Modality>(['text', ...blocks.map(modalityOf)])],
    images: images.length,
    beside: besideOf(asked.messages),
    // JSON never writes a text shorter than it is in UTF-8. Images are counted apart; a PDF stays whole: its text is in it.
    inputBytes: Math.max(0, body.bytes - images.reduce((sum, image) => sum + base64Length(image), 0)),
    outputLimit: null,
    choices: 1,
    heldBy: heldBy(asked.messages, asked.container != null),
    user: userOf(asked.metadata?.user_id ?? null),
    body: withoutCarried(sent),
    prompt: once(() => {
      const prompt = promptOfMessages(sent);
      return BETA in forwarded ? { ...prompt, unsaid: [...prompt.unsaid, BETA] } : prompt;
    }),
    forwarded,
  };
}

/** What it switches on is Anthropic's own. `anthropic-version` is that of the wire, and means nothing elsewhere. */
const BETA = 'anthropic-beta';

const blocksOf = (content: string | readonly Block[]): readonly Block[] => (typeof content === 'string' ? [] : content);

/** A tool's result may hold images too. */
function withNested(block: Block): readonly Block[] {
  const nested = z.array(blockSchema()).safeParse(block['content']);
  return nested.success ? [block, ...nested.data] : [block];
}

function systemTurns({ system }: Asked): readonly Turn[] {
  return system == null ? [] : [{ role: 'system', text: textOf(system) }];
}

/** What a tool answered stands in the user's message on this wire, and is none of the user's words. */
function turnsOf({ role, content }: Asked['messages'][number]): readonly Turn[] {
  const results = role === 'user' ? blocksOf(content).filter(({ type }) => type === 'tool_result') : [];
  const turns = results.map((result): Turn => ({ role: 'tool', text: resultText(result['content']) }));
  const text = textOf(content);
  return text === '' && turns.length > 0 ? turns : [...turns, { role, text }];
}

function resultText(content: unknown): string {
  const read = contentSchema().safeParse(content);
  return read.success ? textOf(read.data) : '';
}

function textOf(content: string | readonly Block[]): string {
  if (typeof content === 'string') return content;
  return content.flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : [])).join('\n');
}

function modalityOf({ type }: Block): Modality {
  if (type === 'image') return 'image';
  return type === 'document' || type === 'container_upload' ? 'file' : 'text';
}

function needsOf(asked: Asked, hasImages: boolean): readonly Need[] {
  const needs: Need[] = [];
  if ((asked.tools ?? []).length > 0) needs.push('tools');
  if (hasImages) needs.push('vision');
  if ((asked.output_config?.format ?? asked.output_format) != null) needs.push('json');
  return needs;
}

function base64Length({ source }: Block): number {
  const data: unknown = Reflect.get(Object(source), 'data');
  return typeof data === 'string' ? data.length : 0;
}
