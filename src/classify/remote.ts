/**
 * Asks a classifier that the tenant runs elsewhere: an OpenAI-compatible endpoint that serves a routing model such as
 * Arch-Router, or the decision endpoint of Plano. The policy has checked the URL (public https). Nothing of the client's
 * request goes out but its words; redirects are never followed, for they would carry the key to a host no policy has
 * named; and of the answer no more is read than the longest honest one has.
 */

import * as z from 'zod';
import { once } from '../once.ts';
import type { Turn } from '../wire/ask.ts';
import {
  archPrompt,
  MAX_ANSWER_TOKENS,
  MAX_PROMPT_TOKENS,
  type NamedRoute,
  type RouteText,
  readAnswer,
  readName,
  TEMPERATURE,
} from './arch-prompt.ts';
import type { Verdict } from './contract.ts';
import { verdictOfName } from './named-verdict.ts';
import { recentMessages } from './recent-messages.ts';

export interface Remote {
  readonly url: string;
  readonly model: string;
  /** The secret's value; null: asked without one. */
  readonly key: string | null;
}

/** Bytes of an answer. A route's name and the framing around it have a few hundred. */
export const MAX_ANSWER_BYTES = 16 * 1024;

/** Plano answers `{models, route}` there and calls no model. https://docs.planoai.dev */
const DECISION_PATH = /\/routing\/v1\/chat\/completions$/;

const chatSchema = once(() =>
  z.object({ choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })], z.unknown()) }),
);
/** `models` is in every decision. An error or a page of another service may lack a route as well, and says nothing. */
const decisionSchema = once(() => z.object({ models: z.array(z.string()), route: z.string().nullish() }));

/** How an endpoint is asked, and what its answer says. */
interface Dialect {
  /** Null when nobody has said anything. */
  readonly body: (remote: Remote, routes: readonly RouteText[], turns: readonly Turn[]) => object | null;
  readonly read: (answer: unknown, names: ReadonlySet<string>) => NamedRoute;
}

const CHAT: Dialect = {
  body: ({ model }, routes, turns) => {
    const content = archPrompt(routes, turns);
    if (content === null) return null;
    const messages = [{ role: 'user', content }];
    return { model, messages, max_tokens: MAX_ANSWER_TOKENS, temperature: TEMPERATURE, stream: false };
  },
  read: (answer, names) => readAnswer(shaped(chatSchema(), answer).choices[0].message.content, names),
};

const DECISION: Dialect = {
  body: ({ model }, routes, turns) => {
    const messages = recentMessages(turns, MAX_PROMPT_TOKENS, (text) => JSON.stringify(tagless(text))).map(
      ({ role, content }) => ({ role, content: tagless(content) }),
    );
    // Plano wants models for each route and hands one back; which model answers is decided here, so any will do.
    return messages.length === 0
      ? null
      : { model, messages, routing_preferences: routes.map((route) => ({ ...route, models: [model] })) };
  },
  // No route, or an empty one, is how Plano says that none matches.
  read: (answer, names) => {
    const { route } = shaped(decisionSchema(), answer);
    return route ? readName(route, names) : { kind: 'other' };
  },
};

/**
 * Plano sets the words between tags of its own and escapes nothing, so a `<` that were only escaped in our JSON would
 * close them there. The mark that is put in its place reads the same and opens no tag and no control token.
 */
const tagless = (text: string): string => text.replaceAll('<', '‹');

/** The verdict of the endpoint over `routes`, which are of `routeTexts`. Rejects with a sentence that says what failed. */
export async function askRemote(
  remote: Remote,
  routes: readonly RouteText[],
  turns: readonly Turn[],
  signal: AbortSignal,
): Promise<Verdict> {
  const dialect = DECISION_PATH.test(new URL(remote.url).pathname) ? DECISION : CHAT;
  const body = dialect.body(remote, routes, turns);
  if (body === null) throw new Error('There is no message to ask about.');
  const response = await fetch(remote.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(remote.key === null ? {} : { authorization: `Bearer ${remote.key}` }),
    },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal,
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`The remote classifier answered with HTTP status ${response.status}.`);
  }
  const answer = parse(await readBounded(response, signal));
  const names = routes.map(({ name }) => name);
  return verdictOfName(dialect.read(answer, new Set(names)), names);
}

function shaped<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new Error('The remote classifier answered with JSON of another shape.', { cause: read.error });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('The remote classifier answered with something that is not JSON.', { cause });
  }
}

/** The body as text. Rejects past MAX_ANSWER_BYTES; when the signal aborts, the rest is cancelled. */
async function readBounded(response: Response, signal: AbortSignal): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  // A body that fails to be cancelled has failed already, and read() below says so.
  const cancel = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    let text = '';
    for (let bytes = 0; bytes <= MAX_ANSWER_BYTES; ) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
    cancel();
    throw new Error(`The remote classifier's answer is longer than ${MAX_ANSWER_BYTES} bytes.`);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
