/**
 * The whole service with a provider of Anthropic's wire behind it and one of OpenAI's, every model named as what it does, and
 * the clients that ask. Outside of workerd only.
 */

import { createHash } from 'node:crypto';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { type AnthropicSeen, startMockAnthropic } from './mock-anthropic.ts';
import { startMockProvider } from './mock-provider.ts';
import { ANTHROPIC_RECORDINGS } from './recordings.ts';
import { copyProject, startService } from './service.ts';

export const KEY = 'sb-test-anthropic';
const OURS = [
  ...[
    'plain',
    'thinks',
    'redacted',
    'calls',
    'refuses',
    'long',
    'status-401',
    'status-400',
    'status-429',
    'status-529',
  ],
  ...['overloaded-mid', 'overloaded-first', 'cut-mid', 'code-1', 'code-2', 'code-3', 'code-4', 'counted-1'],
  ...ANTHROPIC_RECORDINGS.map(modelOf),
];
const OTHERS = ['ok', 'tool-call'];

/** The policy's name of a model that answers with a recording: names have no dots. */
export function modelOf(recording: string): string {
  return `recorded-${recording}`.replaceAll('.', '-');
}

const idOf = (name: string): string => {
  const recording = ANTHROPIC_RECORDINGS.find((one) => modelOf(one) === name);
  return recording === undefined ? name : `recorded-${recording}`;
};

function policy(anthropicUrl: string, openaiUrl: string) {
  const price = { input: 1, output: 4 };
  return {
    tenant: 'shop',
    default: 'plain',
    routes: [
      { name: 'plain', description: 'anything', models: { instant: ['plain'] } },
      { name: 'failover', description: 'the failover route', models: { instant: ['overloaded-first', 'ok'] } },
    ],
    models: Object.fromEntries([
      ...OURS.map((name) => [name, { provider: 'claude', id: idOf(name), price }]),
      ...OTHERS.map((name) => [name, { provider: 'other', id: name, price }]),
    ]),
    providers: {
      claude: { kind: 'anthropic', baseUrl: `${anthropicUrl}/v1`, key: 'ANTHROPIC_API_KEY' },
      other: { kind: 'openai-compatible', baseUrl: `${openaiUrl}/v1`, key: 'OPENAI_API_KEY' },
    },
    plans: { free: { limits: [{ id: '1d', of: 'requests', max: 500, per: '1d', then: 'refuse' }] } },
  };
}

export async function startAnthropicShop() {
  const anthropic = await startMockAnthropic();
  const openai = await startMockProvider();
  const project = await copyProject();
  await project.write('policies/shop.json', JSON.stringify(policy(anthropic.url, openai.url)));
  const service = await startService(project, { ANTHROPIC_API_KEY: 'sk-ant-mock', OPENAI_API_KEY: 'sk-mock' });
  const hash = createHash('sha256').update(KEY).digest('hex');
  await service.kvPut(`key:${hash}`, JSON.stringify({ id: 'test', tenant: 'shop', plan: 'free' }));
  return {
    url: service.url,
    /** Where the mock itself listens, for whoever wants to read it without the service between. */
    anthropicUrl: anthropic.url,
    client: (apiKey = KEY) => new Anthropic({ apiKey, baseURL: service.url, maxRetries: 0 }),
    chatClient: () => new OpenAI({ apiKey: KEY, baseURL: `${service.url}/v1`, maxRetries: 0 }),
    /** What the mock of Anthropic saw of requests for `model`, oldest first. */
    seenBy: async (model: string) =>
      (await fetch(`${anthropic.url}/log?model=${model}`)).json() as Promise<AnthropicSeen[]>,
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${service.url}${path}`, {
        method: 'POST',
        headers: { 'x-api-key': KEY, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    stop: async () => {
      await service.stop();
      anthropic.close();
      await openai.close();
      await project.remove();
    },
  };
}
