import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../src/provider/table.ts';
import type { ProviderKind, Thought } from '../../../src/tenant/policy.ts';
import { tokens } from '../../../src/unit.ts';
import { orderOf, targetOf } from '../../support/order.ts';
import { callOf, sent } from './calling.ts';

const thought = (level: 'high' | 'low' | 'none'): Readonly<Record<'thinking' | 'instant' | 'mini', Thought>> => ({
  ...{ thinking: { level }, instant: { level: 'low' }, mini: { level: 'low' } },
});
describe('a chat body goes on as it came', () => {
  it('but for the name of the model', async () => {
    const body = { model: 'auto', messages: [{ role: 'user', content: 'Hi' }], odd: { x: 1 }, metadata: { a: 'b' } };
    const { json, dropped } = await callOf('openai', sent(body));
    expect(json).toEqual({ ...body, model: 'model-1' });
    expect(dropped).toEqual([]);
  });

  it('with the cap under the name the client used, and no larger than the model has room for', async () => {
    const capped = { ...sent({ max_tokens: 900 }), outputCap: 500 };
    expect((await callOf('openai', capped)).json).toEqual({ model: 'model-1', max_tokens: 500 });
    expect((await callOf('openai', { outputCap: 500 })).json).toEqual({ model: 'model-1', max_completion_tokens: 500 });
    expect((await callOf('groq', { outputCap: 500 }, { context: tokens(110) })).json).toMatchObject({
      max_completion_tokens: 100,
    });
  });

  it('without what a reasoning model refuses, which is told, unless the caller named the model', async () => {
    const body = { temperature: 0.2, top_p: 1, seed: 7 };
    const auto = await callOf('openai', sent(body), { id: 'gpt-5-mini' });
    expect(auto.json).toEqual({ model: 'gpt-5-mini', seed: 7 });
    expect(auto.dropped).toEqual(['temperature', 'top_p']);
    const pinned = await callOf('openai', { ...sent(body), pinned: true }, { id: 'gpt-5-mini' });
    expect(pinned.json).toMatchObject(body);
    for (const id of ['gpt-4.1', 'gpt-5-chat-latest', 'gpt-4o']) {
      expect((await callOf('openai', sent(body), { id })).json).toMatchObject(body);
    }
  });
});

describe('the usage of a stream', () => {
  it('is asked for, beside what the client asked', async () => {
    const body = { stream: true, stream_options: { include_obfuscation: false } };
    expect((await callOf('openai', sent(body, true))).json).toMatchObject({
      stream_options: { include_obfuscation: false, include_usage: true },
    });
  });
  it.each(['mistral', 'perplexity'] as const)('is not asked of %s, which refuses the field', async (kind) => {
    const { json } = await callOf(kind, sent({ stream: true, stream_options: { include_usage: true } }, true));
    expect(json).toEqual({ model: 'model-1', stream: true });
  });
});

describe('thought is told in the words of', () => {
  const cases: [ProviderKind, object, object][] = [
    ['openai', { reasoning_effort: 'high' }, { reasoning_effort: 'low' }],
    ['openrouter', { reasoning: { effort: 'high' } }, { reasoning: { effort: 'low' } }],
    [
      'deepseek',
      { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
      { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
    ],
  ];
  it.each(cases)('%s', async (kind, thinking, instant) => {
    const model = { thought: thought('high') };
    expect((await callOf(kind, { effort: 'thinking' }, model)).json).toEqual({ model: 'model-1', ...thinking });
    expect((await callOf(kind, { effort: 'instant' }, model)).json).toEqual({ model: 'model-1', ...instant });
  });
  it('nobody, for a model that cannot reason or where the client has said so itself', async () => {
    expect((await callOf('openai', { effort: 'thinking' })).json).toEqual({ model: 'model-1' });
    const said = {
      ask: {
        effort: { wish: 'thinking' as const, by: 'reasoning_effort' as const },
        body: { reasoning_effort: 'max' },
      },
    };
    expect((await callOf('openai', said, { thought: thought('low') })).json).toMatchObject({ reasoning_effort: 'max' });
  });
  it('nobody, for a Grok that refuses any', async () => {
    const model = { id: 'grok-4.20-0309-reasoning', thought: thought('high') };
    expect((await callOf('xai', { effort: 'thinking' }, model)).json).not.toHaveProperty('reasoning_effort');
  });
  it('deepseek, when there is to be none', async () => {
    const { json } = await callOf('deepseek', { effort: 'thinking' }, { thought: thought('none') });
    expect(json['thinking']).toEqual({ type: 'disabled' });
  });
});

describe('the address and the key of', () => {
  const azure = { baseUrl: 'https://res.openai.azure.com', apiVersion: '2024-10-21' };
  it.each([
    ['openai', {}, 'https://api.openai.com/v1/chat/completions'],
    ['mistral', {}, 'https://api.mistral.ai/v1/chat/completions'],
    ['groq', {}, 'https://api.groq.com/openai/v1/chat/completions'],
    ['deepseek', {}, 'https://api.deepseek.com/chat/completions'],
    ['xai', {}, 'https://api.x.ai/v1/chat/completions'],
    ['openrouter', {}, 'https://openrouter.ai/api/v1/chat/completions'],
    ['together', {}, 'https://api.together.xyz/v1/chat/completions'],
    ['fireworks', {}, 'https://api.fireworks.ai/inference/v1/chat/completions'],
    ['perplexity', {}, 'https://api.perplexity.ai/chat/completions'],
    ['cerebras', {}, 'https://api.cerebras.ai/v1/chat/completions'],
    ['openai', { baseUrl: 'https://mirror.example/x' }, 'https://mirror.example/x/chat/completions'],
    [
      'azure-openai',
      azure,
      'https://res.openai.azure.com/openai/deployments/a%2F..%2Fb%3Fc%23d/chat/completions?api-version=2024-10-21',
    ],
    ['azure-openai', { ...azure, apiVersion: 'v1' }, 'https://res.openai.azure.com/openai/v1/chat/completions'],
    [
      'azure-openai',
      { ...azure, apiVersion: 'preview' },
      'https://res.openai.azure.com/openai/v1/chat/completions?api-version=preview',
    ],
    [
      'azure-openai',
      { baseUrl: 'https://res.openai.azure.com/openai', apiVersion: 'v1' },
      'https://res.openai.azure.com/openai/v1/chat/completions',
    ],
  ] as const)('%s %j are %s', async (kind, provider, url) => {
    const call = await rowOf(kind)
      ?.dialect('chat')
      .call(targetOf(kind, { id: 'a/../b?c#d' }, provider), orderOf());
    expect(call?.url).toBe(url);
    const key = kind === 'azure-openai' ? { 'api-key': 'sk-secret' } : { authorization: 'Bearer sk-secret' };
    expect(call?.headers).toEqual({ 'content-type': 'application/json', accept: 'application/json', ...key });
    expect(`${call?.url}${call?.body}`).not.toContain('sk-secret');
  });
});
