/**
 * What the makers of models ask for them at their own endpoints: USD per million tokens of the standard tier, as their
 * price pages have it. `book.ts` says what these figures are for, how they were come by, and when they may change.
 */

import type { ProviderKind } from '../policy.ts';
import type { Figures, Group } from './book.ts';

/** From GPT-5.6 on what is written to the cache costs 1.25 times the input (kept for half an hour). */
const sinceWrites = ([input, cachedInput, output]: readonly [number, number, number]): Figures => ({
  ...{ input, cachedInput, cacheWrite: 1.25 * input, output },
  above: [
    {
      ...{ inputTokens: 272_000, input: 2 * input, cachedInput: 2 * cachedInput },
      ...{ cacheWrite: 2.5 * input, output: 1.5 * output },
    },
  ],
});

/** A request of more than 272,000 tokens pays twice for all of its input and half as much again for its output. */
const withLong = (input: number, cachedInput: number | undefined, output: number): Figures => {
  const own = { input, ...(cachedInput === undefined ? {} : { cachedInput }), output };
  const long = { input: 2 * input, ...(cachedInput === undefined ? {} : { cachedInput: 2 * cachedInput }) };
  return { ...own, above: [{ inputTokens: 272_000, ...long, output: 1.5 * output }] };
};

const openai: Group = {
  source: 'https://developers.openai.com/api/docs/pricing',
  models: {
    'gpt-6.2-astra': sinceWrites([8, 0.4, 40]),
    'gpt-6.2-sol': sinceWrites([2, 0.1, 10]),
    'gpt-6.1-sol': sinceWrites([2, 0.1, 10]),
    'gpt-6.1-terra': sinceWrites([1, 0.05, 5]),
    'gpt-6-astra': sinceWrites([10, 1, 50]),
    'gpt-6-sol': sinceWrites([2, 0.2, 10]),
    'gpt-6-luna': sinceWrites([0.1, 0.01, 0.5]),
    'gpt-5.6': sinceWrites([4, 0.4, 20]),
    'gpt-5.6-sol': sinceWrites([4, 0.4, 20]),
    'gpt-5.6-terra': sinceWrites([2, 0.2, 12]),
    'gpt-5.6-luna': sinceWrites([0.2, 0.02, 1.2]),
    'gpt-5.5': { ...withLong(5, 0.5, 30), snapshots: ['2026-04-23'] },
    'gpt-5.5-pro': { ...withLong(30, undefined, 180), snapshots: ['2026-04-23'] },
    'gpt-5.4': { ...withLong(2.5, 0.25, 15), snapshots: ['2026-03-05'] },
    'gpt-5.4-pro': { ...withLong(30, undefined, 180), snapshots: ['2026-03-05'] },
    'gpt-5.4-mini': { input: 0.75, cachedInput: 0.075, output: 4.5, snapshots: ['2026-03-17'] },
    'gpt-5.4-nano': { input: 0.2, cachedInput: 0.02, output: 1.25, snapshots: ['2026-03-17'] },
    'gpt-5.3-codex': { input: 1.75, cachedInput: 0.175, output: 14 },
    'gpt-5.2': { input: 1.75, cachedInput: 0.175, output: 14, snapshots: ['2025-12-11'] },
    'gpt-5.2-codex': { input: 1.75, cachedInput: 0.175, output: 14 },
    'gpt-5.2-pro': { input: 21, output: 168, snapshots: ['2025-12-11'] },
    'gpt-5.1': { input: 1.25, cachedInput: 0.125, output: 10, snapshots: ['2025-11-13'] },
    'gpt-5.1-codex': { input: 1.25, cachedInput: 0.125, output: 10 },
    'gpt-5.1-codex-max': { input: 1.25, cachedInput: 0.125, output: 10 },
    'gpt-5.1-codex-mini': { input: 0.25, cachedInput: 0.025, output: 2 },
    'gpt-5': { input: 1.25, cachedInput: 0.125, output: 10, snapshots: ['2025-08-07'] },
    'gpt-5-mini': { input: 0.25, cachedInput: 0.025, output: 2, snapshots: ['2025-08-07'] },
    'gpt-5-nano': { input: 0.05, cachedInput: 0.005, output: 0.4, snapshots: ['2025-08-07'] },
    'gpt-5-pro': { input: 15, output: 120, snapshots: ['2025-10-06'] },
    'gpt-4.1': { input: 2, cachedInput: 0.5, output: 8, snapshots: ['2025-04-14'] },
    'gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6, snapshots: ['2025-04-14'] },
    'gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4, snapshots: ['2025-04-14'] },
    'gpt-4o': { input: 2.5, cachedInput: 1.25, output: 10, snapshots: ['2024-08-06', '2024-11-20'] },
    // An older snapshot that kept its own price.
    'gpt-4o-2024-05-13': { input: 5, output: 15 },
    'gpt-4o-mini': { input: 0.15, cachedInput: 0.075, output: 0.6, snapshots: ['2024-07-18'] },
    'gpt-4-turbo': { input: 10, output: 30, snapshots: ['2024-04-09'] },
    'gpt-3.5-turbo': { input: 0.5, output: 1.5 },
    'gpt-audio': { input: 2.5, output: 10, audioInput: 32, audioOutput: 64, snapshots: ['2025-08-28'] },
    'gpt-audio-mini': { input: 0.6, output: 2.4, audioInput: 10, audioOutput: 20 },
    o1: { input: 15, cachedInput: 7.5, output: 60, snapshots: ['2024-12-17'] },
    o3: { input: 2, cachedInput: 0.5, output: 8, snapshots: ['2025-04-16'] },
    'o3-pro': { input: 20, output: 80, snapshots: ['2025-06-10'] },
    'o3-mini': { input: 1.1, cachedInput: 0.55, output: 4.4, snapshots: ['2025-01-31'] },
    'o4-mini': { input: 1.1, cachedInput: 0.275, output: 4.4, snapshots: ['2025-04-16'] },
    'text-embedding-3-small': { input: 0.02, output: 0 },
    'text-embedding-3-large': { input: 0.13, output: 0 },
    'text-embedding-ada-002': { input: 0.1, output: 0 },
  },
};

/** Written for five minutes costs 1.25 times the input, for an hour twice (`normalise-model.ts`). */
export const claude = (input: number, cachedInput: number, output: number): Figures => ({
  ...{ input, cachedInput, cacheWrite: 1.25 * input, output },
});

export const SONNET_4_5: Figures = {
  ...claude(3, 0.3, 15),
  // Of the beta with a context of a million tokens.
  above: [{ inputTokens: 200_000, ...claude(6, 0.6, 22.5) }],
};

const anthropic: Group = {
  source: 'https://platform.claude.com/docs/en/about-claude/pricing',
  models: {
    'claude-fable-5-1': claude(10, 0.25, 50),
    'claude-mythos-5-1': claude(10, 0.25, 50),
    'claude-fable-5': claude(10, 1, 50),
    'claude-mythos-5': claude(10, 1, 50),
    'claude-opus-5-5': claude(4, 0.2, 20),
    'claude-opus-5': claude(5, 0.5, 25),
    'claude-opus-4-8': claude(5, 0.5, 25),
    'claude-opus-4-7': claude(5, 0.5, 25),
    'claude-opus-4-6': claude(5, 0.5, 25),
    'claude-opus-4-5': { ...claude(5, 0.5, 25), snapshots: ['20251101'] },
    'claude-sonnet-5-5': claude(2, 0.1, 10),
    'claude-sonnet-5': claude(2, 0.2, 10),
    'claude-sonnet-4-6': claude(3, 0.3, 15),
    'claude-sonnet-4-5': { ...SONNET_4_5, snapshots: ['20250929'] },
    'claude-haiku-5-5': { ...claude(0.1, 0.01, 0.5), above: [{ inputTokens: 100_000, ...claude(0.5, 0.05, 2.5) }] },
    'claude-haiku-4-5': { ...claude(1, 0.1, 5), snapshots: ['20251001'] },
  },
};

const PRO_3: Figures = {
  ...{ input: 2, cachedInput: 0.2, output: 12 },
  above: [{ inputTokens: 200_000, input: 4, cachedInput: 0.4, output: 18 }],
};
/** At half of this until the end of 2026: the book has the dearer of two prices, so that no limit counts too little. */
const FLASH_3: Figures = { input: 1.5, cachedInput: 0.15, output: 7.5 };

const google: Group = {
  source: 'https://ai.google.dev/gemini-api/docs/pricing',
  models: {
    'gemini-3.8-flash': FLASH_3,
    'gemini-3.7-flash': FLASH_3,
    'gemini-3.6-flash': FLASH_3,
    'gemini-3.5-flash': { input: 1.5, cachedInput: 0.15, output: 9 },
    'gemini-3.5-flash-lite': { input: 0.3, cachedInput: 0.03, output: 2.5 },
    'gemini-3.1-pro-preview': PRO_3,
    'gemini-3.1-flash-lite': { input: 0.25, cachedInput: 0.025, audioInput: 0.5, output: 1.5 },
    'gemini-3-pro-preview': PRO_3,
    'gemini-3-flash-preview': { input: 0.5, cachedInput: 0.05, audioInput: 1, output: 3 },
    'gemini-2.5-pro': {
      ...{ input: 1.25, cachedInput: 0.125, output: 10 },
      above: [{ inputTokens: 200_000, input: 2.5, cachedInput: 0.25, output: 15 }],
    },
    'gemini-2.5-flash': { input: 0.3, cachedInput: 0.03, audioInput: 1, output: 2.5 },
    'gemini-2.5-flash-lite': { input: 0.1, cachedInput: 0.01, audioInput: 0.3, output: 0.4 },
    'gemini-embedding-001': { input: 0.15, output: 0 },
  },
};

/** Its names end in the year and month of a model, each with a price of its own. What `-latest` means moves: it is left out. */
const mistral: Group = {
  source: 'https://mistral.ai/pricing#api-pricing',
  models: {
    'mistral-medium-2604': { input: 1.5, cachedInput: 0.15, output: 7.5 },
    'mistral-medium-2508': { input: 0.4, output: 2 },
    'mistral-medium-2505': { input: 0.4, output: 2 },
    'mistral-large-2512': { input: 0.5, cachedInput: 0.05, output: 1.5 },
    'mistral-large-2411': { input: 2, output: 6 },
    'mistral-small-2603': { input: 0.15, cachedInput: 0.015, output: 0.6 },
    'ministral-14b-2512': { input: 0.2, cachedInput: 0.02, output: 0.2 },
    'ministral-8b-2512': { input: 0.15, cachedInput: 0.015, output: 0.15 },
    'ministral-3b-2512': { input: 0.1, cachedInput: 0.01, output: 0.1 },
    'codestral-2508': { input: 0.3, cachedInput: 0.03, output: 0.9 },
    'devstral-2512': { input: 0.4, output: 2 },
    'mistral-embed': { input: 0.1, output: 0 },
  },
};

/** Twice as dear at the busy hours of Beijing, and the book has no clock: these are the prices of those hours. */
const FLASH_V4: Figures = { input: 0.3, cachedInput: 0.006, output: 1.2 };
const deepseek: Group = {
  source: 'https://api-docs.deepseek.com/quick_start/pricing',
  models: {
    'deepseek-flash': FLASH_V4,
    'deepseek-v4-flash': FLASH_V4,
    'deepseek-v4-pro': { input: 1.32, cachedInput: 0.044, output: 3.96 },
  },
};

/** From 200,000 tokens on, all of a request costs twice as much. */
const grok = (input: number, cachedInput: number, output: number): Figures => ({
  ...{ input, cachedInput, output },
  above: [{ inputTokens: 199_999, input: 2 * input, cachedInput: 2 * cachedInput, output: 2 * output }],
});
const xai: Group = {
  source: 'https://docs.x.ai/docs/models',
  models: {
    'grok-4.6': grok(2, 0.5, 6),
    'grok-4.5': grok(2, 0.3, 6),
    'grok-4.3': grok(1.25, 0.2, 2.5),
    'grok-4.20-0309-reasoning': grok(1.25, 0.2, 2.5),
    'grok-4.20-0309-non-reasoning': grok(1.25, 0.2, 2.5),
    'grok-build-0.1': grok(1, 0.2, 2),
  },
};

const cohere: Group = {
  source: 'https://cohere.com/pricing',
  models: {
    'command-a-03-2025': { input: 2.5, output: 10 },
    'command-a-reasoning-08-2025': { input: 2.5, output: 10 },
    'command-a-vision-07-2025': { input: 2.5, output: 10 },
    'command-r-plus-08-2024': { input: 2.5, output: 10 },
    'command-r-08-2024': { input: 0.15, output: 0.6 },
    'command-r7b-12-2024': { input: 0.0375, output: 0.15 },
    'embed-v4.0': { input: 0.12, output: 0 },
  },
};

/** The fee goes by how much of the web is read, which a request may ask for: this is that of the most. */
const perplexity: Group = {
  source: 'https://docs.perplexity.ai/getting-started/pricing',
  models: {
    sonar: { input: 1, output: 1, request: 0.012 },
    'sonar-pro': { input: 3, output: 15, request: 0.014 },
    'sonar-reasoning-pro': { input: 2, output: 8, request: 0.014 },
  },
};

export const LABS = { openai, anthropic, google, mistral, deepseek, xai, cohere, perplexity } satisfies Partial<
  Record<ProviderKind, Group>
>;
