/** A Prompt -> the body of a chat, and the fields of the Prompt that Cohere is not sent. */

import type { Format, Prompt, Tool } from '../../wire/prompt.ts';
import { unmarked } from '../cache-marks.ts';
import { detailsOf } from '../details.ts';
import { cohereMessages, isDetail } from './messages.ts';
import { cohereSchema } from './schema.ts';

interface Written {
  readonly body: Readonly<Record<string, unknown>>;
  readonly dropped: readonly string[];
}

export function cohereRequest(prompt: Prompt): Written {
  const { sampling, toolChoice } = prompt;
  // One tool, and that one: it has no other word for it.
  const tools =
    toolChoice?.kind === 'tool' ? prompt.tools.filter(({ name }) => name === toolChoice.name) : prompt.tools;
  const strict = tools.length > 0 && tools.every(canBeStrict);
  const penalised = isPenalty(sampling.frequencyPenalty);
  return {
    body: without({
      messages: cohereMessages(prompt),
      tools: tools.length === 0 ? null : tools.map(toolOf),
      tool_choice: tools.length === 0 ? null : choiceOf(prompt),
      strict_tools: strict ? true : null,
      response_format: formatOf(prompt.format),
      temperature: sampling.temperature,
      // 0 and 1 are refused, and are what the nearest value means.
      p: sampling.topP === null ? null : Math.min(0.99, Math.max(0.01, sampling.topP)),
      k: sampling.topK === null ? null : Math.min(500, sampling.topK),
      frequency_penalty: penalised ? sampling.frequencyPenalty : null,
      // Both at once are refused.
      presence_penalty: !penalised && isPenalty(sampling.presencePenalty) ? sampling.presencePenalty : null,
      seed: isSeed(sampling.seed) ? sampling.seed : null,
      stop_sequences: sampling.stop.length === 0 ? null : sampling.stop,
    }),
    dropped: [...prompt.unsaid, ...unheard(prompt, strict, penalised)],
  };
}

const MAX_STOPS = 5;

/** What a prompt requires that Cohere has no word for. */
export function cohereLacks({ messages, sampling, format, tools }: Prompt): readonly string[] {
  const parts = messages.flatMap((message): readonly { kind: string; source?: { kind: string } }[] =>
    message.role === 'tool' ? message.content.flatMap(({ content }) => content) : message.content,
  );
  return [
    ...(parts.some(({ kind }) => kind === 'audio') ? ['sound in a message'] : []),
    ...(parts.some(({ kind }) => kind === 'file') ? ['a file in a message'] : []),
    ...(parts.some(({ kind, source }) => kind === 'image' && source?.kind === 'id')
      ? ['a file that another provider keeps']
      : []),
    ...(sampling.stop.length > MAX_STOPS ? [`more than ${MAX_STOPS} stop sequences`] : []),
    ...(format.kind !== 'text' && tools.length > 0 ? ['JSON output beside tools'] : []),
    ...(format.kind === 'schema' ? cohereSchema(format.schema).lacks : []),
  ];
}

function toolOf({ name, description, parameters }: Tool): object {
  return { type: 'function', function: { name, ...(description === null ? {} : { description }), parameters } };
}

/** It is free to choose when nothing is said. */
function choiceOf({ toolChoice }: Prompt): 'REQUIRED' | 'NONE' | null {
  switch (toolChoice?.kind) {
    case 'none':
      return 'NONE';
    case 'required':
    case 'tool':
      return 'REQUIRED';
    default:
      return null;
  }
}

function formatOf(format: Format): object | null {
  if (format.kind === 'text') return null;
  return {
    type: 'json_object',
    ...(format.kind === 'schema' ? { json_schema: cohereSchema(format.schema).schema } : {}),
  };
}

/** A strict tool has to require something, and may ask for nothing that a schema of Cohere's cannot. */
function canBeStrict({ strict, parameters }: Tool): boolean {
  const { dropped, lacks } = cohereSchema(parameters);
  return strict === true && dropped.length === 0 && lacks.length === 0;
}

const isPenalty = (value: number | null): boolean => value !== null && value >= 0 && value <= 1;
const isSeed = (value: number | null): boolean => value !== null && Number.isSafeInteger(value) && value >= 0;

/** Fields that have no word here and change nothing of what is meant. */
function unheard(prompt: Prompt, strict: boolean, penalised: boolean): string[] {
  const { sampling, parallelCalls, tools, format, messages } = prompt;
  const { frequencyPenalty, presencePenalty, seed } = sampling;
  const named = messages.some((message) => message.role === 'user' && message.name !== null);
  return [
    ...(parallelCalls === false && tools.length > 0 ? ['parallel_tool_calls'] : []),
    ...(!strict && tools.some((tool) => tool.strict === true) ? ['tools.strict'] : []),
    ...(frequencyPenalty !== null && !penalised ? ['frequency_penalty'] : []),
    ...(presencePenalty !== null && (penalised || !isPenalty(presencePenalty)) ? ['presence_penalty'] : []),
    ...(seed !== null && !isSeed(seed) ? ['seed'] : []),
    ...(format.kind === 'schema'
      ? cohereSchema(format.schema).dropped.map((keyword) => `response_format.schema.${keyword}`)
      : []),
    ...(format.kind === 'schema' && format.description !== null ? ['response_format.description'] : []),
    ...(detailsOf(prompt).some((detail) => !isDetail(detail)) ? ['messages.image_url.detail'] : []),
    ...(named ? ['messages.name'] : []),
    ...unmarked(prompt),
  ];
}

/** What is null is not sent. */
function without(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
