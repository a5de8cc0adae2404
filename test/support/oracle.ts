/**
 * An oracle for recorded answers: Vercel's own provider packages read the same bytes. What our dialects make of a
 * recording must say the same.
 */

import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createCohere } from '@ai-sdk/cohere';
import { createDeepSeek } from '@ai-sdk/deepseek';
import { createGoogle } from '@ai-sdk/google';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenResponses } from '@ai-sdk/open-responses';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';

type Model = ReturnType<ReturnType<typeof createAnthropic>>;
type StreamPart = Awaited<ReturnType<Model['doStream']>>['stream'] extends ReadableStream<infer Part> ? Part : never;

/** What every provider is opened with: its key is never sent anywhere, since `fetch` answers with the recording. */
interface Opened {
  readonly apiKey: string;
  readonly fetch: typeof fetch;
}

const MODELS = {
  'amazon-bedrock': (opened) => createAmazonBedrock({ ...opened, region: 'us-east-1' })('recorded'),
  anthropic: (opened) => createAnthropic(opened)('recorded'),
  cohere: (opened) => createCohere(opened)('recorded'),
  deepseek: (opened) => createDeepSeek(opened)('recorded'),
  google: (opened) => createGoogle(opened)('gemini-recorded'),
  mistral: (opened) => createMistral(opened)('recorded'),
  'open-responses': (opened) =>
    createOpenResponses({ ...opened, name: 'recorded', url: 'https://recorded.example/v1/responses' })('recorded'),
  openai: (opened) => createOpenAI(opened).chat('recorded'),
  'openai-responses': (opened) => createOpenAI(opened).responses('recorded'),
  // xAI's own package speaks Responses alone: its Chat Completions are read as those of any compatible server.
  'openai-compatible': (opened) =>
    createOpenAICompatible({ ...opened, name: 'recorded', baseURL: 'https://recorded.example/v1' })('recorded'),
} satisfies Record<string, (opened: Opened) => Pick<Model, 'doStream'>>;

export type OracleProvider = keyof typeof MODELS;

export interface Told {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: unknown }[];
  /** The AI SDK's word for it: `stop`, `length`, `tool-calls`, `content-filter`, `error`, `other`. */
  readonly finish: string;
  /** Undefined where the provider did not say. */
  readonly usage: {
    readonly input: number | undefined;
    readonly cachedInput: number | undefined;
    readonly output: number | undefined;
    readonly reasoning: number | undefined;
    /** As the provider wrote it, for those whose own count the AI SDK reads differently than a bill. */
    readonly raw: unknown;
  };
  /** The signatures that came with thoughts, words or calls, in order, whichever of the package's names they go by. */
  readonly signatures: readonly string[];
}

/** `bytes` are the recording, framed as the provider frames it. Rejects when the package finds fault with it. */
export async function oracle(
  provider: OracleProvider,
  bytes: Uint8Array | string,
  contentType = provider === 'amazon-bedrock' ? 'application/vnd.amazon.eventstream' : 'text/event-stream',
): Promise<Told> {
  const answer = async () => new Response(bytes, { headers: { 'content-type': contentType } });
  const model: Pick<Model, 'doStream'> = MODELS[provider]({ apiKey: 'recorded', fetch: answer });
  const { stream } = await model.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'recorded' }] }],
  });
  let told: Told = {
    ...{ text: '', reasoning: '', calls: [], finish: '', signatures: [] },
    usage: { input: undefined, cachedInput: undefined, output: undefined, reasoning: undefined, raw: undefined },
  };
  for await (const part of stream) told = add(told, part);
  return told;
}

function add(before: Told, part: StreamPart): Told {
  const told = { ...before, signatures: [...before.signatures, ...signaturesOf(part)] };
  switch (part.type) {
    case 'text-delta':
      return { ...told, text: told.text + part.delta };
    case 'reasoning-delta':
      return { ...told, reasoning: told.reasoning + part.delta };
    case 'tool-call': {
      const call = { id: part.toolCallId, name: part.toolName, arguments: JSON.parse(part.input || '{}') };
      return { ...told, calls: [...told.calls, call] };
    }
    case 'finish': {
      const { inputTokens: read, outputTokens: written, raw } = part.usage;
      const usage = { input: read.total, cachedInput: read.cacheRead, output: written.total };
      return { ...told, finish: part.finishReason.unified, usage: { ...usage, reasoning: written.reasoning, raw } };
    }
    case 'error':
      throw new Error(`The oracle cannot read the recording: ${String(part.error)}`, { cause: part.error });
    default:
      return told;
  }
}

const SIGNATURES: readonly string[] = ['signature', 'thoughtSignature', 'redactedData', 'reasoningEncryptedContent'];

/** Parts of text and thoughts repeat what their beginning said: only the pieces, and calls, are asked. */
function signaturesOf(part: StreamPart): string[] {
  if (part.type !== 'text-delta' && part.type !== 'reasoning-delta' && part.type !== 'tool-call') return [];
  return Object.values(part.providerMetadata ?? {}).flatMap((said) =>
    Object.entries(said).flatMap(([name, value]) =>
      SIGNATURES.includes(name) && typeof value === 'string' ? [value] : [],
    ),
  );
}
