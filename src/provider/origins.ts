/**
 * Where each kind of provider lives: the one origin that a call for it may go to where its policy gives no `baseUrl`.
 * Stated apart from the dialects, which build the URLs, so that neither can lead the other astray.
 */

import type { Provider, ProviderKind } from '../tenant/policy.ts';

/** Null: there is none, or the policy must give it. A region has passed the policy's own check and is a single label. */
const ORIGINS: Readonly<Record<ProviderKind, ((region: string | null) => string) | string | null>> = {
  openai: 'https://api.openai.com',
  'openai-compatible': null,
  anthropic: 'https://api.anthropic.com',
  google: 'https://generativelanguage.googleapis.com',
  'azure-openai': null,
  'amazon-bedrock': (region) =>
    `https://bedrock-runtime.${region}.amazonaws.com${region?.startsWith('cn-') === true ? '.cn' : ''}`,
  'workers-ai': null,
  mistral: 'https://api.mistral.ai',
  groq: 'https://api.groq.com',
  deepseek: 'https://api.deepseek.com',
  xai: 'https://api.x.ai',
  openrouter: 'https://openrouter.ai',
  together: 'https://api.together.xyz',
  fireworks: 'https://api.fireworks.ai',
  cohere: 'https://api.cohere.com',
  perplexity: 'https://api.perplexity.ai',
  cerebras: 'https://api.cerebras.ai',
  loopback: null,
};

/** `https://api.openai.com`; null for a provider that has no address. */
export function originOf({ kind, baseUrl, region }: Provider): string | null {
  if (baseUrl !== null) return URL.parse(baseUrl)?.origin ?? null;
  const home = ORIGINS[kind];
  return typeof home === 'function' ? home(region) : home;
}
