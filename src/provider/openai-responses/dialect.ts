/**
 * OpenAI Responses, provider side. It is called for clients of that wire alone: everybody else reaches the same models at
 * `/chat/completions`, so that nothing but a body as it came is ever sent here.
 * https://platform.openai.com/docs/api-reference/responses/create
 */

import type { Call, Dialect, Order, Target } from '../contract.ts';
import { callHeaders } from '../openai-chat/headers.ts';
import { nearest, unknownLevel } from '../openai-chat/levels.ts';
import type { ChatRow } from '../openai-chat/row.ts';
import { thoughtOf } from '../thought.ts';
import { isForeignThought } from './foreign-thought.ts';
import { readWholeResponses, responsesReader } from './reader.ts';

export function responsesDialect(row: ChatRow): Dialect {
  return {
    speaks: 'responses',
    verbatim: true,
    framing: 'sse',
    lacks: () => [],
    call: (target, order) => buildCall(row, target, order),
    reader: responsesReader,
    readWhole: readWholeResponses,
  };
}

function buildCall(row: ChatRow, target: Target, order: Order): Call {
  const { model, secret } = target;
  const { ask, decision, outputCap } = order;
  const body: Record<string, unknown> = { ...ask.body, model: model.id };
  const dropped: string[] = [];
  const { input, reasoning } = ask.body;
  if (Array.isArray(input) && input.some(isForeignThought)) {
    body['input'] = input.filter((item) => !isForeignThought(item));
    dropped.push(...input.flatMap((item, at) => (isForeignThought(item) ? [`input.${at}`] : [])));
  }
  const thought = thoughtOf(target, order, null);
  // A level that nobody here knows pins nothing, and is the client's word all the same.
  const said = Reflect.get(Object(reasoning), 'effort') ?? null;
  // A model that the caller named is sent what the caller sent: it may know better, and its provider will say.
  const isCallers = decision.reason === 'pinned';
  const wish =
    thought !== null && (said === null || ask.effort?.by === 'header')
      ? thought
      : isCallers
        ? null
        : unknownLevel(row, model.id, said);
  if (wish !== null) body['reasoning'] = { ...Object(reasoning), effort: nearest(wish, row.levels(model.id)) };
  if (outputCap !== null) {
    // The cap was sized for the first candidate; a fallback with a shorter context would refuse it.
    const room = model.context === null ? outputCap : Math.max(1, model.context - decision.signals.inputTokens);
    body['max_output_tokens'] = Math.min(outputCap, room);
  }
  const unfit = isCallers ? [] : row.refuses(model).filter((name) => body[name] != null);
  for (const name of unfit) delete body[name];
  return {
    url: `${model.provider.baseUrl ?? row.baseUrl}/responses`,
    headers: callHeaders(row, secret, ask.stream),
    body: JSON.stringify(body),
    dropped: [...dropped, ...unfit],
  };
}
