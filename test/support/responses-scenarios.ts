/**
 * What the mock provider's `POST …/responses` can do, by the model id that a request names: as `scenarios.ts` for chat. It
 * keeps what it answers, each path of its own (`/a/v1`, `/b/v1` are two accounts): a `previous_response_id` that it has
 * not given is refused as OpenAI refuses it.
 */

import type { Exchange } from './exchange.ts';
import { errorBody } from './openai-wire.ts';
import { events, output, response, type Said, sse, whole } from './responses-wire.ts';

type Body = Readonly<Record<string, unknown>>;

/** Answers that are kept, by path. */
const kept = new Map<string, Set<string>>();
let made = 0;

/** Null: no such scenario. */
export function answerResponses(to: Exchange, path: string, body: Body): Promise<void> | null {
  const [kind = ''] = to.model.split('-');
  const scenario = SCENARIOS.get(kind);
  if (scenario === undefined) return null;
  return refused(to, path, body) ?? scenario(to, said(to, path, body));
}

function refused(to: Exchange, path: string, body: Body): Promise<void> | null {
  const previous = body['previous_response_id'];
  if (typeof previous !== 'string' || kept.get(path)?.has(previous) === true) return null;
  const message = `Previous response with id '${previous}' not found.`;
  to.json(400, errorBody(message, 'invalid_request_error', 'previous_response_not_found'));
  return Promise.resolve();
}

function said(to: Exchange, path: string, body: Body): Said {
  const id = `resp_${(++made).toString(16).padStart(48, '0')}`;
  if (body['store'] !== false) kept.set(path, (kept.get(path) ?? new Set()).add(id));
  const { input, include, previous_response_id: previous } = body;
  const answered = JSON.stringify(input).includes('function_call_output');
  return {
    ...{ id, model: to.model, calls: to.model.startsWith('tool') && !answered },
    seals: Array.isArray(include) && include.includes('reasoning.encrypted_content'),
    previous: typeof previous === 'string' ? previous : null,
  };
}

type Scenario = (to: Exchange, said: Said) => Promise<void>;

const FAILURE = { code: 'server_error' as const, message: 'The server had an error while processing your request.' };

async function streamed(to: Exchange, list: readonly string[]): Promise<void> {
  to.head(200, 'text/event-stream; charset=utf-8');
  for (const text of list) await to.write(text);
}

const plain: Scenario = async (to, said) => {
  if (!to.stream) return to.json(200, JSON.stringify(whole(said)));
  const list = events(said);
  const last = { type: 'response.completed', sequence_number: list.length, response: whole(said) };
  await streamed(to, [...list, sse(last)]);
  to.end();
};

/** So many events of a stream, and then one that says that it failed. */
function failing(after: number, how: 'error' | 'response.failed'): Scenario {
  return async (to, said) => {
    const failed = response(said, [], { status: 'failed', error: FAILURE, incomplete_details: null });
    if (!to.stream) return to.json(200, JSON.stringify(failed));
    const event = how === 'error' ? { error: { type: 'server_error', ...FAILURE } } : { response: failed };
    await streamed(to, [...events(said).slice(0, after), sse({ type: how, sequence_number: after, ...event })]);
    to.end();
  };
}

const SCENARIOS: ReadonlyMap<string, Scenario> = new Map<string, Scenario>([
  ['ok', plain],
  ['tool', plain],
  [
    'cut',
    async (to, said) => {
      await streamed(to, events(said).slice(0, 12));
      to.cut();
    },
  ],
  [
    'short',
    async (to, said) => {
      const ending = {
        status: 'incomplete' as const,
        error: null,
        incomplete_details: { reason: 'max_output_tokens' as const },
      };
      to.json(200, JSON.stringify(response(said, output(said), ending)));
    },
  ],
  // In the midst of the text, before it, and instead of all.
  ['errormid', failing(12, 'error')],
  ['failedmid', failing(12, 'response.failed')],
  ['failedearly', failing(3, 'response.failed')],
  ['errorfirst', failing(0, 'error')],
  ['down', async (to) => to.json(503, errorBody('The mock provider answers 503.', 'server_error', null))],
  [
    'busy',
    async (to) =>
      to.json(429, errorBody('Rate limit reached.', 'rate_limit_error', 'rate_limit_exceeded'), { 'retry-after': '7' }),
  ],
]);
