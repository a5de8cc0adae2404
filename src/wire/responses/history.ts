/**
 * The items of a Responses request -> the messages of a conversation. What the model said in one answer is several items
 * here, and one message there. Items that no other provider can read are named: those that are over and only tell how the
 * answer came about are left out, all others would be missed.
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { Signature } from '../../part.ts';
import type { AssistantContent, Message, UserContent } from '../prompt.ts';
import { contentOf, textsOf } from './content.ts';
import { isReference } from './held-by.ts';
import { type Item, isMessage } from './items.ts';
import { readSeal } from './seal.ts';

export interface History {
  readonly messages: readonly Message[];
  /** Paths of items that are left out. */
  readonly unsaid: readonly string[];
  /** What cannot be left out: noun phrases. */
  readonly unsayable: readonly string[];
}

const callSchema = once(() =>
  z.object({
    call_id: z.string(),
    name: z.string(),
    arguments: z.string().nullish(),
    /** Of a custom tool: text instead of JSON. */
    input: z.string().nullish(),
  }),
);

const resultSchema = once(() => z.object({ call_id: z.string(), output: z.unknown(), status: z.string().nullish() }));

const summarySchema = once(() => z.array(z.object({ text: z.string() })).catch([]));

/** The provider's own tools at work, done with before the answer was written: the answer tells of what they found. */
const DONE_BY_PROVIDER: ReadonlySet<string> = new Set([
  ...['web_search_call', 'file_search_call', 'code_interpreter_call', 'mcp_list_tools', 'tool_search_call'],
]);

/** Throws Refusal `invalid_request` for content that cannot be read. */
export function historyOf(items: readonly Item[]): History {
  const messages: Message[] = [];
  const unsaid: string[] = [];
  const unsayable = new Set<string>();
  const names = new Map<string, string>();
  /** Signatures that wait for their calls. */
  const signed = new Map<string, Signature>();

  const say = (...content: readonly AssistantContent[]) => {
    const last = messages.at(-1);
    if (content.length === 0) return;
    if (last?.role === 'assistant') {
      messages[messages.length - 1] = { ...last, content: [...last.content, ...content] };
    } else messages.push({ role: 'assistant', content });
  };

  for (const [at, item] of items.entries()) {
    const path = `input.${at}`;
    if (isMessage(item)) {
      if (item.role === 'assistant') say(...textsOf(item.content, `${path}.content`));
      else if (item.role === 'user' || item.role === undefined) {
        messages.push({ role: 'user', content: contentOf(item.content, `${path}.content`), name: null });
      } else messages.push({ role: 'system', content: textsOf(item.content, `${path}.content`) });
      continue;
    }
    const call = callOf(item);
    if (call !== null) {
      names.set(call.id, call.name);
      say({ ...call, signature: signed.get(call.id) ?? null });
      continue;
    }
    const result = resultOf(item, names, path);
    if (result !== null) {
      const last = messages.at(-1);
      // Results in a row are one message, as parallel calls are.
      if (last?.role === 'tool') messages[messages.length - 1] = { ...last, content: [...last.content, result] };
      else messages.push({ role: 'tool', content: [result] });
      continue;
    }
    if (item.type === 'reasoning') {
      const seal = item.encrypted_content ? readSeal(item.encrypted_content) : null;
      if (seal?.kind === 'call') signed.set(seal.callId, seal.signature);
      else say(...thoughtOf(item, seal));
    } else if (item.type !== undefined && DONE_BY_PROVIDER.has(item.type)) unsaid.push(path);
    else if (isReference(item))
      unsayable.add('an item that its provider keeps (item_reference; with store: false clients send the item itself)');
    else unsayable.add(`an item of type "${item.type}"`);
  }
  return { messages, unsaid, unsayable: [...unsayable] };
}

/** A custom tool takes a text: elsewhere it is a function whose one argument is that text (see `tools.ts`). */
function callOf(item: Item): Extract<AssistantContent, { kind: 'call' }> | null {
  if (item.type !== 'function_call' && item.type !== 'custom_tool_call') return null;
  const read = callSchema().safeParse(item);
  if (!read.success) return null;
  const { call_id: id, name, arguments: json, input } = read.data;
  const text = item.type === 'custom_tool_call' ? JSON.stringify({ input: input ?? '' }) : json || '{}';
  return { kind: 'call', id, name, arguments: text, signature: null };
}

function resultOf(item: Item, names: ReadonlyMap<string, string>, path: string) {
  if (item.type !== 'function_call_output' && item.type !== 'custom_tool_call_output') return null;
  const read = resultSchema().safeParse(item);
  if (!read.success) return null;
  const { call_id: callId, output } = read.data;
  const content = contentOf(output, `${path}.output`).filter(isOfResult);
  return { kind: 'result' as const, callId, name: names.get(callId) ?? null, content, isError: false };
}

const isOfResult = (part: UserContent) => part.kind !== 'audio';

function thoughtOf(item: Item, seal: ReturnType<typeof readSeal> | null): readonly AssistantContent[] {
  const shown = [...summarySchema().parse(item['summary']), ...textsOf(item.content, 'input')];
  const text = shown.map((part) => part.text).join('\n\n');
  if (seal === null) return text === '' ? [] : [{ kind: 'reasoning', text, signature: null }];
  if (seal.kind === 'signed') return [{ kind: 'reasoning', text, signature: seal.signature }];
  const sealed: AssistantContent = { kind: 'sealed', signature: seal.signature, id: item.id ?? null };
  return text === '' ? [sealed] : [{ kind: 'reasoning', text, signature: null }, sealed];
}
