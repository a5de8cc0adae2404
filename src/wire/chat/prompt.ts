/**
 * A chat completion's body -> Prompt, for a provider of another wire. The body has been validated where the router reads
 * it (`read.ts`); what else a provider must understand is read here, and what cannot be said elsewhere is named.
 */

import * as z from 'zod';
import { Refusal } from '../../error.ts';
import { once } from '../../once.ts';
import type { Format, Message, Prompt, Sampling, TextContent } from '../prompt.ts';
import { textsOf, userContent } from './content.ts';
import { type LegacyCalls, legacyCalls } from './legacy-calls.ts';
import { assistantContent } from './thoughts.ts';
import { foreignTools, toolChoiceOf, toolFields, toolsOf } from './tools.ts';

const anyRecord = once(() => z.record(z.string(), z.unknown()));

const promptSchema = once(() =>
  z.object({
    messages: z.array(z.looseObject({ role: z.string(), content: z.unknown().optional() })),
    ...toolFields(),
    parallel_tool_calls: z.boolean().nullish(),
    response_format: z
      .object({
        type: z.string(),
        json_schema: z
          .object({
            name: z.string(),
            description: z.string().nullish(),
            schema: anyRecord().nullish(),
            strict: z.boolean().nullish(),
          })
          .optional(),
      })
      .nullish(),
    temperature: z.number().nullish(),
    top_p: z.number().nullish(),
    top_k: z.number().nullish(),
    frequency_penalty: z.number().nullish(),
    presence_penalty: z.number().nullish(),
    seed: z.number().nullish(),
    stop: z.union([z.string(), z.array(z.string())]).nullish(),
    reasoning_effort: z.string().nullish(),
    modalities: z.array(z.string()).nullish(),
  }),
);
type Body = z.infer<ReturnType<typeof promptSchema>>;

/** Read by `read.ts` or said by the call itself. */
const ELSEWHERE: readonly string[] = [
  ...['model', 'stream', 'stream_options', 'n', 'max_tokens', 'max_completion_tokens', 'user', 'safety_identifier'],
];

/** Throws Refusal `invalid_request` with the field that cannot be read. */
export function promptOfChat(body: Readonly<Record<string, unknown>>): Prompt {
  const read = promptSchema().safeParse(body);
  if (!read.success) throw unreadable(read.error);
  const { data } = read;
  const legacy = legacyCalls();
  const messages = data.messages.flatMap((message, at) => messageOf(message, at, legacy));
  const begun = messages.findIndex(({ role }) => role !== 'system');
  const leading = begun === -1 ? messages : messages.slice(0, begun);
  return {
    instructions: leading.flatMap(({ content }) => content as readonly TextContent[]),
    messages: named(begun === -1 ? [] : messages.slice(begun)),
    tools: toolsOf(data),
    toolChoice: toolChoiceOf(data),
    parallelCalls: data.parallel_tool_calls ?? null,
    format: formatOf(data.response_format ?? null),
    sampling: samplingOf(data),
    thought: data.reasoning_effort == null ? null : { level: data.reasoning_effort, budget: null },
    unsaid: unsaid(body, data),
    unsayable: unsayable(data),
  };
}

function messageOf(message: Body['messages'][number], at: number, legacy: LegacyCalls): Message[] {
  const { role, content } = message;
  switch (role) {
    case 'system':
    case 'developer':
      return [{ role: 'system', content: textsOf(content) }];
    case 'assistant':
      return [{ role: 'assistant', content: assistantContent(message, at, legacy) }];
    case 'tool':
    case 'function': {
      const name = typeof message['name'] === 'string' ? message['name'] : null;
      const callId =
        typeof message['tool_call_id'] === 'string' ? message['tool_call_id'] : legacy.answered(String(name));
      const said = userContent(content, `messages.${at}.content`).filter((part) => part.kind !== 'audio');
      return [{ role: 'tool', content: [{ kind: 'result', callId, name, content: said, isError: false }] }];
    }
    default: {
      const name = typeof message['name'] === 'string' ? message['name'] : null;
      return [{ role: 'user', content: userContent(content, `messages.${at}.content`), name }];
    }
  }
}

/** A result with the name of the tool whose call it answers; results in a row are one message, as parallel calls are. */
function named(messages: readonly Message[]): readonly Message[] {
  const names = new Map<string, string>();
  const joined: Message[] = [];
  for (const message of messages) {
    if (message.role === 'assistant') {
      for (const part of message.content) if (part.kind === 'call') names.set(part.id, part.name);
    }
    const last = joined.at(-1);
    if (message.role !== 'tool') joined.push(message);
    else {
      const results = message.content.map((result) => ({
        ...result,
        name: result.name ?? names.get(result.callId) ?? null,
      }));
      if (last?.role === 'tool') joined[joined.length - 1] = { ...last, content: [...last.content, ...results] };
      else joined.push({ role: 'tool', content: results });
    }
  }
  return joined;
}

function formatOf(format: Body['response_format'] | null): Format {
  if (format?.type === 'json_schema' && format.json_schema !== undefined) {
    const { name, description, schema, strict } = format.json_schema;
    return { kind: 'schema', name, description: description ?? null, schema: schema ?? {}, strict: strict ?? null };
  }
  return { kind: format?.type === 'json_object' ? 'json' : 'text' };
}

function samplingOf(body: Body): Sampling {
  const { stop } = body;
  return {
    temperature: body.temperature ?? null,
    topP: body.top_p ?? null,
    topK: body.top_k ?? null,
    frequencyPenalty: body.frequency_penalty ?? null,
    presencePenalty: body.presence_penalty ?? null,
    seed: body.seed ?? null,
    stop: stop == null ? [] : typeof stop === 'string' ? [stop] : stop,
  };
}

function unsaid(body: Readonly<Record<string, unknown>>, { messages }: Body): readonly string[] {
  // A user's name is the Prompt's own, and a tool's that of its call: of all others nobody else has a word.
  const isNamed = messages.some(
    ({ role, name }) => typeof name === 'string' && (role === 'assistant' || role === 'system' || role === 'developer'),
  );
  const fields = Object.keys(body).filter(
    (name) => body[name] != null && !ELSEWHERE.includes(name) && !(name in promptSchema().shape),
  );
  return [...fields, ...(isNamed ? ['messages.name'] : [])];
}

function unsayable(data: Body): readonly string[] {
  const speaks = (data.modalities ?? []).some((one) => one !== 'text');
  const spoke = data.messages.some(({ role, audio }) => role === 'assistant' && audio != null);
  return [
    ...(speaks ? ['an answer in speech'] : []),
    ...(spoke ? ['a spoken answer that its provider keeps (audio)'] : []),
    ...foreignTools(data),
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
