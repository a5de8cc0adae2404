/**
 * What the models of Workers AI send back, as a chat completion: `{response, tool_calls, usage}` of its own models, and of
 * the newer ones what is a chat completion already. Either may stand within `result`.
 */

import * as z from 'zod';
import { once } from '../../once.ts';
import { statusOfError } from './errors.ts';

const ownSchema = once(() =>
  z.object({
    response: z.unknown().optional(),
    tool_calls: z
      .array(
        z.object({
          id: z.string().nullish().catch(null),
          index: z.number().nullish().catch(null),
          name: z.string().nullish().catch(null),
          arguments: z.unknown().optional(),
          function: z.unknown().optional(),
        }),
      )
      .nullish()
      .catch(null),
    usage: z.unknown().optional(),
    finish_reason: z.string().nullish().catch(null),
    choices: z.unknown().optional(),
    error: z.unknown().optional(),
    errors: z
      .array(z.object({ message: z.string(), code: z.unknown().optional() }))
      .nullish()
      .catch(null),
    message: z.string().nullish().catch(null),
  }),
);

type Own = z.infer<ReturnType<typeof ownSchema>>;
/** What failed has its errors beside a `result` that is empty. */
const answerSchema = once(() =>
  z.union([
    z
      .object({ result: ownSchema(), errors: ownSchema().shape.errors })
      .transform(({ result, errors }) => ({ ...result, errors: result.errors ?? errors })),
    ownSchema(),
  ]),
);

/** JSON of a chat completion with the one message, or piece of it; null: neither JSON nor an object. */
export function asChat(data: string): string | null {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    // Not JSON: the caller turns null into a failure that names the model.
    return null;
  }
  const read = answerSchema().safeParse(json);
  if (!read.success) return null;
  const own = read.data;
  if (own.choices !== undefined || own.error !== undefined) return JSON.stringify(insideOf(json));
  const [fault] = own.errors ?? [];
  const message = fault?.message ?? own.message;
  if (message != null) return JSON.stringify({ error: { message, code: statusOfError(message, fault?.code) } });
  return JSON.stringify({ choices: choicesOf(own), ...(own.usage == null ? {} : { usage: own.usage }) });
}

const insideOf = (json: unknown): unknown => Reflect.get(Object(json), 'result') ?? json;

function choicesOf({ response, tool_calls: calls, finish_reason: reason }: Own): object[] {
  const said = (calls ?? []).filter(isCall);
  const content = typeof response === 'string' ? response : response == null ? '' : JSON.stringify(response);
  // A last event holds the count alone.
  if (content === '' && said.length === 0 && reason == null && response !== '') return [];
  return [
    {
      index: 0,
      delta: { content, ...(said.length === 0 ? {} : { tool_calls: said.map(chatCall) }) },
      // Its own models do not say why they stop: calls are a reason.
      finish_reason: reason ?? (said.length === 0 ? null : 'tool_calls'),
    },
  ];
}

type Call = NonNullable<Own['tool_calls']>[number];

/** A call ends in one in which everything is null. */
const isCall = ({ id, name, arguments: json, function: called }: Call): boolean =>
  id != null || name != null || (json != null && json !== '') || Reflect.get(Object(called), 'arguments') != null;

function chatCall({ id, index, name, arguments: json, function: called }: Call, at: number): object {
  return { id, index: index ?? at, function: called ?? { name, arguments: json ?? {} } };
}
