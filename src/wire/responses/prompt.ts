/**
 * A Responses body -> Prompt, for a provider of another wire. The body has been validated where the router reads it
 * (`read.ts`); what else a provider must understand is read here, and what cannot be said elsewhere is named.
 */

import * as z from 'zod';
import { Refusal } from '../../error.ts';
import { once } from '../../once.ts';
import type { Format, Prompt, TextContent } from '../prompt.ts';
import { historyOf } from './history.ts';
import { itemSchema } from './items.ts';
import { choiceOf, choiceSchema, foreignTools, toolSchema, toolsOf } from './tools.ts';

const formatSchema = once(() =>
  z.object({
    type: z.string(),
    name: z.string().nullish(),
    description: z.string().nullish(),
    schema: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
);

const promptSchema = once(() =>
  z.object({
    input: z.array(itemSchema()),
    instructions: z.string().nullish(),
    tools: z.array(toolSchema()).nullish(),
    tool_choice: choiceSchema().nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    text: z.looseObject({ format: formatSchema().nullish() }).nullish(),
    reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
    temperature: z.number().nullish(),
    top_p: z.number().nullish(),
    previous_response_id: z.string().nullish(),
    conversation: z.unknown().optional(),
    prompt: z.unknown().optional(),
  }),
);
type Body = z.infer<ReturnType<typeof promptSchema>>;

/** Read by `read.ts` or said by the call itself. */
const ELSEWHERE: readonly string[] = [
  ...['model', 'stream', 'stream_options', 'max_output_tokens', 'user', 'safety_identifier', 'background'],
];

/** What they ask for is what happens anyway. */
const MOOT: Readonly<Record<string, unknown>> = { store: false, truncation: 'disabled', service_tier: 'auto' };

/** Of objects that are read in part: thoughts are shown wherever a provider shows them, asked for or not. */
const WITHIN: Readonly<Record<'text' | 'reasoning', readonly string[]>> = {
  text: ['format'],
  reasoning: ['effort', 'summary', 'generate_summary'],
};

/** Throws Refusal `invalid_request` with the field that cannot be read. */
export function promptOfResponses(body: Readonly<Record<string, unknown>>): Prompt {
  const read = promptSchema().safeParse(body);
  if (!read.success) throw unreadable(read.error);
  const { data } = read;
  const history = historyOf(data.input);
  const begun = history.messages.findIndex(({ role }) => role !== 'system');
  const leading = begun === -1 ? history.messages : history.messages.slice(0, begun);
  const said = data.instructions || null;
  return {
    instructions: [
      ...(said === null ? [] : [{ kind: 'text' as const, text: said }]),
      ...leading.flatMap(({ content }) => content as readonly TextContent[]),
    ],
    messages: begun === -1 ? [] : history.messages.slice(begun),
    tools: toolsOf(data.tools ?? [], data.tool_choice ?? null),
    toolChoice: choiceOf(data.tool_choice ?? null),
    parallelCalls: data.parallel_tool_calls ?? null,
    format: formatOf(data.text?.format ?? null),
    sampling: {
      ...{ temperature: data.temperature ?? null, topP: data.top_p ?? null, topK: null, seed: null },
      ...{ frequencyPenalty: null, presencePenalty: null, stop: [] },
    },
    thought: data.reasoning?.effort == null ? null : { level: data.reasoning.effort, budget: null },
    unsaid: [...unsaid(body), ...history.unsaid],
    unsayable: [...kept(data), ...foreignTools(data.tools ?? []), ...history.unsayable],
  };
}

function unsaid(body: Readonly<Record<string, unknown>>): readonly string[] {
  const whole = Object.keys(body).filter((name) => {
    const value = body[name];
    if (value == null || value === MOOT[name] || isEmpty(value)) return false;
    return !ELSEWHERE.includes(name) && !(name in promptSchema().shape);
  });
  const within = (['text', 'reasoning'] as const).flatMap((name) =>
    Object.entries(Object(body[name]))
      .filter(([key, value]) => value != null && !WITHIN[name].includes(key))
      .map(([key]) => `${name}.${key}`),
  );
  return [...whole, ...within];
}

/** Sealed thoughts are always handed out. */
function isEmpty(value: unknown): boolean {
  const rest = Array.isArray(value) ? value.filter((one) => one !== 'reasoning.encrypted_content') : value;
  return typeof rest === 'object' && Object.keys(Object(rest)).length === 0;
}

function formatOf(format: z.infer<ReturnType<typeof formatSchema>> | null): Format {
  if (format?.type === 'json_schema') {
    const { name, description, schema, strict } = format;
    return {
      ...{ kind: 'schema', name: name ?? 'answer', description: description ?? null },
      ...{ schema: schema ?? {}, strict: strict ?? null },
    };
  }
  return { kind: format?.type === 'json_object' ? 'json' : 'text' };
}

/** What lies with OpenAI, under a name that means nothing to anybody else. */
function kept({ previous_response_id: previous, conversation, prompt }: Body): readonly string[] {
  return [
    ...(previous ? ['an answer that its provider keeps (previous_response_id)'] : []),
    ...(conversation == null ? [] : ['a conversation that its provider keeps (conversation)']),
    ...(prompt == null ? [] : ['a prompt that its provider keeps (prompt)']),
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
