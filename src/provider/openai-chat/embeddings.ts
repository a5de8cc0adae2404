/** OpenAI Embeddings, provider side, for those of the Chat Completions family that have them. Vectors pass as they come. */

import type { Part } from '../../part.ts';
import type { Call, Dialect, Order, Target } from '../contract.ts';
import { parsed } from '../parsed.ts';
import { count, isObject, text } from '../shape.ts';
import { vectorParts } from '../vectors.ts';
import { callHeaders } from './headers.ts';
import type { ChatRow } from './row.ts';

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

const readWhole = (body: string): readonly Part[] | null => parsed(partsOf, body);

function partsOf(json: unknown): readonly Part[] | null {
  if (!isObject(json)) return null;
  const { error, data, usage } = json;
  const message = isObject(error) ? text(error['message']) : null;
  if (message !== null) return [{ kind: 'error', message }];
  if (!Array.isArray(data) || data.length === 0 || !data.every(isEmbedded)) return null;
  // The vectors go out as they came, and are not looked at.
  return vectorParts([], isObject(usage) ? count(usage['prompt_tokens']) : null);
}

const isEmbedded = (sent: unknown): boolean => isObject(sent) && sent['embedding'] !== undefined;
