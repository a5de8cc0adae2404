/**
 * What those ask who serve the models of others: USD per million tokens of the standard tier, as their price pages have
 * it. `book.ts` says what these figures are for. Ids are theirs, the maker's name before the model's included.
 */

import type { ProviderKind } from '../policy.ts';
import type { Figures, Group } from './book.ts';
import { claude, SONNET_4_5 } from './labs.ts';

const groq: Group = {
  source: 'https://groq.com/pricing',
  models: {
    'openai/gpt-oss-120b': { input: 0.15, cachedInput: 0.075, output: 0.6 },
    'openai/gpt-oss-20b': { input: 0.075, cachedInput: 0.0375, output: 0.3 },
    'meta-llama/llama-4-scout-17b-16e-instruct': { input: 0.11, output: 0.34 },
    'llama-3.3-70b-versatile': { input: 0.59, output: 0.79 },
    'llama-3.1-8b-instant': { input: 0.05, output: 0.08 },
    'qwen/qwen3-32b': { input: 0.29, output: 0.59 },
  },
};

const cerebras: Group = {
  source: 'https://www.cerebras.ai/pricing',
  models: {
    'gpt-oss-120b': { input: 0.35, output: 0.75 },
    'zai-glm-4.7': { input: 2.25, output: 2.75 },
    'llama3.1-8b': { input: 0.1, output: 0.1 },
  },
};

const together: Group = {
  source: 'https://www.together.ai/pricing',
  models: {
    'openai/gpt-oss-120b': { input: 0.15, output: 0.6 },
    'openai/gpt-oss-20b': { input: 0.05, output: 0.2 },
    'meta-llama/Llama-3.3-70B-Instruct-Turbo': { input: 0.88, output: 0.88 },
    'moonshotai/Kimi-K2.6': { input: 1.2, output: 4.5 },
    'moonshotai/Kimi-K2.5': { input: 0.5, output: 2.8 },
    'zai-org/GLM-5.1': { input: 1.4, output: 4.4 },
    'zai-org/GLM-5': { input: 1, output: 3.2 },
    'MiniMaxAI/MiniMax-M2.7': { input: 0.3, output: 1.2 },
    'Qwen/Qwen2.5-7B-Instruct-Turbo': { input: 0.3, output: 0.3 },
  },
};

const fireworks: Group = {
  source: 'https://fireworks.ai/pricing',
  models: {
    'accounts/fireworks/models/gpt-oss-120b': { input: 0.15, output: 0.6 },
    'accounts/fireworks/models/gpt-oss-20b': { input: 0.07, cachedInput: 0.035, output: 0.3 },
    'accounts/fireworks/models/deepseek-v4-pro': { input: 1.74, cachedInput: 0.145, output: 3.48 },
    'accounts/fireworks/models/deepseek-v4-flash': { input: 0.14, cachedInput: 0.028, output: 0.28 },
    'accounts/fireworks/models/kimi-k2p7-code': { input: 0.95, cachedInput: 0.19, output: 4 },
    'accounts/fireworks/models/kimi-k2p6': { input: 0.95, cachedInput: 0.16, output: 4 },
    'accounts/fireworks/models/glm-5p2': { input: 1.4, output: 4.4 },
    'accounts/fireworks/models/glm-5p1': { input: 1.4, cachedInput: 0.26, output: 4.4 },
    'accounts/fireworks/models/minimax-m3': { input: 0.3, cachedInput: 0.06, output: 1.2 },
    'accounts/fireworks/models/minimax-m2p7': { input: 0.3, cachedInput: 0.06, output: 1.2 },
    'accounts/fireworks/models/qwen3p7-plus': { input: 0.4, cachedInput: 0.08, output: 1.6 },
  },
};

/** Billed by neurons, of which the first 10,000 a day cost nothing: that is not taken off here. */
const workersAi: Group = {
  source: 'https://developers.cloudflare.com/workers-ai/platform/pricing',
  models: {
    '@cf/meta/llama-3.3-70b-instruct-fp8-fast': { input: 0.293, output: 2.253 },
    '@cf/meta/llama-3.2-11b-vision-instruct': { input: 0.049, output: 0.676 },
    '@cf/meta/llama-3.2-3b-instruct': { input: 0.051, output: 0.335 },
    '@cf/meta/llama-3.2-1b-instruct': { input: 0.027, output: 0.201 },
    '@cf/meta/llama-3.1-8b-instruct-fp8': { input: 0.152, output: 0.287 },
    '@cf/deepseek-ai/deepseek-r1-distill-qwen-32b': { input: 0.497, output: 4.881 },
    '@cf/baai/bge-small-en-v1.5': { input: 0.02, output: 0 },
    '@cf/baai/bge-base-en-v1.5': { input: 0.067, output: 0 },
    '@cf/baai/bge-large-en-v1.5': { input: 0.204, output: 0 },
  },
};

/** Claude by its id at Bedrock: the price where a request may be answered anywhere. */
const BEDROCK_CLAUDE: Readonly<Record<string, Figures>> = {
  'anthropic.claude-opus-5-5': claude(4, 0.2, 20),
  'anthropic.claude-opus-5': claude(5, 0.5, 25),
  'anthropic.claude-opus-4-8': claude(5, 0.5, 25),
  'anthropic.claude-opus-4-7': claude(5, 0.5, 25),
  'anthropic.claude-opus-4-6-v1': claude(5, 0.5, 25),
  'anthropic.claude-opus-4-5-20251101-v1:0': claude(5, 0.5, 25),
  'anthropic.claude-sonnet-5': claude(2, 0.2, 10),
  'anthropic.claude-sonnet-4-6': claude(3, 0.3, 15),
  'anthropic.claude-sonnet-4-5-20250929-v1:0': SONNET_4_5,
  'anthropic.claude-haiku-4-5-20251001-v1:0': claude(1, 0.1, 5),
};

/** Kept within a part of the world, a request costs a tenth more. */
const GEOGRAPHIES = ['us', 'eu', 'jp', 'au'];

function dearerByATenth({ above, ...figures }: Figures): Figures {
  const raised = <Some extends object>(some: Some): Some => ({
    ...some,
    ...Object.fromEntries(
      Object.entries(some).flatMap(([name, usd]) =>
        typeof usd !== 'number' || name === 'inputTokens' ? [] : [[name, Math.round(usd * 1_100_000) / 1_000_000]],
      ),
    ),
  });
  return { ...raised(figures), ...(above === undefined ? {} : { above: above.map(raised) }) };
}

/** A model without a geography before its name costs what its region asks, which differs: those are left out. */
const amazonBedrock: Group = {
  source: 'https://aws.amazon.com/bedrock/pricing',
  models: Object.fromEntries(
    Object.entries(BEDROCK_CLAUDE).flatMap(([id, figures]) => [
      [`global.${id}`, figures],
      ...GEOGRAPHIES.map((geography): [string, Figures] => [`${geography}.${id}`, dearerByATenth(figures)]),
    ]),
  ),
};

export const HOSTS = {
  ...{ groq, cerebras, together, fireworks },
  ...{ 'workers-ai': workersAi, 'amazon-bedrock': amazonBedrock },
} satisfies Partial<Record<ProviderKind, Group>>;
