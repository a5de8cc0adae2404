import { describe, expect, it } from 'vitest';
import { type OracleProvider, oracle } from './oracle.ts';
import { chatStream, geminiStream, namedStream, recording } from './recording.ts';

type Case = readonly [provider: OracleProvider, name: string, frame: (events: readonly string[]) => string];

const CASES: readonly Case[] = [
  ['google', 'google.google-text', geminiStream],
  ['google', 'google.google-tool-call', geminiStream],
  ['cohere', 'cohere.cohere-text', namedStream],
  ['anthropic', 'anthropic.anthropic-clear-thinking.1', namedStream],
  ['anthropic', 'anthropic.anthropic-tool-no-args', namedStream],
  ['deepseek', 'deepseek.deepseek-tool-call', chatStream],
  ['mistral', 'mistral.mistral-text', chatStream],
  ['openai-compatible', 'xai.xai-text', chatStream],
  ['openai', 'openai.azure-model-router.1', chatStream],
  ['open-responses', 'open-responses-responses.lmstudio-tool-call.1', namedStream],
];

describe('the oracle reads the recording', () => {
  for (const [provider, name, frame] of CASES) {
    const events = recording(name);
    it.skipIf(events === null)(`${name}, which ../shared/fixtures/streams holds`, async () => {
      const told = await oracle(provider, frame(events ?? []));
      expect(told.finish).toMatch(/^(stop|tool-calls)$/);
      expect(told.text !== '' || told.calls.length > 0).toBe(true);
      expect(told.usage.output).toBeGreaterThan(0);
    });
  }
});
