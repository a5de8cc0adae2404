import { describe, expect, it } from 'vitest';
import type { ProviderKind } from '../../../src/tenant/policy.ts';
import { tokens } from '../../../src/unit.ts';
import type { Prompt } from '../../../src/wire/prompt.ts';
import { callOf, other, sent } from './calling.ts';

const LEVELS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
const ABLE = { thought: { thinking: { level: 'high' }, instant: { level: 'low' }, mini: { level: 'low' } } } as const;
const TOOL = { name: 'look', description: null, parameters: { type: 'object' }, strict: null };
const wish = (thought: NonNullable<Prompt['thought']>, more: Partial<Prompt> = {}) => other({ thought, ...more });

describe('a wish for thought of another wire, in a word that the model knows', () => {
  const cases: readonly (readonly [ProviderKind, string, readonly (string | undefined)[]])[] = [
    ['openai', 'o3', ['low', 'low', 'low', 'medium', 'high', 'high']],
    ['openai', 'gpt-5', ['minimal', 'minimal', 'low', 'medium', 'high', 'high']],
    ['azure-openai', 'gpt-5-mini', ['minimal', 'minimal', 'low', 'medium', 'high', 'high']],
    ['openai', 'gpt-5-codex', ['low', 'low', 'low', 'medium', 'high', 'high']],
    ['openai', 'gpt-5-pro', ['high', 'high', 'high', 'high', 'high', 'high']],
    ['openai', 'gpt-5.1', ['none', 'low', 'low', 'medium', 'high', 'high']],
    ['openai', 'gpt-5.1-codex-max', ['low', 'low', 'low', 'medium', 'high', 'xhigh']],
    ['openai', 'gpt-5.3-codex', ['low', 'low', 'low', 'medium', 'high', 'xhigh']],
    ['openai', 'gpt-5.2-pro', ['medium', 'medium', 'medium', 'medium', 'high', 'xhigh']],
    ['openai', 'gpt-5.6', ['none', 'low', 'low', 'medium', 'high', 'xhigh']],
    ['openai-compatible', 'local', ['none', 'low', 'low', 'medium', 'high', 'high']],
    ['groq', 'openai/gpt-oss-120b', ['low', 'low', 'low', 'medium', 'high', 'high']],
    ['groq', 'qwen/qwen3-32b', ['none', 'default', 'default', 'default', 'default', 'default']],
    ['cerebras', 'gpt-oss-120b', ['low', 'low', 'low', 'medium', 'high', 'high']],
    ['mistral', 'mistral-small-latest', ['none', 'none', 'none', 'high', 'high', 'high']],
    ['xai', 'grok-3-mini', ['low', 'low', 'low', 'high', 'high', 'high']],
    ['xai', 'grok-4.3', ['none', 'low', 'low', 'medium', 'high', 'high']],
    ['xai', 'grok-4-1-fast-reasoning', Array(6).fill(undefined)],
    ['perplexity', 'sonar-reasoning-pro', ['minimal', 'minimal', 'low', 'medium', 'high', 'high']],
  ];
  it.each(cases)('%s %s', async (kind, id, expected) => {
    const model = { id, ...ABLE };
    const told = LEVELS.map(
      async (level) => (await callOf(kind, wish({ level, budget: null }), model)).json['reasoning_effort'],
    );
    expect(await Promise.all(told)).toEqual(expected);
  });

  it('also for a budget, such as Claude Code sends', async () => {
    const claudeCode = wish({ level: null, budget: tokens(31_999) });
    for (const kind of ['openai-compatible', 'groq', 'together', 'fireworks'] as const) {
      expect((await callOf(kind, claudeCode, ABLE)).json['reasoning_effort']).toBe('high');
    }
  });

  it('but as the policy has it, of a server that nobody else knows', async () => {
    const own = { thought: { ...ABLE.thought, instant: { level: 'xhigh' } } } as const;
    expect((await callOf('openai-compatible', other(), own)).json['reasoning_effort']).toBe('xhigh');
  });
});

describe("the client's own level, for a model that the router chose", () => {
  const own = (level: string, pinned = false) => ({
    ...sent({ reasoning_effort: level }),
    pinned,
    ask: {
      ...sent({ reasoning_effort: level }).ask,
      effort: { wish: 'instant' as const, by: 'reasoning_effort' as const },
    },
  });

  it('is the nearest that the model knows', async () => {
    const effort = async (kind: ProviderKind, id: string, level: string, pinned = false) =>
      (await callOf(kind, own(level, pinned), { id, ...ABLE })).json['reasoning_effort'];
    expect(await effort('openai', 'gpt-5.1', 'minimal')).toBe('low');
    expect(await effort('openai', 'o3', 'none')).toBe('low');
    expect(await effort('groq', 'qwen/qwen3-32b', 'high')).toBe('default');
    expect(await effort('mistral', 'mistral-small-latest', 'low')).toBe('none');
    expect(await effort('openai', 'gpt-5.1', 'high')).toBe('high');
    expect(await effort('openai', 'gpt-5.1', 'brand-new')).toBe('brand-new');
    expect(await effort('openai-compatible', 'local', 'minimal')).toBe('minimal');
    expect(await effort('openai', 'gpt-5.1', 'minimal', true)).toBe('minimal');
  });

  it('is left out and listed where the model does not reason', async () => {
    const { json, dropped } = await callOf('openai', own('low'), { id: 'gpt-4o' });
    expect(json).not.toHaveProperty('reasoning_effort');
    expect(dropped).toEqual(['reasoning_effort']);
  });
});

describe('tools beside effort, which OpenAI refuses of its newest models at this endpoint', () => {
  it('are sent with none, and a wish is listed', async () => {
    const model = { id: 'gpt-5.6', ...ABLE };
    const foreign = await callOf('openai', wish({ level: 'high', budget: null }, { tools: [TOOL] }), model);
    expect(foreign.json['reasoning_effort']).toBe('none');
    expect(foreign.dropped).toEqual(['thinking']);
    const quiet = await callOf('openai', other({ tools: [TOOL] }), { id: 'gpt-5.6' });
    expect(quiet.json['reasoning_effort']).toBe('none');
    expect(quiet.dropped).toEqual([]);
    const body = { tools: [{ type: 'function', function: { name: 'look' } }], reasoning_effort: 'high' };
    const said = sent(body);
    const byClient = { ask: { ...said.ask, effort: { wish: 'thinking' as const, by: 'reasoning_effort' as const } } };
    const chat = await callOf('openai', byClient, model);
    expect(chat.json['reasoning_effort']).toBe('none');
    expect(chat.dropped).toEqual(['reasoning_effort']);
    expect((await callOf('openai', { ...byClient, pinned: true }, model)).json['reasoning_effort']).toBe('high');
  });

  it('is sent as wished without tools, and of models before', async () => {
    const high = { level: 'high', budget: null };
    expect((await callOf('openai', wish(high), { id: 'gpt-5.6', ...ABLE })).json['reasoning_effort']).toBe('high');
    const before = await callOf('openai', wish(high, { tools: [TOOL] }), { id: 'gpt-5.1', ...ABLE });
    expect(before.json['reasoning_effort']).toBe('high');
  });
});
