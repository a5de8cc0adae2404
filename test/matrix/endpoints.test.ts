/** The cells of the README's table that tell of the endpoints beside the three wires, each by its name. */

import { describe, expect, it } from 'vitest';
import { rowOf } from '../../src/provider/table.ts';
import { lacking } from '../../src/provider/target.ts';
import { PROVIDER_KINDS, type ProviderKind } from '../../src/tenant/policy.ts';
import { readEmbeddings } from '../../src/wire/embeddings/read.ts';
import { orderOf } from '../support/order.ts';
import { ENDPOINTS, endpointMark } from './endpoint-cells.ts';
import type { Mark } from './mark.ts';
import { order, target } from './sending.ts';

const HEADERS = { user: null, session: null, effort: null };
const targetFor = (kind: ProviderKind, id = 'model-1') => target({ name: kind, kind, id, form: 'chat' });

/** A model of vectors, of those whose format is their own. */
const EMBEDDERS: Partial<Readonly<Record<ProviderKind, string>>> = {
  google: 'gemini-embedding-001',
  cohere: 'embed-v4.0',
  'amazon-bedrock': 'cohere.embed-v4:0',
  'workers-ai': '@cf/baai/bge-m3',
};

async function embeddings(kind: ProviderKind): Promise<Mark> {
  const own = EMBEDDERS[kind];
  const json = { model: 'm', input: ['Hi', 'there'], encoding_format: 'base64', odd: 1 };
  const ask = readEmbeddings({ json, bytes: 99 }, HEADERS);
  const to = targetFor(kind, own);
  if (lacking(to.model, ask).length > 0) return 'refused';
  const dialect = rowOf(kind)?.dialect('embeddings');
  if (dialect === undefined) throw new Error(`Nobody calls ${kind}.`);
  const call = await dialect.call(to, { ...orderOf(), ask });
  if (own === undefined) {
    expect(JSON.parse(call.body)).toEqual({ ...json, model: 'model-1' });
    expect(dialect).toMatchObject({ speaks: 'embeddings', verbatim: true });
    return 'same';
  }
  for (const text of json.input) expect(call.body).toContain(`"${text}"`);
  expect(`${call.url} ${call.body}`).toContain(encodeURIComponent(own).replaceAll('%40', '@').replaceAll('%2F', '/'));
  expect(call.dropped).toEqual(['odd']);
  return 'carried';
}

function countTokens(kind: ProviderKind): Mark {
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
