import { describe, expect, it } from 'vitest';
import { rowOf } from '../../src/provider/table.ts';
import type { ProviderKind } from '../../src/tenant/policy.ts';
import type { Ask } from '../../src/wire/ask.ts';
import { orderOf, targetOf } from '../support/order.ts';

const KINDS: readonly ProviderKind[] = [
  ...(['anthropic', 'google', 'cohere', 'amazon-bedrock', 'workers-ai', 'deepseek'] as const),
];
/** Models that are known to take a word about thought. */
const THINKERS: Readonly<Record<string, string>> = {
  'amazon-bedrock': 'anthropic.claude-sonnet-4-5',
  'workers-ai': '@cf/openai/gpt-oss-120b',
};
const ABLE = { thought: { thinking: { level: 'high' }, instant: { level: 'low' }, mini: { level: 'low' } } } as const;

describe('a wish for thought, put to a model that cannot reason', () => {
  for (const kind of KINDS) {
    it(`is listed as dropped, by the name of the client's wire: ${kind}`, async () => {
      const provider = { region: 'us-east-1' };
      const dropped = async (wire: Ask['wire'], level: string, model: object = {}) => {
        const target = { ...targetOf(kind, model, provider), secret: 'AKID:SECRETSECRET' };
        const order = orderOf({ ask: { wire }, prompt: { thought: { level, budget: null } } });
        return (await rowOf(kind)?.dialect(wire).call(target, order))?.dropped;
      };
      expect(await dropped('responses', 'high')).toEqual(['reasoning.effort']);
      expect(await dropped('responses', 'none')).toEqual([]);
      if (kind !== 'anthropic') expect(await dropped('messages', 'high')).toEqual(['thinking']);
      if (kind !== 'deepseek') expect(await dropped('chat', 'low')).toEqual(['reasoning_effort']);
      const id = THINKERS[kind] ?? 'model-1';
      expect(await dropped('responses', 'high', { id, ...ABLE })).toEqual([]);
      // Able by the policy's word, and there is no telling it.
      if (kind in THINKERS) expect(await dropped('responses', 'high', ABLE)).toEqual(['reasoning.effort']);
    });
  }
});
