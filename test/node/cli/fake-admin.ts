/** An admin API that says what a test wants it to say, and remembers what it was asked. */

import { signalbox } from '../../../src/cli/signalbox.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

type Answer = { readonly status?: number; readonly etag?: string; readonly json: unknown };

export const SECRET = 'sb_the-only-time-that-this-is-shown-0123456789';
export const TOKEN = 'token-that-nobody-may-see';

/** `answers` by method and path, the query included. `run` is the command line, against it. */
export function givenAdminApi(folder: string, answers: Readonly<Record<string, Answer>>) {
  const asked: Asked[] = [];
  const progress: string[] = [];
  const fetched = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(String(input), init);
    const { pathname, search } = new URL(request.url);
    const path = `${pathname}${search}`;
    const text = await request.text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    asked.push({ method: request.method, path, headers: request.headers, body });
    const answer = answers[`${request.method} ${path}`];
    if (answer === undefined) throw new TypeError('fetch failed', { cause: new Error(`nothing at ${path}`) });
    const headers: Record<string, string> = answer.etag === undefined ? {} : { etag: answer.etag };
    return Response.json(answer.json, { status: answer.status ?? 200, headers });
  };
  const run = (...args: string[]) =>
    signalbox(args, {
      from: folder,
      root: folder,
      env: { SIGNALBOX_URL: 'https://router.example', SIGNALBOX_ADMIN_TOKEN: TOKEN },
      fetch: fetched,
      progress: (line) => progress.push(line),
    });
  return { run, asked, progress };
}
