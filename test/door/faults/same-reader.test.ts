/**
 * Which wall holds for which kind. A dozen providers follow Chat Completions: all that they answer, failures included, goes
 * through the very same functions as what an openai-compatible one answers, so that its wall is theirs.
 */

import { describe, expect, it } from 'vitest';
import { chatDialect } from '../../../src/provider/openai-chat/dialect.ts';
import type { ChatRow } from '../../../src/provider/openai-chat/row.ts';
import {
  AZURE,
  CEREBRAS,
  COMPATIBLE,
  DEEPSEEK,
  FIREWORKS,
  GROQ,
  MISTRAL,
  OPENAI,
  OPENROUTER,
  PERPLEXITY,
  TOGETHER,
  XAI,
} from '../../../src/provider/openai-chat/rows.ts';
import { rowOf } from '../../../src/provider/table.ts';
import { PROVIDER_KINDS, type ProviderKind } from '../../../src/tenant/policy.ts';

/**
 * They differ from openai-compatible in what they are asked alone. `openai` has a wall of its own at Responses, and
 * `azure-openai` a short one for its calls.
 */
const AS_COMPATIBLE: readonly (readonly [ProviderKind, ChatRow])[] = [
  ['openai', OPENAI],
  ['azure-openai', AZURE],
  ['groq', GROQ],
  ['deepseek', DEEPSEEK],
  ['xai', XAI],
  ['openrouter', OPENROUTER],
  ['together', TOGETHER],
  ['fireworks', FIREWORKS],
  ['perplexity', PERPLEXITY],
  ['cerebras', CEREBRAS],
];
const WALLED: readonly ProviderKind[] = [
  ...(['openai-compatible', 'mistral', 'anthropic', 'google', 'cohere'] as const),
  ...(['amazon-bedrock', 'workers-ai'] as const),
];
/** It answers within the Worker: nothing of a network can befall it. */
const WITHIN: readonly ProviderKind[] = ['loopback'];

/** Without what is asked: everything else has to do with the answer, whatever is added to it. */
function answering(row: ChatRow) {
  const { call: _call, lacks: _lacks, ...answers } = chatDialect(row);
  return answers;
}

describe('the fault wall', () => {
  it('stands before every kind', () => {
    const alike = AS_COMPATIBLE.map(([kind]) => kind);
    expect([...WALLED, ...alike, ...WITHIN].sort()).toEqual([...PROVIDER_KINDS].sort());
    expect(WITHIN.map((kind) => rowOf(kind)?.transport)).toEqual(['loopback']);
  });

  it.each(AS_COMPATIBLE)('of openai-compatible is that of %s, whose answers go the same way', (kind, row) => {
    const [own, compatible] = [answering(row), answering(COMPATIBLE)];
    expect(own).toEqual(compatible);
    // Not merely alike: the same functions, which `withFittingNames` puts the same words around for all of them.
    expect(own.reader).toBe(compatible.reader);
    expect(own.readWhole).toBe(compatible.readWhole);
    expect(rowOf(kind)?.transport).toBe('https');
    expect(rowOf(kind)?.dialect('chat')).toMatchObject({
      speaks: 'chat',
      framing: own.framing,
      verbatim: own.verbatim,
    });
  });

  it('is another for mistral, whose streams do not go out as they come, and for nobody else of them', () => {
    expect(answering(MISTRAL)).toEqual({ ...answering(COMPATIBLE), verbatim: false });
  });
});
