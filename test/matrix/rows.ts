/**
 * The rows of the README's table: every kind of provider, with a model by which its cells are tested. A kind whose models
 * differ in what they can be sent has a row for each sort.
 */

import type { ProviderKind } from '../../src/tenant/policy.ts';
import type { WireName } from '../../src/wire/ask.ts';

export const WIRES = ['chat', 'responses', 'messages'] as const satisfies readonly WireName[];
export type Wire = (typeof WIRES)[number];

/** The formats in which providers are called. */
export type Form = 'chat' | 'responses' | 'messages' | 'gemini' | 'cohere' | 'converse' | 'workers';

export interface Row {
  /** As the table calls it. */
  readonly name: string;
  readonly kind: ProviderKind;
  /** The provider's own name of the model. */
  readonly id: string;
  readonly form: Form;
  /** The wire whose clients are called in their own format, where that is not the form's. */
  readonly also?: Wire;
}

const chat = (kind: ProviderKind, id: string): Row => ({ name: kind, kind, id, form: 'chat' });

export const ROWS: readonly Row[] = [
  { ...chat('openai', 'gpt-5-mini'), also: 'responses' },
  chat('azure-openai', 'gpt-5-mini'),
  chat('openai-compatible', 'local-model'),
  chat('mistral', 'mistral-medium-3.5'),
  chat('groq', 'openai/gpt-oss-120b'),
  chat('deepseek', 'deepseek-v4-pro'),
  chat('xai', 'grok-4.3'),
  chat('openrouter', 'anthropic/claude-sonnet-4.5'),
  chat('together', 'openai/gpt-oss-120b'),
  chat('fireworks', 'accounts/fireworks/models/gpt-oss-120b'),
  chat('perplexity', 'sonar-reasoning-pro'),
  chat('cerebras', 'gpt-oss-120b'),
  { name: 'anthropic', kind: 'anthropic', id: 'claude-sonnet-4-5', form: 'messages' },
  { name: 'google (Gemini 3)', kind: 'google', id: 'gemini-3-flash', form: 'gemini' },
  { name: 'google (Gemini 2.5)', kind: 'google', id: 'gemini-2.5-flash', form: 'gemini' },
  { name: 'cohere', kind: 'cohere', id: 'command-a-reasoning-08-2025', form: 'cohere' },
  {
    ...{ name: 'amazon-bedrock (Claude)', kind: 'amazon-bedrock', form: 'converse' },
    id: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  },
  { name: 'amazon-bedrock (Nova)', kind: 'amazon-bedrock', id: 'us.amazon.nova-2-lite-v1:0', form: 'converse' },
  { name: 'workers-ai (gpt-oss)', kind: 'workers-ai', id: '@cf/openai/gpt-oss-120b', form: 'workers' },
  { name: 'workers-ai (Llama)', kind: 'workers-ai', id: '@cf/meta/llama-3.3-70b-instruct-fp8-fast', form: 'workers' },
  { name: 'loopback', kind: 'loopback', id: 'loopback', form: 'chat' },
];

/** The format in which a client's request reaches the row's model. */
export const formOf = (wire: Wire, { form, also }: Row): Form => (wire === also ? wire : form);

/** Client and provider speak the same format. */
export const isSame = (wire: Wire, row: Row): boolean => wire === formOf(wire, row);
