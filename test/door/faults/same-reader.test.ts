/**
 * Which wall holds for which kind. A dozen providers follow Chat Completions: all that they answer, failures included, goes
 * through the very same functions as what an openai-compatible one answers, so that its wall is theirs.
 */

import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../src/provider/table.ts';
import { PROVIDER_KINDS, type ProviderKind } from '../../../src/tenant/policy.ts';

/**
 * They differ from openai-compatible in what they are asked alone. `openai` has a wall of its own at Responses, and
 * `azure-openai` a short one for its calls.
 */
const AS_COMPATIBLE: readonly ProviderKind[] = [
  ...([
    'openai',
    'azure-openai',
    'groq',
    'deepseek',
    'xai',
    'openrouter',
    'together',
    'fireworks',
    'perplexity',
    'cerebras',
  ] as const),
];
const WALLED: readonly ProviderKind[] = [
  ...(['openai-compatible', 'mistral', 'anthropic', 'google', 'cohere'] as const),
  ...(['amazon-bedrock', 'workers-ai'] as const),
];
/** It answers within the Worker: nothing of a network can befall it. */
const WITHIN: readonly ProviderKind[] = ['loopback'];

function answering(kind: ProviderKind) {
  const row = rowOf(kind);
  if (row === undefined) throw new Error(`There is no row for ${kind}.`);
  // What is asked; everything else has to do with the answer, whatever is added to it.
  const { call: _call, lacks: _lacks, ...answers } = row.dialect('chat');
  return { transport: row.transport, ...answers };
}

describe('the fault wall', () => {
  it('stands before every kind', () => {
    expect([...WALLED, ...AS_COMPATIBLE, ...WITHIN].sort()).toEqual([...PROVIDER_KINDS].sort());
    expect(WITHIN.map((kind) => rowOf(kind)?.transport)).toEqual(['loopback']);
  });

  it.each(AS_COMPATIBLE)('of openai-compatible is that of %s, whose answers go the same way', (kind) => {
    const [own, compatible] = [answering(kind), answering('openai-compatible')];
    expect(own).toEqual(compatible);
    expect(own.transport).toBe('https');
    // Not merely alike: the same functions.
    expect(own.reader).toBe(compatible.reader);
    expect(own.readWhole).toBe(compatible.readWhole);
  });

  it('is another for mistral, whose streams do not go out as they come, and for nobody else of them', () => {
    expect(answering('mistral')).toEqual({ ...answering('openai-compatible'), verbatim: false });
  });
});
