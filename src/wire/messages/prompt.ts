/**
 * A messages body -> Prompt, for a provider of another wire. The body has been validated where the router reads it
 * (`read.ts`); what else a provider must understand is read here, and what cannot be said elsewhere is named.
 */

import * as z from 'zod';
import { Refusal } from '../../error.ts';
import { once } from '../../once.ts';
import type { Format, Message, Prompt, Tool, ToolChoice } from '../prompt.ts';
import { assistantSaid, isServerTool, textsOf, userSaid } from './content.ts';
import { thoughtWished } from './effort.ts';

const anyRecord = once(() => z.record(z.string(), z.unknown()));

const toolSchema = once(() =>
  z.object({
    type: z.string().nullish(),
    name: z.string(),
    description: z.string().nullish(),
    input_schema: anyRecord().nullish(),
    strict: z.boolean().nullish(),
    cache_control: z.object({ ttl: z.string().nullish() }).nullish(),
  }),
);

const formatSchema = once(() => z.object({ type: z.string(), schema: anyRecord().nullish() }));

const promptSchema = once(() =>
  z.object({
    messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
    system: z.unknown().optional(),
    tools: z.array(toolSchema()).nullish(),
    tool_choice: z
      .object({ type: z.string(), name: z.string().nullish(), disable_parallel_tool_use: z.boolean().nullish() })
      .nullish(),
    output_config: z.object({ effort: z.string().nullish(), format: formatSchema().nullish() }).nullish(),
    output_format: formatSchema().nullish(),
    thinking: z.object({ type: z.string(), budget_tokens: z.number().nullish() }).nullish(),
    temperature: z.number().nullish(),
    top_p: z.number().nullish(),
    top_k: z.number().nullish(),
    stop_sequences: z.array(z.string()).nullish(),
    container: z.unknown().optional(),
    mcp_servers: z.array(z.unknown()).nullish(),
  }),
);
type Sent = z.infer<ReturnType<typeof promptSchema>>;

/** Read by `read.ts` or said by the call itself. */
const ELSEWHERE: readonly string[] = ['model', 'stream', 'max_tokens', 'metadata'];

/** Throws Refusal `invalid_request` with the field that cannot be read. */
export function promptOfMessages(body: Readonly<Record<string, unknown>>): Prompt {
  const read = promptSchema().safeParse(body);
  if (!read.success) throw unreadable(read.error);
  const { data } = read;
  const choice = data.tool_choice ?? null;
  return {
    instructions: textsOf(data.system),
    messages: named(data.messages.flatMap(({ role, content }, at) => messagesOf(role, content, at))),
    tools: (data.tools ?? []).filter(isOwn).map(toolOf),
    toolChoice: choice === null ? null : toolChoiceOf(choice),
    parallelCalls: choice?.disable_parallel_tool_use == null ? null : !choice.disable_parallel_tool_use,
    format: formatOf(data.output_config?.format ?? data.output_format ?? null),
    sampling: {
      temperature: data.temperature ?? null,
      topP: data.top_p ?? null,
      topK: data.top_k ?? null,
      ...{ frequencyPenalty: null, presencePenalty: null, seed: null },
      stop: data.stop_sequences ?? [],
    },
    thought: thoughtWished(data),
    unsaid: unsaid(body, data),
    unsayable: unsayable(data),
  };
}

function messagesOf(role: string, content: unknown, at: number): readonly Message[] {
  const path = `messages.${at}.content`;
  if (role === 'system') return [{ role: 'system', content: textsOf(content) }];
  if (role === 'assistant') return [{ role: 'assistant', content: assistantSaid(content, path) }];
  // What tools answered comes before the user's words: everybody else's wire has it right after the calls.
  const { results, content: words } = userSaid(content, path);
  return [
    ...(results.length === 0 ? [] : [{ role: 'tool' as const, content: results }]),
    ...(words.length === 0 && results.length > 0 ? [] : [{ role: 'user' as const, content: words, name: null }]),
  ];
}

/** A result with the name of the tool whose call it answers: this wire does not repeat it. */
function named(messages: readonly Message[]): readonly Message[] {
  const names = new Map<string, string>();
  return messages.map((message) => {
    if (message.role === 'assistant') {
      for (const part of message.content) if (part.kind === 'call') names.set(part.id, part.name);
    }
    if (message.role !== 'tool') return message;
    return { ...message, content: message.content.map((one) => ({ ...one, name: names.get(one.callId) ?? null })) };
  });
}

type SentTool = z.infer<ReturnType<typeof toolSchema>>;

const isOwn = ({ type }: SentTool): boolean => type == null || type === 'custom';

function toolOf({ name, description, input_schema: schema, strict, cache_control: mark }: SentTool): Tool {
  return {
    ...{ name, description: description ?? null, strict: strict ?? null },
    parameters: schema ?? { type: 'object', properties: {} },
    ...(mark == null ? {} : { cache: { ttl: mark.ttl ?? null } }),
  };
}

function toolChoiceOf({ type, name }: NonNullable<Sent['tool_choice']>): ToolChoice {
  if (type === 'tool' && name != null) return { kind: 'tool', name };
  if (type === 'any') return { kind: 'required' };
  return { kind: type === 'none' ? 'none' : 'auto' };
}

function formatOf(format: z.infer<ReturnType<typeof formatSchema>> | null): Format {
  if (format?.type !== 'json_schema') return { kind: 'text' };
  return { kind: 'schema', name: 'answer', description: null, schema: format.schema ?? {}, strict: true };
}

function unsaid(body: Readonly<Record<string, unknown>>, { messages }: Sent): readonly string[] {
  const fields = Object.keys(body).filter(
    (name) => body[name] != null && !ELSEWHERE.includes(name) && !(name in promptSchema().shape),
  );
  const blocks = messages.flatMap(({ content }, at) =>
    (Array.isArray(content) ? content : []).flatMap((block: unknown, n) => {
      const path = `messages.${at}.content.${n}`;
      const citations: unknown = Reflect.get(Object(block), 'citations');
      const isWished = Reflect.get(Object(citations), 'enabled') === true;
      return [...(isServerTool(block) ? [path] : []), ...(isWished ? [`${path}.citations`] : [])];
    }),
  );
  return [...fields, ...blocks];
}

function unsayable({ tools, container, mcp_servers: servers }: Sent): readonly string[] {
  const foreign = new Set((tools ?? []).filter((tool) => !isOwn(tool)).map(({ type }) => type));
  return [
    ...[...foreign].map((type) => `a tool of type "${type}"`),
    ...(container == null ? [] : ['a container for code']),
    ...((servers ?? []).length === 0 ? [] : ['MCP servers called by the provider']),
  ];
}

function unreadable(error: z.ZodError): Refusal {
  const issue = error.issues[0];
  const param = issue?.path.map(String).join('.') ?? '';
  return new Refusal(
    { code: 'invalid_request', message: `${param}: ${issue?.message ?? 'cannot be read'}.`, param },
    { cause: error },
  );
}
