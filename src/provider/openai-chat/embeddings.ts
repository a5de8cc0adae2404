/** OpenAI Embeddings, provider side, for those of the Chat Completions family that have them. Vectors pass as they come. */

import * as z from 'zod';
import { once } from '../../once.ts';
import type { Part } from '../../part.ts';
import type { Call, Dialect, Order, Target } from '../contract.ts';
import { vectorParts } from '../vectors.ts';
import { callHeaders } from './headers.ts';
import type { ChatRow } from './row.ts';

const answerSchema = once(() =>
  z.object({
    model: z.string().optional(),
    data: z.array(z.object({ embedding: z.unknown() })).min(1),
    usage: z
      .object({ prompt_tokens: z.number().nonnegative().max(1e9) })
      .optional()
      .catch(undefined),
  }),
);
const errorSchema = once(() => z.object({ error: z.object({ message: z.string() }) }));

export function embeddingsDialect(row: ChatRow): Dialect {
  return {
    speaks: 'embeddings',
    verbatim: true,
    framing: 'sse',
    lacks: () => [],
    call: (target, order) => buildCall(row, target, order),
    // Never asked for: no request for embeddings is a stream.
    reader: () => ({ read: () => null, end: () => null }),
    readWhole,
  };
}

function buildCall(row: ChatRow, { model, secret }: Target, { ask }: Order): Call {
  return {
    url: `${model.provider.baseUrl ?? row.baseUrl}${row.path(model, 'embeddings')}`,
    headers: callHeaders(row, secret, false),
    body: JSON.stringify({ ...ask.body, model: model.id }),
    dropped: [],
  };
}

function readWhole(body: string): readonly Part[] | null {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return null;
  }
  const failed = errorSchema().safeParse(json);
  if (failed.success) return [{ kind: 'error', message: failed.data.error.message }];
  const read = answerSchema().safeParse(json);
  if (!read.success) return null;
  // The vectors go out as they came, and are not looked at.
  return vectorParts([], read.data.usage?.prompt_tokens);
}
