/**
 * A provider that speaks OpenAI Chat Completions over a real socket and does, request by request, what the model's id
 * says (scenarios.ts). The id is the one thing that gets from a test through the whole service to a provider unchanged,
 * wherever the test itself runs.
 *
 * Beside `POST …/chat/completions` it answers `POST …/responses` (responses-scenarios.ts) and `POST …/embeddings` with one
 * vector, and under `/faults/` it breaks down in every provider's format (faults/mock.ts). `GET /log?model=` is what it saw,
 * a list of `Seen`, and `POST /release?model=` lets go of the requests that wait. The key is not checked: it is in the log.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Exchange, type Seen } from './exchange.ts';
import { breakDown } from './faults/mock.ts';
import { errorBody } from './openai-wire.ts';
import { answerResponses } from './responses-scenarios.ts';
import { scenarioOf } from './scenarios.ts';

export interface MockProvider {
  /** `http://127.0.0.1:<port>`; the `baseUrl` of a policy is this and `/v1`. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** What it answers to whatever is to be embedded. */
const EMBEDDINGS = {
  object: 'list',
  model: 'embedder',
  data: [{ object: 'embedding', index: 0, embedding: [0.25, -0.5] }],
  usage: { prompt_tokens: 8, total_tokens: 8 },
};

/** Starts it on a free port of the loopback interface. */
export async function startMockProvider(): Promise<MockProvider> {
  const logs = new Map<string, Seen[]>();
  const waiting = new Map<string, PromiseWithResolvers<void>>();

  const logOf = (model: string) => logs.get(model) ?? logs.set(model, []).get(model) ?? [];
  const releaseOf = (model: string) => {
    const held = waiting.get(model) ?? Promise.withResolvers<void>();
    waiting.set(model, held);
    return held.promise;
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://mock');
    const named = searchParams.get('model') ?? '';
    if (pathname === '/log') return sendJson(response, 200, JSON.stringify(logOf(named)));
    if (pathname === '/release') {
      waiting.get(named)?.resolve();
      waiting.delete(named);
      return sendJson(response, 200, '{"released":true}');
    }
    const body = parse(await text(request));
    const model = typeof body?.['model'] === 'string' ? body['model'] : named;
    const seen = see(request, pathname, body);
    if (pathname.startsWith('/faults/')) {
      const account = await breakDown(request, response, seen);
      if (account !== 'answered') sendJson(response, account === null ? 404 : 200, JSON.stringify(account));
      return;
    }
    logOf(model).push(seen);
    if (pathname.endsWith('/embeddings')) return sendJson(response, 200, JSON.stringify(EMBEDDINGS));
    if (pathname.endsWith('/responses') && body !== null) {
      const answering = answerResponses(new Exchange(seen, model, response, releaseOf(model)), pathname, body);
      if (answering !== null) return answering;
    }
    const scenario = pathname.endsWith('/chat/completions') ? scenarioOf(model) : undefined;
    if (scenario === undefined) {
      return sendJson(
        response,
        404,
        errorBody(
          `The mock provider knows no ${pathname} with "${model}".`,
          'invalid_request_error',
          'model_not_found',
        ),
      );
    }
    await scenario(new Exchange(seen, model, response, releaseOf(model)));
  }

  const server = createServer({ noDelay: true }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A caller that leaves while it sends is no fault of a scenario; anything else must not pass for a provider's.
      if (!request.destroyed) console.error(error);
      response.destroy();
    });
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no TCP address.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function see(request: IncomingMessage, path: string, body: Seen['body']): Seen {
  const headers = Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]);
  return {
    at: Date.now(),
    method: request.method ?? '',
    path,
    headers: Object.fromEntries(headers),
    body,
    writes: [],
    finishedAt: null,
    abortedAt: null,
  };
}

function parse(body: string): Seen['body'] {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null ? { ...json } : null;
  } catch {
    // Not JSON, a GET for one: the log says so by null.
    return null;
  }
}

function sendJson(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
