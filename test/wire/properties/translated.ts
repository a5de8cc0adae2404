/**
 * What a provider of each wire is sent of a request of another, as data: where it has no word for something, what it has
 * instead. Whatever else is not sent must be named in `dropped` or refused by `lacks`.
 */

import type { AssistantContent, Message, Prompt, TextContent } from '../../../src/wire/prompt.ts';
import type { Normal } from './normal.ts';

const blank = ({ text }: TextContent): boolean => text.trim() === '';
const changed = (prompt: Prompt, change: (message: Message) => readonly Message[]): Prompt => ({
  ...prompt,
  messages: prompt.messages.flatMap(change),
});

/** Thoughts are for their issuer alone, and calls go unsigned where their wire has no place for it. */
function withoutThoughts(message: Message, keeps: (part: AssistantContent) => boolean): readonly Message[] {
  if (message.role !== 'assistant') return [message];
  const content = message.content.flatMap((part): AssistantContent[] => {
    if (part.kind === 'call') return [{ ...part, signature: null }];
    return part.kind === 'text' || keeps(part) ? [part] : [];
  });
  return [{ ...message, content }];
}

/** A result is words: that the tool failed is said, and what it showed follows in the user's name. */
function resultsInWords(message: Message): readonly Message[] {
  if (message.role !== 'tool') return [message];
  const shown = message.content.flatMap(({ callId, content }) => {
    const media = content.filter((part) => part.kind !== 'text');
    return media.length === 0
      ? []
      : [{ kind: 'text' as const, text: `What the tool call ${callId} showed:` }, ...media];
  });
  const results = message.content.map((result) => {
    const said = result.content.flatMap((part) => (part.kind === 'text' && part.text !== '' ? [part.text] : []));
    const words = said.join('\n');
    const text = result.isError ? `The tool failed.\n${words}` : words;
    return { ...result, isError: false, content: [{ kind: 'text' as const, text }] };
  });
  return [
    { role: 'tool', content: results },
    ...(shown.length === 0 ? [] : [{ role: 'user' as const, content: shown, name: null }]),
  ];
}

/** By a provider of Chat Completions. */
export const toChat = (prompt: Prompt): Prompt =>
  changed(prompt, (message) => withoutThoughts(message, () => false).flatMap(resultsInWords));

const worded = (message: Message): readonly Message[] => {
  switch (message.role) {
    case 'system':
      return [];
    case 'user':
      return [{ ...message, content: message.content.filter((part) => part.kind !== 'text' || !blank(part)) }];
    case 'assistant':
      return [{ ...message, content: message.content.filter((part) => part.kind !== 'text' || !blank(part)) }];
    case 'tool': {
      const results = message.content.map((result) => ({
        ...{ ...result, content: result.content.filter((part) => part.kind !== 'text' || !blank(part)) },
      }));
      return [{ ...message, content: results }];
    }
  }
};

/**
 * By Anthropic: late instructions join the first, and are the user's words where nobody has spoken; blank words are none. JSON
 * is asked for in words, and a schema has neither name nor strictness of its own.
 */
export function toAnthropic(prompt: Prompt): Prompt {
  const late = prompt.messages.flatMap((message) => (message.role === 'system' ? message.content : []));
  const json: readonly TextContent[] =
    prompt.format.kind === 'json' ? [{ kind: 'text', text: 'Answer with one JSON object and with nothing else.' }] : [];
  const { format } = prompt;
  const sent = changed(prompt, (message) =>
    withoutThoughts(message, (part) => part.kind !== 'text' && part.signature?.issuer === 'anthropic').flatMap(worded),
  );
  const instructions = [...[...prompt.instructions, ...late].filter((one) => !blank(one)), ...json];
  const isSilent = sent.messages.every(({ content }) => content.length === 0);
  return {
    ...sent,
    instructions: isSilent ? [] : instructions,
    messages: isSilent ? [{ role: 'user', content: instructions, name: null }] : trimmed(sent.messages),
    format: format.kind === 'schema' ? asSchema(format) : { kind: 'text' },
  };
}

type SchemaFormat = Extract<Prompt['format'], { kind: 'schema' }>;

/** What the client says of the whole has its place within the schema, before what the schema says of itself. */
function asSchema(format: SchemaFormat): SchemaFormat {
  const about = [format.description, format.schema['description']].filter((words) => typeof words === 'string');
  const description = about.length === 0 ? null : about.join('; ');
  return { ...format, ...{ name: 'answer', strict: true, description, schema: namesIn(format.schema) } };
}

/** An answer that is begun does not end in white space. */
function trimmed(messages: readonly Message[]): readonly Message[] {
  const at = messages.findLastIndex(({ content }) => content.length > 0);
  const last = messages[at];
  const tail = last?.content.at(-1);
  if (last?.role !== 'assistant' || tail?.kind !== 'text') return messages;
  const content = [...last.content.slice(0, -1), { ...tail, text: tail.text.trimEnd() }];
  return messages.with(at, { ...last, content });
}

/** A model that does not write by a schema calls a tool instead, unless it has to call one of the client's. */
export function toEarlyAnthropic(prompt: Prompt): Prompt {
  const { format, tools, toolChoice } = prompt;
  const isForced = toolChoice?.kind === 'required' || toolChoice?.kind === 'tool';
  const sent = { ...toAnthropic(prompt), format: { kind: 'text' } } as const;
  if (format.kind !== 'schema' || isForced) return sent;
  const name = 'signalbox_answer';
  const answer = {
    name,
    description: format.description ?? 'Gives the answer.',
    parameters: format.schema,
    strict: null,
  };
  const may = tools.length > 0 && toolChoice?.kind !== 'none';
  const parallelCalls = may ? prompt.parallelCalls : null;
  return {
    ...sent,
    parallelCalls,
    tools: [...tools, answer],
    toolChoice: may ? { kind: 'required' } : { kind: 'tool', name },
  };
}

/** How a schema is fitted is a matter of its own: the names of its properties are all there. */
const namesIn = (schema: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(Object(Reflect.get(Object(schema), 'properties'))).map(([name, inner]) => [name, namesIn(inner)]),
  );

export function readOfAnthropic(prompt: Prompt): Prompt {
  const { format } = prompt;
  if (format.kind !== 'schema') return prompt;
  const { description } = format.schema;
  const said = typeof description === 'string' ? description : null;
  return { ...prompt, format: { ...format, description: said, schema: namesIn(format.schema) } };
}

/** Fields that a provider says it was not sent are nobody's loss. */
export function without(meaning: Normal, dropped: readonly string[]): object {
  const { sampling, tools, turns, thinks, format, oneCall, ...rest } = meaning;
  const isDropped = (...names: readonly string[]) => names.some((name) => dropped.includes(name));
  const named: readonly (readonly [keyof Prompt['sampling'], string])[] = [
    ...([
      ['temperature', 'temperature'],
      ['topP', 'top_p'],
      ['topK', 'top_k'],
      ['seed', 'seed'],
    ] as const),
    ...([
      ['frequencyPenalty', 'frequency_penalty'],
      ['presencePenalty', 'presence_penalty'],
    ] as const),
  ];
  const left = Object.fromEntries(
    Object.entries(sampling).filter(([key]) => !named.some(([name, field]) => name === key && isDropped(field))),
  );
  const isSchema = format.kind === 'schema';
  return {
    ...rest,
    sampling: left,
    tools: isDropped('tools.strict') ? tools.map((tool) => ({ ...tool, strict: false })) : tools,
    turns: turns.map((turn) => unnamed(turn, isDropped('messages.name'), isDropped('messages.image_url.detail'))),
    thinks: isDropped('reasoning_effort', 'reasoning.effort', 'thinking', 'output_config.effort') ? null : thinks,
    format: isSchema && isDropped('response_format.description') ? { ...format, description: null } : format,
    oneCall: isDropped('parallel_tool_calls') ? null : oneCall,
  };
}

function unnamed(turn: object, names: boolean, details: boolean): object {
  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === 'detail' ? null : within(one)]));
  };
  const kept = details ? Object(within(turn)) : turn;
  return { ...kept, ...(names && 'names' in turn ? { names: [] } : {}) };
}
