/**
 * A Prompt's messages -> those of Converse: two roles that take turns and of which the user has the first word, what tools
 * answered before anything else is said, no empty text, and of the thoughts only those that this provider signed.
 */

import type { ContentBlock, SystemContentBlock, ToolResultContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { AssistantContent, CacheMark, Message, Prompt, TextContent, UserContent } from '../../wire/prompt.ts';
import { callId } from './call-id.ts';
import { type Family, issuerOf } from './family.ts';
import { mediaBlocks, type Wired } from './media.ts';

type Block = Wired<ContentBlock>;
type ResultBlock = Wired<ToolResultContentBlock>;
type Result = Extract<Message, { role: 'tool' }>['content'][number];

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: Block[];
}

/** Who reads the messages. */
interface Reader {
  readonly id: string;
  readonly family: Family;
  /** Of the documents so far. */
  readonly names: Set<string>;
}

/** Instructions that come late join the first: there is one place for them. */
export function systemBlocks({ instructions, messages }: Prompt, { caches }: Family): Wired<SystemContentBlock>[] {
  const late = messages.flatMap((message) => (message.role === 'system' ? message.content : []));
  return [...instructions, ...late].flatMap((part) =>
    part.text.trim() === '' ? [] : [{ text: part.text }, ...cachePoint(part, caches !== 'none')],
  );
}

export function bedrockMessages({ messages }: Prompt, id: string, family: Family): Turn[] {
  const reader: Reader = { id, family, names: new Set() };
  const turns: Turn[] = [];
  for (const message of messages) {
    const content = contentOf(message, reader);
    if (content.length === 0) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role !== role) turns.push({ role, content });
    // Results must lead: a user's words between the calls and their results stand behind them.
    else if (message.role === 'tool') last.content.splice(endOfResults(last.content), 0, ...content);
    else last.content.push(...content);
  }
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', content: [{ text: '(continued)' }] });
  return turns.map(withWords).map(withoutTail);
}

/** Behind the last result and the mark that may follow it. */
function endOfResults(content: readonly Block[]): number {
  const at = content.findLastIndex((block) => block.toolResult !== undefined);
  return content[at + 1]?.cachePoint === undefined ? at + 1 : at + 2;
}

/** A document alone is refused: words must stand beside it. */
function withWords(turn: Turn): Turn {
  const documents = turn.content.some((block) => block.document !== undefined);
  const words = turn.content.some((block) => block.text !== undefined);
  return documents && !words ? { ...turn, content: [...turn.content, { text: 'The document is attached.' }] } : turn;
}

/** An answer that is begun may not end in white space. */
function withoutTail(turn: Turn, at: number, turns: readonly Turn[]): Turn {
  const last = turn.content.at(-1);
  if (at !== turns.length - 1 || turn.role !== 'assistant' || last?.text === undefined) return turn;
  return { ...turn, content: [...turn.content.slice(0, -1), { text: last.text.trimEnd() }] };
}

function contentOf(message: Message, reader: Reader): Block[] {
  switch (message.role) {
    case 'system':
      return [];
    case 'user':
      return message.content.flatMap((part) => userBlocks(part, reader));
    case 'assistant':
      return message.content.flatMap((part) => assistantBlocks(part, reader));
    case 'tool':
      return message.content.flatMap((result) => resultBlocks(result, reader));
  }
}

function userBlocks(part: UserContent, { family, names }: Reader): Block[] {
  switch (part.kind) {
    case 'text':
      return textBlocks(part, family);
    case 'image':
      return [...mediaBlocks(part.source, null, names), ...markOf(part, family)];
    case 'file':
      return [...mediaBlocks(part.source, part.name, names), ...markOf(part, family)];
    case 'audio':
      // `lacks` has kept it away.
      return [];
  }
}

function assistantBlocks(part: AssistantContent, { id, family }: Reader): Block[] {
  switch (part.kind) {
    case 'text':
      return textBlocks(part, family);
    case 'reasoning': {
      const { text, signature } = part;
      if (signature?.issuer !== issuerOf(id)) return [];
      return [{ reasoningContent: { reasoningText: { text, signature: signature.value } } }];
    }
    case 'sealed':
      return part.signature.issuer === 'bedrock'
        ? [{ reasoningContent: { redactedContent: part.signature.value } }]
        : [];
    case 'call':
      return [
        { toolUse: { toolUseId: callId(part.id, family), name: part.name, input: inputOf(part.arguments) } },
        ...markOf(part, family),
      ];
  }
}

function resultBlocks(result: Result, { family, names }: Reader): Block[] {
  const content = result.content.flatMap((part): ResultBlock[] => {
    if (part.kind !== 'text') return [...mediaBlocks(part.source, part.kind === 'file' ? part.name : null, names)];
    return part.text.trim() === '' ? [] : [jsonOrText(part.text)];
  });
  // Who has no word for a failure is told of it in words.
  if (result.isError && !family.takesStatus) content.unshift({ text: 'The tool failed.' });
  const status = result.isError && family.takesStatus ? { status: 'error' as const } : {};
  const toolUseId = callId(result.callId, family);
  const told = content.length === 0 ? [{ text: '(nothing)' }] : content;
  return [{ toolResult: { toolUseId, content: told, ...status } }, ...markOf(result, family)];
}

/** As JSON only what is the same to the letter when it is written again. */
function jsonOrText(text: string): ResultBlock {
  const json = objectOf(text);
  return json !== null && JSON.stringify(json) === text ? { json } : { text };
}

/** An object; what is none is shown to the model as it wrote it. */
const inputOf = (json: string): object => objectOf(json) ?? { INVALID_JSON: json };

function objectOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    // Not JSON: the caller has another use for it.
    return null;
  }
}

/** Text without a word in it is refused. */
function textBlocks(part: TextContent, family: Family): Block[] {
  return part.text.trim() === '' ? [] : [{ text: part.text }, ...markOf(part, family)];
}

const markOf = (part: { readonly cache?: CacheMark }, { caches }: Family) => cachePoint(part, caches !== 'none');

/** Behind what is worth caching; five minutes where nothing else is said. */
export function cachePoint({ cache }: { readonly cache?: CacheMark }, may: boolean) {
  if (cache === undefined || !may) return [];
  const ttl = cache.ttl === '1h' ? { ttl: '1h' as const } : {};
  return [{ cachePoint: { type: 'default' as const, ...ttl } }];
}
