/** Any request to a provider that no client speaks: whatever bears a number arrives, is named as left out, or is refused. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bedrockDialect } from '../../../src/provider/amazon-bedrock/dialect.ts';
import { cohereDialect } from '../../../src/provider/cohere/dialect.ts';
import { googleDialect } from '../../../src/provider/google/dialect.ts';
import { workersAiDialect } from '../../../src/provider/workers-ai/dialect.ts';
import type { Prompt } from '../../../src/wire/prompt.ts';
import { anyPrompt } from '../../support/any-prompt.ts';
import { orderOf, targetOf } from '../../support/order.ts';
import { RUNS } from '../../support/runs.ts';

const PROVIDERS = [
  ['Gemini 3', googleDialect, 'gemini-3-flash'],
  ['Gemini 2', googleDialect, 'gemini-2.0-flash'],
  ['Cohere', cohereDialect, 'command-a-03-2025'],
  ['Claude of Bedrock', bedrockDialect, 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
  ['Nova', bedrockDialect, 'amazon.nova-lite-v1:0'],
  ['Llama of Workers AI', workersAiDialect, '@cf/meta/llama-3.3-70b-instruct-fp8-fast'],
  ['gpt-oss of Workers AI', workersAiDialect, '@cf/openai/gpt-oss-120b'],
] as const;

/** Thoughts are for their issuer, and a schema and the names of files are fitted: the rest has to arrive. */
function markersOf({ instructions, messages, tools, sampling }: Prompt): readonly string[] {
  const said = messages.map(({ content }) =>
    content.map((part) => (part.kind === 'reasoning' || part.kind === 'file' ? null : part)),
  );
  const told = tools.map(({ name, description }) => ({ name, description }));
  const text = JSON.stringify([instructions, said, told, sampling.stop]);
  return text.match(/<\d+>/g) ?? [];
}

describe.each(PROVIDERS)('any request to %s', (_, dialect, id) => {
  it('arrives with all of its words, calls, images and stops, or is refused', async () => {
    const target = { ...targetOf('openai', { id }), secret: 'A:b' };
    await fc.assert(
      fc.asyncProperty(anyPrompt, async (prompt) => {
        if (dialect.lacks(prompt, target.model).length > 0) return;
        const choice = prompt.toolChoice;
        const order = orderOf({ ask: { prompt: () => prompt } });
        const { body, dropped } = await dialect.call(target, order);
        // A tool that may not be called, or is not the one that must be, need not be told of.
        const sent = choice?.kind === 'none' || choice?.kind === 'tool' ? { ...prompt, tools: [] } : prompt;
        expect(markersOf(sent).filter((marker) => !body.includes(marker))).toEqual([]);
        const { seed, frequencyPenalty, presencePenalty, topK } = prompt.sampling;
        const fields = { seed, frequency_penalty: frequencyPenalty, presence_penalty: presencePenalty, top_k: topK };
        for (const [field, value] of Object.entries(fields)) {
          const names = field === 'top_k' ? ['top_k', 'topK', 'k'] : [field, camel(field)];
          const isSaid = names.some((name) => body.includes(`"${name}":`)) || dropped.includes(field);
          if (value !== null) expect(isSaid || field).toBe(true);
        }
      }),
      RUNS,
    );
  });
});

const camel = (field: string): string => field.replaceAll(/_(.)/g, (__, letter: string) => letter.toUpperCase());
