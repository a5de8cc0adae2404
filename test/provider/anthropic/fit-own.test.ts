import { describe, expect, it } from 'vitest';
import { callOf, own, REASONS } from './calling.ts';

const HAIKU = 'claude-haiku-4-5';
const OPUS = 'claude-opus-4-7';
const SIX = 'claude-opus-4-6';
const ALWAYS = 'claude-fable-5';

/** What is said of thought and of how to draw, and what is listed. */
async function fitted(id: string, body: object, more: object = {}) {
  const { json, dropped } = await callOf(id, { ...own(body), ...more }, REASONS);
  const { thinking, output_config, temperature, top_p, top_k, max_tokens } = json;
  return { thinking, output_config, temperature, top_p, top_k, max_tokens, dropped };
}

const enabled = (budget_tokens: number) => ({ thinking: { type: 'enabled', budget_tokens } });
const adaptive = { thinking: { type: 'adaptive' } };

describe('a body of the same wire that was written for another model than the router chose', () => {
  it('is told to think in the words that this one takes', async () => {
    expect(await fitted(OPUS, enabled(16_000))).toMatchObject({
      ...adaptive,
      output_config: { effort: 'high' },
      dropped: [],
    });
    expect(await fitted(OPUS, { ...enabled(2000), output_config: { effort: 'low', format: 1 } })).toMatchObject({
      ...adaptive,
      output_config: { effort: 'low', format: 1 },
    });
    expect(await fitted(SIX, enabled(16_000))).toMatchObject(enabled(16_000));
    expect(await fitted(HAIKU, adaptive)).toMatchObject({ ...enabled(16_384), dropped: [] });
    const low = await fitted(HAIKU, { ...adaptive, output_config: { effort: 'medium' } });
    expect(low).toMatchObject({ ...enabled(8192), output_config: undefined, dropped: [] });
    expect(await fitted(ALWAYS, { thinking: { type: 'disabled' } })).toMatchObject({
      ...{ thinking: undefined, output_config: { effort: 'low' } },
    });
  });

  it('says what of that is lost', async () => {
    const effort = { output_config: { effort: 'high' }, thinking: { type: 'disabled' } };
    expect(await fitted(HAIKU, effort)).toMatchObject({ output_config: undefined, dropped: ['output_config.effort'] });
    expect((await fitted('claude-opus-4-5', effort)).output_config).toEqual({ effort: 'high' });
    expect((await fitted(SIX, { ...adaptive, output_config: { effort: 'xhigh' } })).output_config).toEqual({
      effort: 'high',
    });
    const forced = await fitted(HAIKU, { ...adaptive, tool_choice: { type: 'any' } });
    expect(forced).toMatchObject({ thinking: undefined, dropped: ['thinking'] });
  });

  it('goes on thinking in a tool loop that began with a thought, and does not begin to in another', async () => {
    const loop = (...said: object[]) => ({
      ...adaptive,
      messages: [
        { role: 'user', content: 'Go.' },
        { role: 'assistant', content: [...said, { type: 'tool_use', id: 'a', name: 'f', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: '1' }] },
      ],
    });
    const thought = { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' };
    expect((await fitted(HAIKU, loop(thought))).thinking).toEqual(enabled(16_384).thinking);
    expect(await fitted(HAIKU, loop())).toMatchObject({ thinking: undefined, dropped: ['thinking'] });
  });

  it('is drawn as this one can be told', async () => {
    const drawn = { temperature: 0.3, top_p: 0.9, top_k: 5, ...{ thinking: { type: 'disabled' } } };
    expect(await fitted(OPUS, drawn)).toMatchObject({
      ...{ temperature: undefined, top_p: undefined, top_k: undefined, dropped: ['temperature', 'top_p', 'top_k'] },
    });
    expect(await fitted(OPUS, { temperature: 1 })).toMatchObject({ temperature: 1, dropped: [] });
    expect(await fitted(HAIKU, drawn)).toMatchObject({ temperature: 0.3, top_p: undefined, dropped: ['top_p'] });
    expect(await fitted('claude-sonnet-4', drawn)).toMatchObject({ ...drawn, dropped: [] });
  });

  it('asks for no longer answer than this one writes', async () => {
    expect((await fitted('claude-3-5-haiku-latest', { max_tokens: 32_000 })).max_tokens).toBe(8192);
    expect((await fitted('claude-3-5-haiku-latest', { max_tokens: 32_000 }, { pinned: true })).max_tokens).toBe(32_000);
  });

  it('is sent as it came where the caller named the model, or where it is none of Anthropic’s', async () => {
    const body = { ...enabled(16_000), temperature: 0.3 };
    expect(await fitted(OPUS, body, { pinned: true })).toMatchObject({ ...body, dropped: [] });
    const other = { ...adaptive, output_config: { effort: 'xhigh' }, max_tokens: 200_000 };
    expect(await fitted('glm-5', other)).toMatchObject({ ...other, dropped: [] });
  });
});

it('a budget gives way to the cap that the ledger can pay for, also where the caller named the model', async () => {
  for (const pinned of [true, false]) {
    const cut = await fitted(HAIKU, enabled(16_000), { outputCap: 8000, pinned });
    expect(cut).toMatchObject({ max_tokens: 8000, ...enabled(6000), dropped: [] });
    const none = await fitted(HAIKU, enabled(16_000), { outputCap: 1200, pinned });
    expect(none).toMatchObject({ max_tokens: 1200, thinking: undefined, dropped: ['thinking'] });
  }
  expect(await fitted(HAIKU, enabled(2000), { outputCap: 8000 })).toMatchObject({ max_tokens: 8000, ...enabled(2000) });
});
