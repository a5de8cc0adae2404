/** The cells of the README's table that tell of the endpoints beside the three wires, each by its name. */

import { describe, expect, it } from 'vitest';
import { rowOf } from '../../src/provider/table.ts';
import { lacking } from '../../src/provider/target.ts';
import { PROVIDER_KINDS, type ProviderKind } from '../../src/tenant/policy.ts';
import { readEmbeddings } from '../../src/wire/embeddings.ts';
import { orderOf } from '../support/order.ts';
import { ENDPOINTS, endpointMark } from './endpoint-cells.ts';
import { order, target } from './sending.ts';

const HEADERS = { user: null, session: null, effort: null };
const targetFor = (kind: ProviderKind) => target({ name: kind, kind, id: 'model-1', form: 'chat' });

async function embeddings(kind: ProviderKind): Promise<'same' | 'refused'> {
  const json = { model: 'm', input: ['Hi', 'there'], dimensions: 8, encoding_format: 'base64', odd: 1 };
  const ask = readEmbeddings({ json, bytes: 99 }, HEADERS);
  const to = targetFor(kind);
  if (lacking(to.model, ask).length > 0) return 'refused';
  const dialect = rowOf(kind)?.dialect('embeddings');
  const call = await dialect?.call(to, { ...orderOf(), ask });
  expect(JSON.parse(call?.body ?? '')).toEqual({ ...json, model: 'model-1' });
  expect(dialect).toMatchObject({ speaks: 'embeddings', verbatim: true });
  return 'same';
}

function countTokens(kind: ProviderKind): 'same' | 'estimated' {
  const json = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], odd: 1 };
  const call = rowOf(kind)?.count?.(targetFor(kind), order('messages', json).ask);
  if (call === undefined) return 'estimated';
  expect(JSON.parse(call.body)).toEqual({ ...json, model: 'model-1' });
  return 'same';
}

describe('an endpoint beside the three', () => {
  for (const feature of ENDPOINTS) {
    it.each(PROVIDER_KINDS)(`${feature.name} over %s`, async (kind) => {
      const mark = feature.name === 'embeddings' ? await embeddings(kind) : countTokens(kind);
      expect(mark).toBe(endpointMark(feature, kind));
    });
  }
});
