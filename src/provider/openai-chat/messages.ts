/** A Prompt's messages -> those of Chat Completions. */

import type {
  ChatCompletionContentPart,
  ChatCompletionContentPartText,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { Message, Prompt, Source, TextContent, UserContent } from '../../wire/prompt.ts';
import type { ChatRow } from './row.ts';

/** Mistral's form of a file, by its URL or as a data URL. */
interface DocumentPart {
  readonly type: 'document_url';
  readonly document_url: string;
  readonly document_name?: string;
}

type ContentPart = ChatCompletionContentPart | DocumentPart;
type ChatMessage =
  | ChatCompletionMessageParam
  | { readonly role: 'user'; readonly content: string | ContentPart[]; readonly name?: string };

/** A tool's result holds text alone on this wire: its images follow in a message of the user's. */
export function chatMessages({ instructions, messages }: Prompt, row: ChatRow): ChatMessage[] {
  return [
    ...(instructions.every(({ text }) => text === '') ? [] : [systemMessage(instructions, row)]),
    ...messages.flatMap((message) => chatMessage(message, row)),
  ];
}

function chatMessage(message: Message, row: ChatRow): ChatMessage[] {
  switch (message.role) {
    case 'system':
      return [systemMessage(message.content, row)];
    case 'user':
      return [
        {
          role: 'user',
          content: userContent(message.content, row),
          ...(message.name === null ? {} : { name: message.name }),
        },
      ];
    case 'assistant':
      return assistantMessage(message.content, row);
    case 'tool': {
      const media: UserContent[] = [];
      const results = message.content.map(({ callId, content, isError }): ChatMessage => {
        const seen = content.filter((part) => part.kind !== 'text');
        if (seen.length > 0) media.push({ kind: 'text', text: `What the tool call ${callId} showed:` }, ...seen);
        const text = content
          .flatMap((part) => (part.kind === 'text' && part.text !== '' ? [part.text] : []))
          .join('\n');
        // This wire has no word for a tool that failed, and the model should know.
        return {
          role: 'tool',
          tool_call_id: row.callId(callId),
          content: isError ? `The tool failed.\n${text}` : text,
        };
      });
      return media.length === 0
        ? results
        : [...results, { role: 'user', content: media.map((part) => contentPart(part, row)) }];
    }
  }
}

type Assistant = Extract<Message, { role: 'assistant' }>['content'];

function assistantMessage(content: Assistant, row: ChatRow): ChatMessage[] {
  const text = content.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');
  const calls = content.flatMap((part) =>
    part.kind === 'call'
      ? [
          {
            ...{ id: row.callId(part.id), type: 'function' as const },
            function: { name: part.name, arguments: part.arguments },
          },
        ]
      : [],
  );
  const thoughts = thoughtsBack(content, row);
  // A message of thoughts alone says nothing to a provider that does not want them back.
  if (text === '' && calls.length === 0 && Object.keys(thoughts).length === 0) return [];
  return [
    {
      role: 'assistant',
      content: text === '' ? null : text,
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...thoughts,
    },
  ];
}

function thoughtsBack(content: Assistant, row: ChatRow): object {
  if (row.thoughtsBack === 'reasoning_content') {
    const text = content.flatMap((part) => (part.kind === 'reasoning' ? [part.text] : [])).join('');
    return text === '' ? {} : { reasoning_content: text };
  }
  if (row.thoughtsBack !== 'reasoning_details') return {};
  const details = content.flatMap((part): object[] => {
    if (part.kind === 'reasoning' && part.signature?.issuer === 'openrouter') {
      return [{ type: 'reasoning.text', text: part.text, signature: part.signature.value }];
    }
    return part.kind === 'sealed' && part.signature.issuer === 'openrouter'
      ? [{ type: 'reasoning.encrypted', data: part.signature.value }]
      : [];
  });
  return details.length === 0 ? {} : { reasoning_details: details };
}

/** In pieces only where one of them is marked. */
function systemMessage(content: readonly TextContent[], row: ChatRow): ChatMessage {
  return row.takesCacheMarks && content.some(isMarked)
    ? { role: 'system', content: content.map(markedText) }
    : { role: 'system', content: content.map(({ text }) => text).join('\n\n') };
}

/** Words alone go as a string: many a server knows nothing else. An empty text is none of them. */
function userContent(content: readonly UserContent[], row: ChatRow): string | ContentPart[] {
  const said = content.filter((part) => part.kind !== 'text' || part.text !== '');
  const texts = said.filter((part): part is TextContent => part.kind === 'text');
  if (row.takesCacheMarks && texts.some(isMarked)) {
    return said.map((part) => (part.kind === 'text' ? markedText(part) : contentPart(part, row)));
  }
  return texts.length === said.length
    ? texts.map(({ text }) => text).join('\n')
    : said.map((part) => contentPart(part, row));
}

const isMarked = ({ cache }: TextContent): boolean => cache !== undefined;

function markedText(part: TextContent): ChatCompletionContentPartText {
  const { text, cache } = part;
  if (cache === undefined) return { type: 'text', text };
  const mark = { type: 'ephemeral', ...(cache.ttl === null ? {} : { ttl: cache.ttl }) };
  return { type: 'text', text, ...{ cache_control: mark } };
}

function contentPart(part: UserContent, row: ChatRow): ContentPart {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image': {
      const { detail } = part;
      const url = urlOf(part.source);
      const known = detail !== null && isDetail(detail);
      return { type: 'image_url', image_url: known ? { url, detail } : { url } };
    }
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format === 'mp3' ? 'mp3' : 'wav' } };
    case 'file': {
      const { source, name } = part;
      if (row.takesFiles === 'documents') return documentPart(source, name);
      const file = source.kind === 'id' ? { file_id: source.id } : { file_data: urlOf(source) };
      return { type: 'file', file: { ...file, ...(name === null ? {} : { filename: name }) } };
    }
  }
}

function documentPart(source: Source, name: string | null): DocumentPart {
  return { type: 'document_url', document_url: urlOf(source), ...(name === null ? {} : { document_name: name }) };
}

export const isDetail = (detail: string): detail is 'low' | 'high' | 'auto' =>
  detail === 'low' || detail === 'high' || detail === 'auto';

function urlOf(source: Source): string {
  if (source.kind === 'base64') return `data:${source.mediaType};base64,${source.data}`;
  return source.kind === 'url' ? source.url : source.id;
}
