/**
 * What OpenAI Chat Completions puts on the wire, as the mock provider says it: one answer, always the same, in all the
 * shapes that a test may want it. https://platform.openai.com/docs/api-reference/chat-streaming
 */

/** The answer's text, in the pieces in which it is streamed. */
export const PIECES = ['Merge', ' the', ' two', ' lists', ' by', ' comparing', ' their', ' heads', '.'] as const;
export const TEXT = PIECES.join('');

/** Characters of two, three and four bytes, so that a cut between bytes shows. */
export const MULTI_BYTE_PIECES = ['Grüße', ' 信号所', ' 🚦', ' naïve', ' \u2028', ' 👩‍🚒'] as const;
export const MULTI_BYTE_TEXT = MULTI_BYTE_PIECES.join('');

/** What every answer is billed as. Cached tokens are part of the prompt's, reasoning tokens part of the completion's. */
const PROMPT_TOKENS = 21;
const CACHED_TOKENS = 8;
const COMPLETION_TOKENS = 16;
const REASONING_TOKENS = 7;

export const TOOL_CALL = {
  id: 'call_9fJ2m',
  name: 'get_weather',
  arguments: '{"city":"Zürich","unit":"celsius"}',
} as const;

export const DONE = 'data: [DONE]\n\n';

export interface ChatUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly audio_tokens: number };
  readonly completion_tokens_details: { readonly reasoning_tokens: number; readonly audio_tokens: number };
}

export const USAGE: ChatUsage = {
  prompt_tokens: PROMPT_TOKENS,
  completion_tokens: COMPLETION_TOKENS,
  total_tokens: PROMPT_TOKENS + COMPLETION_TOKENS,
  prompt_tokens_details: { cached_tokens: CACHED_TOKENS, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: REASONING_TOKENS, audio_tokens: 0 },
};

/** xAI's way: `completion_tokens` leaves the reasoning out, `total_tokens` has it. */
export const HIDDEN_REASONING_USAGE: ChatUsage = { ...USAGE, completion_tokens: COMPLETION_TOKENS - REASONING_TOKENS };

/** What all chunks and answers of one request share. A mock's clock stands still: answers can be compared byte by byte. */
function frame(model: string, object: 'chat.completion' | 'chat.completion.chunk') {
  return {
    id: 'chatcmpl-Bk4Tq1',
    object,
    created: 1_790_000_000,
    model,
    service_tier: 'default',
    system_fingerprint: 'fp_mock',
  };
}

export type Delta = Readonly<Record<string, unknown>>;

/** One event of a stream: `data: {…}` and an empty line. */
export function event(json: unknown): string {
  return `data: ${JSON.stringify(json)}\n\n`;
}

/** A chunk with one choice. `usage` is `null` in it when the stream will end with the usage chunk, as OpenAI has it. */
export function chunk(
  model: string,
  delta: Delta,
  finish: string | null,
  more: Readonly<Record<string, unknown>>,
): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return event({ ...frame(model, 'chat.completion.chunk'), choices, ...more });
}

/** The last chunk of a stream that was asked for its usage: no choices in it. */
export function usageChunk(model: string, usage: ChatUsage): string {
  return event({ ...frame(model, 'chat.completion.chunk'), choices: [], usage });
}

/** Azure OpenAI's first event: the verdict of its content filter, an empty frame, no choices and no usage. */
export function azurePrefix(): string {
  const safe = { filtered: false, severity: 'safe' };
  const content_filter_results = { hate: safe, self_harm: safe, sexual: safe, violence: safe };
  const prompt_filter_results = [{ prompt_index: 0, content_filter_results }];
  return event({ choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results });
}

/** A whole answer, as the body of a request without `stream`. */
export function whole(model: string, message: Delta, finish: string, usage: ChatUsage | null): string {
  const full = { role: 'assistant', content: null, refusal: null, annotations: [], ...message };
  const choices = [{ index: 0, message: full, logprobs: null, finish_reason: finish }];
  return JSON.stringify({ ...frame(model, 'chat.completion'), choices, ...(usage === null ? {} : { usage }) });
}

/** OpenAI's error body. */
export function errorBody(message: string, type: string, code: string | null): string {
  return JSON.stringify({ error: { message, type, param: null, code } });
}
