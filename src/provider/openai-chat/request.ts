/** A Prompt -> the body of a chat completion, and the fields of the Prompt that this provider has no word for. */

import type { Format, Prompt, Tool, ToolChoice } from '../../wire/prompt.ts';
import { unmarked } from '../cache-marks.ts';
import { detailsOf } from '../details.ts';
import { inTurns } from './in-turns.ts';
import { chatMessages, isDetail } from './messages.ts';
import type { ChatRow } from './row.ts';

export interface Written {
  readonly body: Readonly<Record<string, unknown>>;
  readonly dropped: readonly string[];
}

export function chatRequest(prompt: Prompt, row: ChatRow): Written {
  const { sampling, tools, parallelCalls } = prompt;
  const { topK, seed, frequencyPenalty, presencePenalty } = sampling;
  const penalties = row.takesPenalties;
  const described = row.schema === 'described' && prompt.format.kind === 'schema' ? inWords(prompt.format) : null;
  const spoken = chatMessages(described === null ? prompt : withInstruction(prompt, described), row);
  const messages = inTurns(spoken, row.turns);
  return {
    body: without({
      messages,
      tools: tools.length === 0 ? null : tools.map(chatTool),
      tool_choice: tools.length === 0 ? null : toolChoice(prompt.toolChoice, row),
      parallel_tool_calls: tools.length === 0 ? null : parallelCalls,
      response_format: responseFormat(prompt.format, row),
      temperature: sampling.temperature,
      top_p: sampling.topP,
      top_k: row.takesTopK ? topK : null,
      frequency_penalty: penalties ? frequencyPenalty : null,
      presence_penalty: penalties ? presencePenalty : null,
      stop: sampling.stop.length === 0 ? null : sampling.stop,
      ...(row.seedField === null ? {} : { [row.seedField]: seed }),
    }),
    dropped: [
      ...prompt.unsaid,
      ...(detailsOf(prompt).some((detail) => !isDetail(detail)) ? ['messages.image_url.detail'] : []),
      ...(topK !== null && !row.takesTopK ? ['top_k'] : []),
      ...(seed !== null && row.seedField === null ? ['seed'] : []),
      ...(frequencyPenalty !== null && !penalties ? ['frequency_penalty'] : []),
      ...(presencePenalty !== null && !penalties ? ['presence_penalty'] : []),
      ...unmarked(prompt, row.takesCacheMarks ? ['words'] : []),
    ],
  };
}

/** What a prompt holds that this provider cannot be sent. */
export function chatLacks({ messages }: Prompt, row: ChatRow): readonly string[] {
  const parts = messages.flatMap((message): readonly { kind: string; source?: { kind: string; issuer?: string } }[] =>
    message.role === 'tool' ? message.content.flatMap(({ content }) => content) : message.content,
  );
  const files = parts.filter(({ kind }) => kind === 'file');
  // A chat names files by their ids, and images not.
  const kept = parts.some(
    ({ kind, source }) =>
      source?.kind === 'id' && (source.issuer !== 'openai' || !row.knowsFileIds || kind === 'image'),
  );
  return [
    ...(row.takesFiles === 'none' && files.length > 0 ? ['a file in a message'] : []),
    ...(row.takesFiles === 'bytes' && files.some(({ source }) => source?.kind === 'url') ? ['a file by its URL'] : []),
    ...(!row.takesAudio && parts.some(({ kind }) => kind === 'audio') ? ['sound in a message'] : []),
    ...(kept ? ['a file that another provider keeps'] : []),
  ];
}

function chatTool({ name, description, parameters: written, strict }: Tool): object {
  // "object schema missing properties", answers OpenAI to a tool that takes nothing.
  const isBare = written['properties'] === undefined && (written['type'] ?? 'object') === 'object';
  const parameters = isBare ? { type: 'object', ...written, properties: {} } : written;
  const words = description === null ? {} : { description };
  return { type: 'function', function: { name, ...words, parameters, ...(strict === null ? {} : { strict }) } };
}

function toolChoice(choice: ToolChoice | null, row: ChatRow): unknown {
  if (choice === null) return null;
  if (choice.kind === 'tool') return { type: 'function', function: { name: choice.name } };
  return choice.kind === 'required' ? row.anyTool : choice.kind;
}

function responseFormat(format: Format, row: ChatRow): unknown {
  if (format.kind === 'text') return null;
  if (format.kind === 'json' || row.schema === 'described') return { type: 'json_object' };
  const { name, description, schema, strict } = format;
  return { type: 'json_schema', json_schema: without({ name, description, schema, strict }) };
}

function inWords({ schema }: Extract<Format, { kind: 'schema' }>): string {
  return `Answer with JSON alone, and with such as this JSON Schema describes: ${JSON.stringify(schema)}`;
}

function withInstruction(prompt: Prompt, text: string): Prompt {
  return { ...prompt, instructions: [...prompt.instructions, { kind: 'text', text }] };
}

/** What is null is not sent: a server may take it for a value. */
function without(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
