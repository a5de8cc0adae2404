/** The content blocks of a message on Anthropic's wire -> what they hold, for a provider of another. */

import * as z from 'zod';
import { Refusal } from '../../error.ts';
import { once } from '../../once.ts';
import type { AssistantContent, CacheMark, Message, TextContent, UserContent } from '../prompt.ts';
import { type Carried, uncarry } from './carried.ts';
import { sourceOf, sourceSchema } from './source.ts';

const marked = once(() => ({ cache_control: z.object({ ttl: z.string().nullish() }).nullish() }));
const textSchema = once(() => z.object({ type: z.literal('text'), text: z.string(), ...marked() }));
const imageSchema = once(() => z.object({ type: z.literal('image'), source: sourceSchema(), ...marked() }));
const documentSchema = once(() =>
  z.object({
    type: z.literal('document'),
    source: z.union([
      sourceSchema(),
      z.object({ type: z.literal('text'), data: z.string() }),
      z.object({ type: z.literal('content'), content: z.union([z.string(), z.array(z.unknown())]) }),
    ]),
    title: z.string().nullish(),
    context: z.string().nullish(),
    ...marked(),
  }),
);
const foundSchema = once(() =>
  z.object({
    type: z.literal('search_result'),
    source: z.string(),
    title: z.string(),
    content: z.array(z.object({ text: z.string() })),
    ...marked(),
  }),
);
const userSchema = once(() =>
  z.discriminatedUnion('type', [textSchema(), imageSchema(), documentSchema(), foundSchema()]),
);

const resultSchema = once(() =>
  z.object({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(z.unknown())]).nullish(),
    is_error: z.boolean().nullish(),
    ...marked(),
  }),
);

const assistantSchema = once(() =>
  z.discriminatedUnion('type', [
    textSchema(),
    z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().nullish() }),
    z.object({ type: z.literal('redacted_thinking'), data: z.string() }),
    z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown(), ...marked() }),
  ]),
);

type Results = Extract<Message, { role: 'tool' }>['content'];
type Seen = Exclude<UserContent, { kind: 'audio' }>;

interface UserSaid {
  readonly results: Results;
  readonly content: readonly UserContent[];
}

/** Throws Refusal `invalid_request` for a block that only Anthropic might understand. `path` is where it stands. */
export function userSaid(content: unknown, path: string): UserSaid {
  if (typeof content === 'string') return { results: [], content: textIn(content) };
  const results: Results[number][] = [];
  const words: UserContent[] = [];
  for (const [at, block] of listOf(content).entries()) {
    const result = resultSchema().safeParse(block);
    if (!result.success) {
      words.push(...seen(block, `${path}.${at}`));
      continue;
    }
    const { tool_use_id: callId, content: inner, is_error: isError } = result.data;
    const said = typeof inner === 'string' ? textIn(inner) : listOf(inner).flatMap((one) => seen(one, `${path}.${at}`));
    const base = { kind: 'result' as const, callId, name: null, content: said, isError: isError === true };
    results.push({ ...base, ...markOf(result.data) });
  }
  return { results, content: words };
}

/** In the order in which the model spoke. What a server tool did has its effect in the words that follow, and is left out. */
export function assistantSaid(content: unknown, path: string): readonly AssistantContent[] {
  if (typeof content === 'string') return textIn(content);
  const signed = new Map<string, Carried>();
  const said: AssistantContent[] = [];
  for (const [at, block] of listOf(content).entries()) {
    if (isServerTool(block)) continue;
    const read = assistantSchema().safeParse(block);
    if (!read.success) throw unreadable(`${path}.${at}`, read.error);
    said.push(...assistantBlock(read.data, signed));
  }
  return said;
}

/** `signed`: the signatures of calls, which stand before them. See `carried.ts`. */
function assistantBlock(
  block: z.infer<ReturnType<typeof assistantSchema>>,
  signed: Map<string, Carried>,
): readonly AssistantContent[] {
  switch (block.type) {
    case 'text':
      return textIn(block.text, block);
    case 'redacted_thinking': {
      const { signature, id } = uncarry(block.data);
      return [{ kind: 'sealed', signature, id }];
    }
    case 'thinking': {
      const { thinking: text, signature } = block;
      if (signature == null || signature === '') return [{ kind: 'reasoning', text, signature: null }];
      const carried = uncarry(signature);
      if (carried.id === null) return [{ kind: 'reasoning', text, signature: carried.signature }];
      signed.set(carried.id, carried);
      return [];
    }
    case 'tool_use': {
      const { id, name, input } = block;
      const signature = signed.get(id)?.signature ?? null;
      return [{ kind: 'call', id, name, arguments: JSON.stringify(input ?? {}), signature, ...markOf(block) }];
    }
  }
}

/** `system`: texts alone. */
export function textsOf(content: unknown): readonly TextContent[] {
  if (typeof content === 'string') return textIn(content);
  return listOf(content).flatMap((block) => {
    const read = textSchema().safeParse(block);
    return read.success ? textIn(read.data.text, read.data) : [];
  });
}

export function isServerTool(block: unknown): boolean {
  const type: unknown = Reflect.get(Object(block), 'type');
  if (typeof type !== 'string' || type === 'tool_result') return false;
  return type === 'server_tool_use' || type === 'mcp_tool_use' || type.endsWith('tool_result');
}

function seen(block: unknown, path: string): readonly Seen[] {
  const read = userSchema().safeParse(block);
  if (!read.success) throw unreadable(path, read.error);
  const { data } = read;
  const mark = markOf(data);
  switch (data.type) {
    case 'text':
      return textIn(data.text, data);
    case 'image':
      return [{ kind: 'image', source: sourceOf(data.source, 'image/jpeg'), detail: null, ...mark }];
    case 'search_result': {
      const text = data.content.map((one) => one.text).join('\n');
      return [{ kind: 'text', text: `${data.title} (${data.source})\n${text}`, ...mark }];
    }
    case 'document': {
      const { source, title, context } = data;
      const about = [title, context].filter((one) => one != null && one !== '').join('\n');
      if (source.type === 'text') return [{ kind: 'text', text: titled(about, source.data), ...mark }];
      if (source.type === 'content') {
        const inner =
          typeof source.content === 'string'
            ? textIn(source.content)
            : source.content.flatMap((one) => seen(one, path));
        return about === '' ? inner : [{ kind: 'text', text: about }, ...inner];
      }
      const file: Seen = { kind: 'file', source: sourceOf(source, 'application/pdf'), name: title ?? null, ...mark };
      return context == null || context === '' ? [file] : [{ kind: 'text', text: context }, file];
    }
  }
}

const titled = (about: string, text: string): string => (about === '' ? text : `${about}\n\n${text}`);

interface Marked {
  readonly cache_control?: { readonly ttl?: string | null | undefined } | null | undefined;
}

function textIn(text: string, block: Marked = {}): readonly TextContent[] {
  return text === '' ? [] : [{ kind: 'text', text, ...markOf(block) }];
}

function markOf({ cache_control: mark }: Marked): { cache?: CacheMark } {
  return mark == null ? {} : { cache: { ttl: mark.ttl ?? null } };
}

const listOf = (content: unknown): readonly unknown[] => (Array.isArray(content) ? content : []);

function unreadable(param: string, cause: z.ZodError): Refusal {
  return new Refusal(
    {
      code: 'invalid_request',
      message: `${param}: this content block cannot be sent to the model chosen, which speaks another format. Send text, image, document or tool blocks, or name a model of an Anthropic provider.`,
      param,
    },
    { cause },
  );
}
