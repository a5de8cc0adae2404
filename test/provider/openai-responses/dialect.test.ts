import { describe, expect, it } from 'vitest';
import { rowOf } from '../../../src/provider/table.ts';
import type { Model, Thought } from '../../../src/tenant/policy.ts';
import { tokens } from '../../../src/unit.ts';
import { itemId } from '../../../src/wire/responses/own-ids.ts';
import { readResponses } from '../../../src/wire/responses/read.ts';
import { writeSeal } from '../../../src/wire/responses/seal.ts';
import builtInTools from '../../fixtures/openai-agents/built-in-tools.json';
import firstTurn from '../../fixtures/openai-agents/first-turn.json';
import handoff from '../../fixtures/openai-agents/handoff.json';
import toolResults from '../../fixtures/openai-agents/tool-results.json';
import { orderOf, targetOf } from '../../support/order.ts';

type Ordered = Omit<NonNullable<Parameters<typeof orderOf>[0]>, 'ask'>;

async function callOf(body: object, model: Partial<Model> = {}, ordered: Ordered = {}, header: 'mini' | null = null) {
  const ask = readResponses(
    { json: body, bytes: JSON.stringify(body).length },
    { user: null, session: null, effort: header },
  );
  const call = await rowOf('openai')
    ?.dialect('responses')
    .call(targetOf('openai', model), orderOf({ ...ordered, ask }));
  if (call === undefined) throw new Error('Nobody serves OpenAI.');
  return { ...call, json: JSON.parse(call.body) };
}

const thought = (level: 'high' | 'low'): Readonly<Record<'thinking' | 'instant' | 'mini', Thought>> => ({
  ...{ thinking: { level }, instant: { level }, mini: { level: 'low' } },
});

describe('the requests of OpenAI Agents', () => {
  it.each([
    ['a first turn with tools', firstTurn],
    ['results of two tools after a sealed thought', toolResults],
    ['a handoff that goes on from an answer, with a built-in tool and a schema', handoff],
    ['every tool of OpenAI’s own, and what two of them and a computer have left in the history', builtInTools],
  ])('go on as they came, but for the name of the model: %s', async (_, body) => {
    const { json, url, dropped, headers } = await callOf(body);
    expect(json).toEqual({ ...body, model: 'model-1' });
    expect(url).toBe('https://api.openai.com/v1/responses');
    expect(dropped).toEqual([]);
    expect(headers).toMatchObject({
      authorization: 'Bearer sk-secret',
      accept: body.stream ? 'text/event-stream' : 'application/json',
    });
  });
});

describe('what the router adds', () => {
  it('is a level that the model knows, unless the caller named the model', async () => {
    const effortOf = async (effort: string, id: string, ordered: Ordered = {}) =>
      (await callOf({ input: 'Hi', reasoning: { effort } }, { id }, ordered)).json.reasoning.effort;
    expect(await effortOf('minimal', 'gpt-5.1')).toBe('low');
    expect(await effortOf('xhigh', 'o3')).toBe('high');
    expect(await effortOf('xhigh', 'gpt-5.4')).toBe('xhigh');
    expect(await effortOf('xhigh', 'o3', { pinned: true })).toBe('xhigh');
    const policy = await callOf({ input: 'Hi' }, { id: 'gpt-5-pro', thought: thought('low') });
    expect(policy.json.reasoning).toEqual({ effort: 'high' });
  });

  const body = { input: 'Hi', reasoning: { summary: 'auto' } };

  it('is the effort of the decision, where the client does not say, and the policy knows that the model thinks', async () => {
    expect((await callOf(body, { thought: thought('high') })).json).toMatchObject({
      reasoning: { summary: 'auto', effort: 'high' },
    });
    expect((await callOf(body)).json).toMatchObject(body);
    const said = { ...body, reasoning: { effort: 'low' } };
    expect((await callOf(said, { thought: thought('high') })).json).toMatchObject(said);
    const unknown = { ...body, reasoning: { effort: 'gargantuan' } };
    expect((await callOf(unknown, { thought: thought('high') })).json).toMatchObject(unknown);
  });

  it('is the effort of the header before that of the body', async () => {
    const said = { ...body, reasoning: { effort: 'high' } };
    const { json } = await callOf(said, { thought: thought('low') }, { effort: 'mini' }, 'mini');
    expect(json).toMatchObject({ reasoning: { effort: 'low' } });
  });

  it('is the cap that the ledger holds, and no more than the model has room for', async () => {
    expect((await callOf({ input: 'Hi', max_output_tokens: 900 }, {}, { outputCap: 500 })).json).toMatchObject({
      max_output_tokens: 500,
    });
    expect((await callOf({ input: 'Hi' }, { context: tokens(110) }, { outputCap: 500 })).json).toMatchObject({
      max_output_tokens: 100,
    });
    expect((await callOf({ input: 'Hi', stream: true })).json).not.toHaveProperty('stream_options');
  });
});

describe('what is left out', () => {
  it('is what a reasoning model refuses, unless the caller named the model', async () => {
    const body = { input: 'Hi', temperature: 0.2 };
    const auto = await callOf(body, { id: 'gpt-5-mini' });
    expect([auto.json, auto.dropped]).toEqual([{ input: 'Hi', model: 'gpt-5-mini' }, ['temperature']]);
    expect((await callOf(body, { id: 'gpt-5-mini' }, { pinned: true })).json).toMatchObject(body);
    expect((await callOf(body, { id: 'gpt-4.1' })).json).toMatchObject(body);
  });

  it('are the thoughts that other models left in the conversation, and no other', async () => {
    const own = { type: 'reasoning', id: 'rs_6f', summary: [], encrypted_content: 'gAAAA' };
    const named = { type: 'reasoning', id: itemId('rs', '01ARZ3NDEKTSV4RRFFQ69G5FAV', 3), summary: [] };
    const signature = { issuer: 'anthropic' as const, value: 'sig' };
    const sealed = { type: 'reasoning', summary: [], encrypted_content: writeSeal({ kind: 'signed', signature }) };
    const message = { role: 'user', content: 'signalbox:' };
    const { json, dropped } = await callOf({ input: [message, own, named, sealed, message] });
    expect(json).toEqual({ model: 'model-1', input: [message, own, message] });
    expect(dropped).toEqual(['input.2', 'input.3']);
  });
});
